#!/usr/bin/env bash
# A debugger stops at the step of a replay that was asked for, in the program's own line, with its
# variables: the bank of the README, as a user has it.
#
# Usage: debugger_test.sh HEDDLE SOURCE_FOLDER. Exits with 77 where there is no gdb, or it may not
# trace a process.
set -uo pipefail
heddle=$1
readme=$2/README.md
type gdb >/dev/null 2>&1 || exit 77
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 2
export XDG_CACHE_HOME=$folder/cache HOME=$folder

fail() {
  echo "FAIL $1"
  cat debugger.txt
  exit 1
}
says() { grep -qE -- "$1" debugger.txt || fail "does not say: $1"; }

# debug COMMAND...: replays the schedule in gdb, with these arguments and then its commands.
debug() {
  local arguments=$1
  shift
  local commands=()
  for command in "$@"; do commands+=(-ex "$command"); done
  # shellcheck disable=SC2086
  gdb -nx -q -batch "${commands[@]}" --args "$heddle" replay $arguments >debugger.txt 2>&1
  if grep -q 'ptrace: Operation not permitted\|Could not trace the inferior' debugger.txt; then
    exit 77
  fi
}

sed -n '/^```cpp$/,/^```$/{//!p}' "$readme" >bank.cpp
line=$(grep -n 'if (enough) balance' bank.cpp | cut -d: -f1)
[[ -n $line ]] || fail "no such line in bank.cpp"
"$heddle" check bank.cpp abba-deadlock >check.txt 2>debugger.txt
bank=$(echo heddle-schedules/AS-*.sched)
abba=$(echo heddle-schedules/DL-*.sched)

# Step 16: the withdrawal that overdraws the account.
debug "$bank --break-at 16" \
  run 'up 1' 'python
frame = gdb.selected_frame()
while not frame.find_sal().symtab or not frame.find_sal().symtab.filename.endswith("bank.cpp"):
    frame = frame.older()
frame.select()
end' frame 'print enough' continue
says 'a check fails in main: the account is not overdrawn'
says 'stops after step 16'
says 'Program received signal SIGTRAP'
says "bank\.cpp:$line\$"
says "^$line[[:space:]].*if \(enough\) balance -= 80;"
says '^\$1 = true$'
says 'exited with code 01'

# The last decisive step, of a model of the command itself.
debug "$abba --break-at last" run backtrace
says 'stops after step 4'
says 'abba_deadlock\.cpp:15$'
