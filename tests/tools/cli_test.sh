#!/usr/bin/env bash
# The command line as users meet it: what it prints, what it writes, how it exits.
#
# Usage: cli_test.sh HEDDLE [PART]. Parts: models, sources. Prints each failure; exits with 1 if there
# is one.
set -uo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/script.sh"

# run WANTED ARGUMENTS...: runs heddle; its exit code must be WANTED. Output in $out, $err.
run() {
  local wanted=$1 code
  shift
  "$heddle" "$@" >out 2>err </dev/null
  code=$?
  out=$(tr -d '\0' <out)
  err=$(cat err)
  what="heddle $*"
  [[ $code == "$wanted" ]] || fail "$what: exit code $code, not $wanted" "$out" "$err"
}
says() { [[ $out == *"$1"* ]] || fail "$what: standard output lacks: $1" "$out"; }
complains() {
  [[ $err == *"heddle: "* && $err == *"$1"* ]] || fail "$what: standard error lacks: $1" "$err"
}
silent() { [[ -z $out ]] || fail "$what: says something on standard output" "$out"; }
# has FILE TEXT: the file has the text.
has() { grep -qF -- "$2" "$1" || fail "$what: $1 lacks: $2" "$(cat "$1")"; }
exists() { [[ -e $1 ]] || fail "$what: wrote no $1"; }
# yields FILTER WANTED: what the JSON of standard output says, by jq.
yields() {
  command -v jq >/dev/null || return 0
  local value
  value=$(jq -c "$1" <out 2>&1)
  [[ $value == "$2" ]] || fail "$what: $1 is $value, not $2"
}
has_model() { "$heddle" list --json | grep -q "\"name\": \"$1\""; }

# ---- interrupts
# interrupted WANTED ARGUMENTS...: sends SIGINT to heddle after a while.
interrupted() {
  local wanted=$1 process
  shift
  what="heddle $* (interrupted)"
  "$heddle" "$@" >out 2>err </dev/null &
  process=$!
  sleep "${wait:-1}"
  kill -INT "$process" || fail "$what: ended by itself"
  # Bash starts it with SIGINT ignored: one that came before heddle listens is lost.
  (for _ in 1 2 3 4 5; do sleep 5 && kill -INT "$process"; done; kill -KILL "$process") 2>/dev/null &
  local again=$!
  wait "$process"
  code=$?
  kill "$again"
  wait "$again" 2>/dev/null
  out=$(cat out) err=$(cat err)
  [[ $code == $wanted ]] || fail "$what: exit code $code, not $wanted" "$out" "$err"
}

# until_true COMMAND: tries for ten seconds.
until_true() {
  local i
  for ((i = 0; i < 100; ++i)); do
    eval "$1" 2>/dev/null && return
    sleep 0.1
  done
  return 1
}

