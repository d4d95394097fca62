#!/usr/bin/env bash
# `heddle check --checkpoint` and `--resume` across processes, whatever ends them.
#
# Usage: checkpoint_test.sh HEDDLE [PART]. Parts: legs, killed, refused. Prints each failure; exits
# with 1 if there is one.
set -uo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/script.sh"

# check WANTED ARGUMENTS...: the exit code of `heddle check` must be WANTED.
check() {
  local wanted=$1 code
  shift
  "$heddle" check "$@" --schedules '' >out 2>err </dev/null
  code=$?
  what="heddle check $*"
  [[ $code == "$wanted" ]] || fail "$what: exit code $code, not $wanted" "$(cat out err)"
}
complains() { grep -qF -- "$1" err || fail "$what: standard error lacks: $1" "$(cat err)"; }
gone() { [[ ! -e $1 ]] || fail "$what: left $1"; }
# same A B: two JSON reports that differ in nothing but time and memory.
same() {
  local change='/"(seconds|cpu_seconds|executions_per_second|peak_rss_bytes)":/d'
  if ! diff <(sed -E "$change" "$1") <(sed -E "$change" "$2") >difference; then
    fail "$what: $1 and $2 differ" "$(head -20 difference)"
  fi
}

# ---- legs: a new process after so many executions
in_legs() {
  local length=$1 budget=$1 resumed=0
  shift
  rm -f kept legs.json
  "$heddle" check "$@" --schedules '' --keep-going --json whole.json -q >/dev/null 2>&1
  "$heddle" check "$@" --schedules '' --keep-going --checkpoint kept --max-executions "$budget" \
    --json legs.json -q >/dev/null 2>&1
  while [[ -e kept ]]; do
    budget=$((budget + length))
    resumed=$((resumed + 1))
    "$heddle" check "$@" --schedules '' --keep-going --resume kept --max-executions "$budget" \
      --json legs.json -q >/dev/null 2>&1
  done
  what="heddle check $* in legs of $length executions"
  ((resumed > 0)) || fail "$what: there was nothing to resume"
  same whole.json legs.json
}

legs() {
  in_legs 40 process-lock -p n=5
  in_legs 7 philosophers-naive -p n=4
  in_legs 2 producers-consumers-queue
  in_legs 20 condition-while
  in_legs 1 joinable-queue --strategy dfs
  in_legs 30 two-by-six --strategy dfs --preemptions 2
  in_legs 20 peterson
}

# ---- killed: kill -9 of the whole process group, at some moment after the first checkpoint
killed() {
  local target=(process-lock -p n=8 --keep-going) runs=0 before
  "$heddle" check "${target[@]}" --json whole.json -q >/dev/null
  rm -f kept legs.json
  while [[ ! -s legs.json && $runs -lt 30 ]]; do
    local kept=(--checkpoint kept)
    [[ ! -e kept ]] || kept=(--resume kept)
    before=$(stat -c %y kept 2>/dev/null)
    setsid "$heddle" check "${target[@]}" "${kept[@]}" --json legs.json -q >/dev/null 2>&1 &
    local process=$!
    while kill -0 "$process" 2>/dev/null; do
      if [[ $(stat -c %y kept 2>/dev/null) != "$before" ]]; then
        sleep "0.$((RANDOM % 5))"
        kill -9 -- "-$process" 2>/dev/null
        break
      fi
      sleep 0.02
    done
    wait "$process" 2>/dev/null
    runs=$((runs + 1))
  done
  what="a search that was killed"
  same whole.json legs.json
  gone kept
}

# ---- refused: what cannot be gone on with
refused() {
  check 4 process-lock -p n=5 --checkpoint kept --max-executions 10 -q
  complains "--resume kept goes on"
  cp kept whole
  check 2 process-lock -p n=5 --resume missing
  complains "missing"
  check 2 process-lock -p n=4 --resume kept
  complains "other parameters"
  check 2 process-lock -p n=5 --resume kept --spurious 1
  complains "--spurious was 0 and is 1"
  check 2 counter-locked --resume kept
  complains "one of process-lock, not of counter-locked"
  check 2 counter-locked process-lock --resume kept
  complains "name one target"
  check 2 counter-locked --checkpoint nowhere/kept
  complains "nowhere"
  check 2 counter-locked --checkpoint kept --strategy random
  complains "--seed"
  head -c 200 whole >torn
  check 2 process-lock -p n=5 --resume torn
  complains "damaged"
  echo "something else" >other
  check 2 process-lock -p n=5 --resume other
  complains "no checkpoint"
  : >empty
  check 2 process-lock -p n=5 --resume empty
  complains "no checkpoint"
  what="refusals"
  cmp -s kept whole || fail "a refusal changed the checkpoint"
  check 0 process-lock -p n=5 --resume kept -q
  gone kept
  # A file that is something else stays.
  check 2 process-lock -p n=2 --checkpoint /dev/full
  complains "no regular file"
  check 2 process-lock -p n=2 --checkpoint .
  complains "no regular file"
  mkfifo pipe
  check 2 process-lock -p n=2 --resume pipe
  complains "no regular file"
  echo precious >other
  check 2 process-lock -p n=2 --checkpoint other
  complains "is there already"
  grep -q precious other || fail "$what: a file that was there is gone"
  # Two files: the one that is resumed from is not this search's to take away.
  check 4 process-lock -p n=5 --checkpoint first --max-executions 10 -q
  check 0 process-lock -p n=5 --resume first --checkpoint second -q
  gone second
  [[ -e first ]] || fail "$what: first is gone"
  # A parameter that is the default, and a budget that is used up already.
  check 4 semaphore --checkpoint used --max-executions 10 -q
  check 4 semaphore -p n=4 --resume used --max-executions 10 -q
  check 4 semaphore --resume used --max-executions 5 --json used.json -q
  grep -q '"executions": 10' used.json || fail "$what: more executions than there were"
}

for part in ${2:-legs killed refused}; do "$part"; done
((failures == 0))
