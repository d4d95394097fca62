#!/usr/bin/env bash
# What a gate in CI is made of, as its users meet it.
#
# Usage: gate_test.sh HEDDLE [PART]. Parts: config, corpus, sources. Prints each failure; exits with 1 if
# there is one.
set -uo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/script.sh"

# run WANTED ARGUMENTS...: runs heddle; its exit code must be WANTED.
run() {
  local wanted=$1 code
  shift
  "$heddle" "$@" >out 2>err </dev/null
  code=$?
  what="heddle $*"
  [[ $code == "$wanted" ]] || fail "$what: exit code $code, not $wanted" "$(cat out err)"
}
says() { grep -qF -- "$1" out || fail "$what: standard output lacks: $1" "$(cat out)"; }
hides() { ! grep -qF -- "$1" out || fail "$what: standard output has: $1" "$(cat out)"; }
complains() { grep -qF -- "$1" err || fail "$what: standard error lacks: $1" "$(cat err)"; }

# ---- options from a file
config() {
  cat >heddle.toml <<'END'
[check]
targets = ["counter-locked", "semaphore"]
parameters = { n = 4 }
max-time = 90
schedules = ""
keep-going = true

[outcomes]
targets = ["counter-unlocked"]
END
  run 2 check --config heddle.toml
  complains 'counter-locked'
  run 0 check semaphore --config heddle.toml -q
  says 'all 432 essentially'
  run 0 check semaphore --config heddle.toml -q -p n=3
  says 'all 36 essentially'
  run 1 check counter-unlocked --config <(sed '/parameters/d' heddle.toml)
  says '2 errors'
  run 0 outcomes --config heddle.toml
  says 'f2f26969f2'
  # Each is wrong in its second line.
  local line
  for line in 'max-stepz = 3 => near names: max-steps' 'max-steps = "x" => whole number' \
    'max-steps = [3, 4] => max-steps' 'keep-going = 3 => true or false' \
    'fail-on = ["dead"] => near names: deadlock' 'config = "b.toml" => no option' 'max-steps = => missing value' \
    'parameters = 4 => table'; do
    printf '[check]\n%s\n' "${line% =>*}" >wrong.toml
    run 2 check counter-locked --config wrong.toml
    complains 'wrong.toml:2: '
    complains "${line#*=> }"
  done
  printf '[chekc]\n' >wrong.toml
  run 2 check counter-locked --config wrong.toml
  complains 'near names: check'
  # The order of the lines does not matter, and parameters are taken one by one.
  printf '[check]\nreduce = "none"\nstrategy = "optimal"\n' >order.toml
  run 0 check counter-locked --config order.toml
  says 'all 2 interleavings'
  printf '[check]\nparameters = { n = 4, zzz = 5 }\n' >parameters.toml
  run 2 check semaphore --config parameters.toml -p n=3
  complains 'zzz'
  run 2 check counter-locked --config missing.toml
  complains 'missing.toml'
  : >wrong.toml
  run 2 check --config wrong.toml
  complains 'TARGET'
}

# ---- kept schedules are replayed first
corpus() {
  run 1 check condition-if
  says 'of an unfinished search'
  ls heddle-schedules/*.sched >kept
  run 1 check condition-if
  says "$(head -1 kept), which was replayed first, shows it again"
  run 1 check condition-if --schedules ''
  says 'of an unfinished search'
  run 1 check condition-if --keep-going
  hides 'replayed'
  # Another target, other options, other parameters: not of this search.
  run 0 check condition-while
  run 1 check condition-if --notify-order fifo --schedules heddle-schedules
  hides 'replayed'
  # What a walk at random misses.
  rm -rf heddle-schedules
  run 1 check counter-unlocked
  sed -i 's/^program .*/program counter-locked/' heddle-schedules/*.sched
  run 0 check counter-locked
  rm -rf heddle-schedules
  run 1 check condition-notify-before-wait
  run 1 check condition-notify-before-wait --strategy random --max-executions 1 --seed 3 --keep-going
  says 'was replayed and shows it'
  # A warning is no reason not to search.
  rm -rf heddle-schedules
  run 1 check abba-deadlock --keep-going
  rm heddle-schedules/DL-*
  run 1 check abba-deadlock
  hides 'replayed'
  # Each set of options keeps its own.
  rm -rf heddle-schedules
  run 1 check counter-unlocked
  run 1 check counter-unlocked --spurious 1
  run 1 check counter-unlocked
  says 'which was replayed first'
  run 1 check counter-unlocked --spurious 1
  says 'which was replayed first'
  # A file that is no schedule is told.
  echo nonsense >heddle-schedules/nonsense.sched
  run 2 check counter-locked
  complains 'nonsense.sched'
  says 'VERIFIED'
}

# ---- the corpus of a source file, which moves and is edited
sources() {
  mkdir one
  cat >one/two.cpp <<'END'
#include <heddle/heddle.hpp>
using namespace heddle;
HEDDLE_MODEL("good", "nothing is shared") {
  threading::Thread t([] {});
  t.start();
  t.join();
}
HEDDLE_MODEL("bad", "a race") {
  const Shared<int> x(0, "x");
  threading::Thread t([=] { x += 1; });
  t.start();
  x += 1;
  t.join();
}
END
  run 1 check one/two.cpp --schedules one/kept
  grep -q '^source ../two.cpp' one/kept/*.sched || fail "$what: the source is not named relatively"
  mv one other
  run 1 check other/two.cpp --schedules other/kept --keep-going
  sed -i '1i // a line more' other/two.cpp
  run 1 check other/two.cpp --schedules other/kept
  says 'good'
  says 'bad'
  run 1 check other/two.cpp --schedules other/kept --keep-going
  [[ $(ls other/kept | wc -l) == 4 ]] || fail "an id has changed with the lines" "$(ls other/kept)"
  run 1 replay "$(ls other/kept/DR-*.sched | head -1)"
  # What does not compile any more is told once, and the other targets are explored.
  echo 'int x = y;' >>other/two.cpp
  run 2 check other/two.cpp counter-locked --schedules other/kept
  says 'VERIFIED  counter-locked'
  [[ $(grep -c 'was not declared' err) == 1 ]] || fail "$what: errors are not shown once" "$(cat err)"
}

for part in ${2:-config corpus sources}; do "$part"; done
((failures == 0))
