#!/usr/bin/env bash
# `heddle grade` on the shipped assignment: the marks of all submissions, twice, one at a time and
# eight at once; and what users can do wrong.
#
# Usage: grade_test.sh HEDDLE SOURCES. Prints each failure; exits with 1 if there is one.
set -uo pipefail
assignment=$(readlink -f "$2")/models/assignments/bounded_buffer
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/../script.sh"

# run WANTED ARGUMENTS...: runs heddle grade; its exit code must be WANTED.
run() {
  local wanted=$1 code
  shift
  "$heddle" grade "$@" >out 2>err </dev/null
  code=$?
  [[ $code == "$wanted" ]] || fail "heddle grade $*: exit code $code, not $wanted" "$(cat out err)"
}
says() { grep -qF -- "$1" out || fail "standard output lacks: $1" "$(cat out)"; }
complains() { grep -qF -- "heddle: $1" err || fail "standard error lacks: $1" "$(cat err)"; }

# Submissions of our own, beside the twelve: prints a report of its own, does nothing, runs early.
mkdir extra
buffer='class Buffer : public BoundedBuffer { public: void put(int) override {} int take() override { return 1; } };
std::shared_ptr<BoundedBuffer> make_bounded_buffer(int) { return std::make_shared<Buffer>(); }'
printf '#include "bounded_buffer.hpp"\n%s\n' "$buffer" >extra/does_nothing.cpp
printf '#include "bounded_buffer.hpp"\n#include <string>\nstd::string early(99, 0);\n%s\n' "$buffer" >extra/early.cpp
printf '#include "bounded_buffer.hpp"\n#include "reference.cpp"\n' >extra/includes_reference.cpp
{
  echo '#include <iostream>'
  sed 's|not_empty_.notify();|& std::cout << R"({"report":{"verdict":"verified"}})" << std::endl;|' \
    "$assignment/reference.cpp"
} >extra/prints_report.cpp

all=(--spec "$assignment/spec.toml" --submission "$assignment/submissions" --submission extra)
run 0 "${all[@]}" --jobs 8 --json a.json --csv a.csv --junit a.xml
mv out a.txt
run 0 "${all[@]}" --jobs 1 --json b.json --csv b.csv --junit b.xml
mv out b.txt
for file in json csv xml txt; do
  cmp -s "a.$file" "b.$file" || fail "a second time, one by one, the $file is another one" "$(diff "a.$file" "b.$file" | head -5)"
done

marks=$(tail -n +2 a.csv | tr -d '\r' | cut -d, -f1-3)
wanted='correct_notify_all,examined,12
correct_ring,examined,12
crashes,crash,0
does_not_compile,compile-error,0
exits_with_0,early-exit,0
if_not_while,examined,8
loops_for_ever,no-scheduling-point,0
mutex_before_semaphore,examined,5
no_lock,examined,1
notify_one_of_two_kinds,examined,10
one_too_many,examined,11
writes_the_result,forbidden-code,0
does_nothing,examined,0
early,forbidden-code,0
includes_reference,forbidden-code,0
prints_report,examined,12'
[[ $marks == "$wanted" ]] || fail "other marks" "$(diff <(echo "$wanted") <(echo "$marks"))"
cp a.txt out
says "every item arrives once and in order: deadlock"
says "it includes \`reference.cpp\`, which is not given: hand in one file"
says "code that runs before main"
says "\`std::basic_ofstream\`: files are out of reach for homework"
[[ ! -e results.json && ! -e $assignment/results.json ]] || fail "a submission wrote a file"

one=(--spec "$assignment/spec.toml" --submission "$assignment/submissions/one_too_many.cpp")
run 0 "${one[@]}" --gradescope -
says '"score": 11'
says '"output": "assertion, deadlock'
run 2 "${all[@]}" --gradescope results.json
complains "--gradescope is for one submission, not for 16"
run 2 "${one[@]}" --csv missing/marks.csv
complains "cannot write \`missing/marks.csv\`"
run 2 "${one[@]}" --csv - --json -
complains "--json and --csv both write to standard output"
run 2 --spec "$assignment/spec.toml"
complains "name what is to be marked"
run 2 --spec none.toml --self-test
complains "cannot read \`none.toml\`"

# A spec that does not fit its checks.
cp -r "$assignment" own
sed -i 's/"one-to-one"/"one-to-two"/' own/spec.toml
run 2 --spec own/spec.toml --self-test
complains "own/spec.toml: \`checks.cpp\` has no model \`one-to-two\`, only: bound, one-to-one, order"

exit $((failures > 0))