models() {
# ---- help and usage
for command in demo list check replay explore outcomes report; do
  run 0 $command --help
  says "Example:"
  says "heddle $command"
done
run 0 --help
run 0 --version
says "heddle "
run 2
complains "name a command"
run 2 chekc
complains "near names: check"
run 2 check --kep-going x
complains "near names: --keep-going"
run 2 check
run 2 check --strategy magic counter-locked
complains "there are: optimal, dfs"
run 2 check --max-time soon counter-locked
complains "90s"
run 2 check --fail-on dedlock counter-locked
complains "near names: deadlock"

# ---- demo and list
start=$(date +%s%N)
run 0 demo
(($(date +%s%N) - start < 3000000000)) || fail "$what took longer than three seconds"
says "BUG  counter-unlocked"
says "VERIFIED  counter-locked"
[[ $out != *$'\x1b'* ]] || fail "$what: colours although it is no terminal"
run 0 demo --color always
[[ $out == *$'\x1b'* ]] || fail "$what: no colours"
run 2 demo nonsense
complains "there are: counter"
run 0 list
says "counter-unlocked"
says "bench:"
run 0 list 'counter-*'
[[ $(wc -l <out) == 2 ]] || fail "$what: more or less than two" "$out"
run 5 list 'zz*'
run 0 list --json counter
yields '[.models[].name]' '["counter-locked","counter-unlocked","gil-counter"]'
yields '.models[1].expected.verdict' '"bug"'

# ---- check: targets and exit codes
run 2 check counter-unloked
complains "near names: counter-unlocked"
silent
run 5 check 'zz*'
run 2 check counter-locked -p zz=3
complains "unknown parameter \`zz\`"
run 2 check counter-locked -p zz=three
complains "whole number"
run 2 check nowhere/x.cpp
run 0 check counter-locked
says "VERIFIED  counter-locked  all "
says "essentially different interleavings (optimal search, free time, no"
run 1 check counter-unlocked
says "found in execution 1 of an unfinished search"
says "replay  heddle replay heddle-schedules/"
run 1 check counter-locked counter-unlocked --keep-going
says "4 of 4 executions"
run 1 check counter-unlocked --reduce none --keep-going
says "of 6 interleavings"
says "3 possible results: 10, 20, 30"
run 0 check counter-unlocked --fail-on deadlock,livelock
run 1 check counter-unlocked --fail-on deadlock --fail-on data-race
run 0 check counter-locked --strategy random --seed 3
says "NO BUG FOUND  counter-locked  10,000 random interleavings (seed 3"
run 4 check counter-locked --strategy random --require verified
for strategy in pct pos surw portfolio; do
  run 0 check counter-locked --strategy $strategy --seed 3 --max-executions 50
  says "NO BUG FOUND  counter-locked  50 random interleavings ($strategy"
done
says "classes of interleavings seen"
run 0 check counter-locked --strategy portfolio --max-executions 50 --json -
yields '.results[0].sample.executions' 50
run 0 check two-by-six --preemptions 1
says "complete up to 1 preemption"
run 0 check counter-locked --preemptions 99
says "VERIFIED"
run 2 check counter-locked --preemptions 1 --strategy random
complains "--preemptions bounds a depth-first search"
run 2 check counter-locked --strategy pct --depth 0
complains "--depth is at least 1"
run 2 check counter-locked --strategy probes
run 0 estimate counter-locked
says "counter-locked  about "
says "1,000 random probes, seed 1"
run 0 estimate counter-locked --json - --max-executions 10
yields '.results[0].estimate.probes' 10
run 2 estimate no-such-model
run 4 check two-by-six --max-executions 10
says "INCONCLUSIVE  two-by-six  10 "
says "raise --max-executions"
run 0 check two-by-six --max-executions 10 --inconclusive pass
run 0 check counter-unlocked counter-locked two-by-six --expected -q
run 2 check counter-locked --expected -p n=3

# ---- JSON
run 1 check counter-unlocked counter-locked --json -
yields '[.results[].verdict]' '["bug","verified"]'
yields '.format' 1
run 1 check counter-unlocked --json report.json
says "BUG  counter-unlocked"
exists report.json
run 2 check counter-locked --json nowhere/report.json
complains "cannot write \`nowhere/report.json\`"
run 2 check counter-locked --json /dev/full
says "VERIFIED  counter-locked"
complains "No space left"

# ---- reports for CI
run 1 check counter-unlocked counter-locked --keep-going --junit junit.xml --sarif log.sarif --json two.json
says "BUG  counter-unlocked"
has junit.xml '<testsuite name="heddle" tests="2" failures="1" errors="0" skipped="0"'
has junit.xml '<failure type="data-race"'
has log.sarif '"heddle/v1": "DR-'
run 1 check counter-unlocked --junit -
says '<?xml version="1.0"'
[[ $out != "BUG"* ]] || fail "$what: prints the text as well"
run 1 check counter-unlocked --sarif -
yields '[.version, .runs[0].results[0].ruleId]' '["2.1.0","data-race"]'
run 0 check counter-locked --junit - --sarif locked.sarif
says '<testcase name="counter-locked" classname="heddle"'
run 0 check two-by-six --max-executions 10 --inconclusive pass --junit -
says '<skipped message="'
run 0 check counter-unlocked --expected --junit -
says 'failures="0"'
run 2 check counter-locked --json - --junit -
complains "--json and --junit both write to standard output"
silent
run 2 check counter-locked --sarif - --github
complains "--sarif and --github both write to standard output"
run 2 check counter-locked --junit one --sarif one
complains "both write to one"
run 2 check counter-locked --junit one --sarif ./one
complains "both write to ./one"
run 2 check counter-locked --junit nowhere/junit.xml
complains "cannot write \`nowhere/junit.xml\`"
silent
run 2 check counter-unlocked --json /dev/full --junit after.xml --sarif after.sarif
says "BUG  counter-unlocked"
complains "cannot write \`/dev/full\`: No space left"
exists after.xml
exists after.sarif
run 1 check counter-unlocked counter-locked --brief
[[ $(wc -l <out) == 3 ]] || fail "$what: not three lines" "$out"
says "| t2: read counter = 0"

# ---- GitHub
echo "before" >summary.md
GITHUB_STEP_SUMMARY=$work/summary.md run 1 check counter-unlocked counter-locked --github -q
says "::error file="
[[ $(grep -c '^::' out) == 1 ]] || fail "$what: not one annotation" "$out"
[[ $(head -1 summary.md) == before ]] || fail "$what: the summary was written over"
has summary.md '| counter-locked | pass | verified |'
run 1 check counter-unlocked --github -q
GITHUB_STEP_SUMMARY=/dev/full run 2 check counter-unlocked --github -q
says "::error file="
complains "cannot write \`/dev/full\`"

# ---- baseline
finding() {
  printf '[[finding]]\nid = "%s"\nowner = "alice"\nexpires = %s\nreason = "an exercise"\n' "$1" "$2"
}
run 1 check counter-unlocked --keep-going --brief
mapfile -t ids < <(sed -n 's/^  \([A-Z][A-Z]-[0-9a-f]*\) .*/\1/p' out)
for id in "${ids[@]}"; do finding "$id" 9999-12-31; done >known.toml
run 0 check counter-unlocked --baseline known.toml
says "known   alice, until 9999-12-31: an exercise"
says "BUG  counter-unlocked  2 errors; all "
[[ -z $err ]] || fail "$what: complains" "$err"
run 0 check counter-unlocked --baseline known.toml --json -
yields '[.results[0].verdict, .results[0].findings[0].known.owner]' '["bug","alice"]'
run 0 check counter-unlocked --baseline known.toml --junit -
says 'failures="0"'
finding "${ids[0]}" 9999-12-31 >part.toml
run 1 check counter-unlocked --baseline part.toml
finding "${ids[0]}" 2001-01-01 >expired.toml
run 1 check counter-unlocked --baseline expired.toml
complains "expired.toml:1: ${ids[0]} of alice expired on 2001-01-01"
finding DR-000000 9999-12-31 >unused.toml
run 0 check counter-locked --baseline unused.toml
complains "unused.toml:1: DR-000000 of alice is not found any more"
echo 'finding = 1' >wrong.toml
run 2 check counter-locked --baseline wrong.toml
complains "wrong.toml:1: "
silent
run 2 check counter-locked --baseline nowhere.toml
run 2 check counter-locked --baseline known.toml --expected
complains "exclude each other"

# ---- report
run 0 report two.json
says "BUG  counter-unlocked"
says "VERIFIED  counter-locked"
run 0 report two.json --junit again.xml --sarif again.sarif
silent
cmp -s junit.xml again.xml || fail "$what: another junit.xml"
cmp -s log.sarif again.sarif || fail "$what: another log.sarif"
run 0 report two.json --text -q --github
says "VERIFIED  counter-locked"
says "::error file="
run 0 report two.json two.json --brief
[[ $(wc -l <out) == 8 ]] || fail "$what: not eight lines" "$out"
run 0 check two-by-six --max-executions 10 --inconclusive pass --json cut.json
run 0 report cut.json --junit -
says '<failure type="inconclusive"'
run 0 report cut.json --junit - --inconclusive pass
says '<skipped message="'
run 0 report two.json two.json --json four.json
silent
run 0 report four.json --json -
yields '[.results[].target] | length' 4
run 2 report junit.xml
complains "junit.xml: this is no report of heddle"
run 2 report nowhere.json
run 2 report two.json --junit - --sarif -

# ---- schedules and replay
rm -rf heddle-schedules
run 1 check counter-unlocked --keep-going
for file in heddle-schedules/*.sched; do
  run 1 replay "$file"
  says "$(basename "$file" .sched)"
done
run 1 replay heddle-schedules/*.sched --json -
yields '.results | length' "$(find heddle-schedules -name '*.sched' | wc -l)"
run 1 replay heddle-schedules/*.sched --brief --junit replayed.xml
has replayed.xml 'errors="0"'
has replayed.xml '<property name="strategy" value="replay" />'
schedule=$(sed -n '/^schedule/,/^end/{//!p}' "$file" | tr -d ' \n')
run 1 replay counter-unlocked --schedule "$schedule"
run 6 replay counter-locked --schedule "$schedule"
says "step "
[[ $err != *"heddle: "* ]] || fail "$what: complains" "$err"
run 2 replay counter-unlocked --schedule "$schedule" --break-at 4
complains "--break-at is for a debugger: gdb"
run 0 replay counter-locked --lenient --schedule "$schedule"
says "from there the default policy chose"
run 2 replay counter-unlocked --schedule "nonsense"
complains "malformed schedule at character"
run 2 replay counter-unlocked
complains "--schedule TEXT"
sed 's/^program .*/program from-elsewhere/' "$file" >foreign.sched
run 2 replay foreign.sched
complains "foreign.sched:3:"
sed 's/^heddle-schedule .*/heddle-schedule 99/' "$file" >newer.sched
run 2 replay newer.sched
complains "newer.sched:1:"
head -c 120 "$file" >short.sched
run 2 replay short.sched
complains "short.sched:"
run 2 replay report.json
complains "report.json:1:"
run 2 replay nowhere.sched
run 2 check counter-unlocked --schedules /proc/nowhere
says "BUG  counter-unlocked"
complains "cannot make the folder"
run 1 check counter-unlocked --schedules ''

# ---- outcomes
run 0 outcomes counter-unlocked
says "result  count  schedule"
run 0 outcomes counter-unlocked --json -
yields '[.results[0].outcomes[].value]' '["10","20","30"]'
run 4 outcomes two-by-six --max-executions 10

# ---- interrupts of models
if has_model semaphore; then
  interrupted 4 check semaphore philosophers-ordered -p n=6 --reduce none
  says "INCONCLUSIVE  semaphore"
  says "it was interrupted"
  complains "1 target not explored"
  interrupted 4 check semaphore -p n=6 --reduce none --json -
  yields '.results[0].verdict' '"inconclusive"'
fi

# ---- a worker does not outlive its parent
"$heddle" check two-by-six --strategy random --max-executions 1000000000 -q >/dev/null 2>&1 &
process=$!
until_true 'worker=$(pgrep -P "$process")' || fail "there is no worker process"
kill -KILL "$process"
wait "$process" 2>/dev/null
until_true '[[ ! -e /proc/$worker || $(</proc/$worker/stat) == *") Z "* ]]' ||
  fail "the worker outlives its parent"
}

