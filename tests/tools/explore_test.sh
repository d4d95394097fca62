#!/usr/bin/env bash
# `heddle explore` as users meet it: sessions that are piped in, and one on a terminal.
#
# Usage: explore_test.sh HEDDLE [PART]. Parts: piped, sources, terminal. Prints each failure; exits
# with 1 if there is one.
set -uo pipefail
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/script.sh"

# session WANTED COMMANDS ARGUMENTS...: plays, with commands separated by semicolons.
session() {
  local wanted=$1 commands=$2 code
  shift 2
  tr ';' '\n' <<<"$commands" | "$heddle" explore "$@" >out 2>err
  code=$?
  out=$(cat out)
  err=$(cat err)
  what="heddle explore $* ($commands)"
  [[ $code == "$wanted" ]] || fail "$what: exit code $code, not $wanted" "$out" "$err"
  [[ $(awk 'length > 100' out) == "" ]] || fail "$what: a line is too wide" "$out"
  [[ $out != *$'\x1b'* ]] || fail "$what: colours although it is no terminal"
}
says() { [[ $out == *"$1"* ]] || fail "$what: standard output lacks: $1" "$out"; }
lacks() { [[ $out != *"$1"* ]] || fail "$what: standard output has: $1" "$out"; }
complains() {
  [[ $err == *"heddle: "* && $err == *"$1"* ]] || fail "$what: standard error lacks: $1" "$err"
}

piped() {
# ---- steps, wrong input, the end of the input
session 0 '1;2;state' counter-unlocked
says "counter-unlocked: you are the scheduler."
says "> 1"
says "step 3  t1    read counter = 0"
session 0 'undo;dance;9;0;1/7' abba-deadlock
says "there is nothing to undo"
says "there is no command and no thread \`dance\`: who can go is 1 (t1), 2 (t2)"
says "main cannot go (\`why 0\`)"
says "t1 can go in 1 way"
"$heddle" explore abba-deadlock </dev/null >out || fail "no input at all: exit code $?"
printf 1 | "$heddle" explore abba-deadlock >out || fail "no end of the last line: exit code $?"
grep -q 'step 3  t1    acquire a' out || fail "a last line without an end is not read" "$(cat out)"
session 0 'quit;1' abba-deadlock
lacks "step 3"

# ---- a deadlock, who waits for whom
session 0 '1;2;why 1' abba-deadlock
says "No thread can go on."
says "t2 holds \`b\` since step 4"

# ---- saved, replayed, gone on from
session 0 '1;2;save kept.sched;undo;save half.sched' abba-deadlock
says "heddle replay kept.sched"
id=$(sed -n 's/^finding \([^ ]*\) .*/\1/p' kept.sched)
"$heddle" replay kept.sched >out 2>err
[[ $? == 1 ]] || fail "the saved schedule is not replayed to its finding" "$(cat out err)"
grep -q "$id" out || fail "the replay of a saved schedule finds something else" "$(cat out)"
session 0 'list;undo;threads' --from kept.sched
says "So far: 2 choices"
says "No thread can go on."
says "acquire b"
session 0 '2' --from half.sched
says "No thread can go on."
session 2 'quit' counter-unlocked --from kept.sched
complains "is a schedule of abba-deadlock, not of counter-unlocked"
sed 's/^  main.*/  main.1;0;ff/' half.sched >wrong.sched
session 6 'quit' --from wrong.sched
complains "departs from the schedule at choice 1"
session 2 'quit' --from nowhere.sched
session 0 'save /nowhere/x.sched;threads' abba-deadlock
says "/nowhere"
says "t1"

# ---- parameters and options
session 0 '1' philosophers-naive -p n=2
says "fork"
session 2 '1' philosophers-naive -p zz=2
complains "unknown parameter"
session 0 '1;next;save timed.sched' sleep-for-order --time virtual
grep -q '^option time virtual' timed.sched || fail "a saved schedule lacks its options"
session 0 'main;next' daemon
says "The program has ended."

# ---- the search
session 0 '1;bug;follow' abba-deadlock
says "\`follow\` goes there."
says "No thread can go on."
session 0 'bug 1' counter-locked
says "random ways to go on from here"

# ---- the tutorial
session 0 '1;2;1;2;1;2;quit' --tutorial
says "Level 1 is done"
says "Level 2 is done"
says "Level 3 of 5"
session 0 '2;2;2' --tutorial 5
says "That was the last level."
session 2 '' --tutorial 6
complains "levels 1 to 5"

# ---- targets
session 2 '' nonsense-model
complains "no model is called"
session 2 ''
complains "name a model"
session 2 '' 'counter-*'
complains "only one"
}

sources() {
cat >mine.cpp <<'END'
#include <heddle/heddle.hpp>
#include <cstdlib>
using namespace heddle;
using threading::Thread;
HEDDLE_MODEL("crashes", "crashes in one order") {
  Shared<int> x{0, "x"};
  Thread a([=] { x.set(1); }, "a");
  Thread b([=] { if (x.get() == 1) std::abort(); }, "b");
  a.start();
  b.start();
  a.join();
  b.join();
}
HEDDLE_MODEL("chooses", "chooses") {
  Thread t([] { print("chose " + std::to_string(choose(3))); }, "t");
  t.start();
  t.join();
}
END
session 2 '' mine.cpp
complains "choose with --model"
session 0 'a;b;undo;save kept.sched' mine.cpp --model crashes
says "b crashed: SIGABRT"
says "1 choice taken back"
says "heddle replay kept.sched"
grep -q "^source $work/mine.cpp" kept.sched || fail "a saved schedule does not name its source"
session 0 'b' --from kept.sched
says "b crashed: SIGABRT"
session 0 't/3' mine.cpp --model chooses
says "one of 3 ways:"
says "| chose 2"
}

terminal() {
command -v tmux >/dev/null || { echo "no tmux: the terminal is not tested"; return; }
local socket=heddle-$$ screen
screen() { tmux -L "$socket" capture-pane -p -t game; }
# shows TEXT: within ten seconds.
shows() {
  local i
  for ((i = 0; i < 100; ++i)); do
    screen=$(screen)
    [[ $screen != *"$1"* ]] || return 0
    sleep 0.1
  done
  fail "the terminal does not show: $1" "$screen"
}
tmux -L "$socket" -f /dev/null new-session -d -s game -x 110 -y 40 \
  "TERM=screen '$heddle' explore abba-deadlock; echo ended with \$?; sleep 60"
shows "you are the scheduler"
tmux -L "$socket" send-keys -t game 1 Enter
shows "step 3  t1    acquire a"
tmux -L "$socket" send-keys -t game 22 BSpace Enter
shows "No thread can go on."
[[ $(tmux -L "$socket" capture-pane -e -p -t game) == *$'\x1b'* ]] || fail "no colours on a terminal"
[[ $(screen) != *"> 2
2"* ]] || fail "what is typed on a terminal is repeated"
tmux -L "$socket" send-keys -t game undo Enter
shows "1 choice taken back"
tmux -L "$socket" send-keys -t game C-c
shows "ended with 0"
tmux -L "$socket" kill-server
}

for part in ${2:-piped sources terminal}; do
  $part
done
[[ $failures == 0 ]] || echo "$failures failures"
exit $((failures > 0))