sources() {
# ---- source files
echo 'int nothing() { return 1; }' >none.cpp
run 5 check none.cpp
complains "has no model"
echo 'int wrong() { return x; }' >wrong.cpp
run 2 check wrong.cpp
complains "does not compile"
[[ $err == *"was not declared"* || $err == *"undeclared"* ]] || fail "$what: hides the compiler's message" "$err"
echo 'int main() { return 0; }' >own.cpp
run 2 check own.cpp
complains "main()"
cat >mine.cpp <<'END'
#include <heddle/heddle.hpp>
#include <cstdlib>
using namespace heddle;
HEDDLE_MODEL("mine-good", "prints to the real standard output") {
  Atomic<int> x{0, "x"};
  threading::Thread a([=] { x.fetch_add(1); }, "a");
  a.start();
  std::puts("not part of the report");
  x.fetch_add(1);
  a.join();
  outcome(x.load());
}
HEDDLE_MODEL("mine-bad", "aborts in one of two orders") {
  Atomic<int> x{0, "x"};
  threading::Thread a([=] { if (x.load() == 2) std::abort(); }, "a");
  a.start();
  x.store(2);
  a.join();
}
END
rm -rf heddle-schedules
"$heddle" check mine.cpp --json - --keep-going >one 2>/dev/null &
"$heddle" check mine.cpp --json - --keep-going >two 2>/dev/null &
wait
run 1 check mine.cpp --json - --keep-going
yields '[.results[] | [.target, .verdict]]' '[["mine-bad","bug"],["mine-good","verified"]]'
yields '.results[0].findings[0].kind' '"crash"'
for file in one two; do
  cmp -s <(tr , '\n' <$file | grep -v '"\(cpu_\)\?seconds\|per_second\|peak_rss') \
    <(tr , '\n' <out | grep -v '"\(cpu_\)\?seconds\|per_second\|peak_rss') ||
    fail "$what: two at once give another answer"
done
[[ $(find "$XDG_CACHE_HOME/heddle" -type f | wc -l) == 3 ]] || # own.cpp, none.cpp and mine.cpp
  fail "the cache holds something else" "$(ls "$XDG_CACHE_HOME/heddle")"
run 1 check mine.cpp --junit - --keep-going
says '<testcase name="mine-bad" classname="mine.cpp"'
says '<error type="crash"'
printf '[[finding]]\nid = "%s"\ntarget = "mine-*"\nowner = "bob"\nexpires = 9999-12-31\nreason = "r"\n' \
  "$(basename heddle-schedules/CR-*.sched .sched)" >known.toml
run 4 check mine.cpp --baseline known.toml  # the crash ended the search
says "known   bob"
run 0 check mine.cpp --baseline known.toml --inconclusive pass
run 1 replay heddle-schedules/CR-*.sched
says "mine-bad"
run 1 check "$XDG_CACHE_HOME"/heddle/"$(ls -t "$XDG_CACHE_HOME/heddle" | head -1)" -q
says "VERIFIED  mine-good"

# ---- interrupts at any moment
cat >long.cpp <<'END'
#include <heddle/heddle.hpp>
using namespace heddle;
HEDDLE_MODEL("long-race", "very many interleavings, and a race in each") {
  Shared<int> x{0, "x"};
  Atomic<int> y{0, "y"};
  for (int i = 0; i < 4; ++i) {
    threading::Thread([=] {
      x.set(1);
      for (int j = 0; j < 10; ++j) y.fetch_add(1);
    }).start();
  }
}
END
run 1 check long.cpp --max-executions 10  # compiles it
for wait in 0.05 0.4 0.8; do  # while it is compiled or looked up
  interrupted '[14]' check long.cpp --keep-going
done
"$heddle" check long.cpp --max-executions 1 -q >/dev/null 2>&1  # compiled from now on
for wait in 3 30; do  # on a machine that is very slow the first comes before anything is found
  interrupted '[14]' check long.cpp --keep-going
  ((code == 1)) && break
done
((code == 1)) || fail "$what: nothing was found in $wait s"
says "data race"
says "so far"
}

case ${2:-all} in
  all) models; sources ;;
  *) "$2" ;;
esac
((failures == 0)) || echo "$failures failures"
exit $((failures > 0))
