#!/usr/bin/env bash
# The plan of the house, checked: who may include whom, and how long a file may be.
#
# Usage: architecture_test.sh [SOURCE FOLDER]. Prints each offence as file:line: text; exits with 1
# if there is one.
set -uo pipefail
shopt -s lastpipe  # so that `offence` counts at the end of a pipe
cd "${1:-$(dirname "${BASH_SOURCE[0]}")/..}" || exit 2

offences=0
# offence RULE: reports every line of standard input.
offence() {
  local line
  while IFS= read -r line; do
    echo "$line   <- $1"
    offences=$((offences + 1))
  done
}

# Every include of the project as "file:line:#include <what>", spaces removed.
includes=$(grep -rnE '^[[:space:]]*#[[:space:]]*include' --include='*.hpp' --include='*.cpp' \
  checker primitives models tools tests 2>/dev/null |
  grep -v '^tests/\(consumers\|programs\)/\|^models/assignments/' | sed -E 's/[[:space:]]*#[[:space:]]*include[[:space:]]*/#/')

# of FOLDER: the includes in it. what REGEX / but REGEX: those whose target matches / does not.
of() { grep -E "^($1)" <<<"$includes"; }
what() { grep -E "#[\"<]($1)"; }
but() { grep -vE "#[\"<]($1)"; }

# Heddle's own headers are named from the top, so that the same line works in the tree and installed.
grep -E '#"' <<<"$includes" | but 'heddle/|heddle_toolchain\.hpp' |
  offence 'write the whole path: "heddle/..."'
grep -vE '^tests/' <<<"$includes" | what 'heddle/tests/' | offence "only tests include tests"

of 'checker/' | what 'heddle/' | but 'heddle/checker/' | offence "checker includes only checker"
of 'checker/(strategies|findings)/' | what 'heddle/checker/(execution|explorer|coroutine|arena|witness|handle)' |
  offence "strategies and findings see a run through its trace and objects only"
of 'checker/strategies/' | what 'heddle/checker/findings/' | offence "strategies know no findings"
of 'checker/findings/' | what 'heddle/checker/strategies/' | offence "findings know no strategies"
of 'primitives/' | what 'heddle/' | but 'heddle/(checker|primitives)/' |
  offence "primitives include only checker and primitives"
of 'primitives/' | what 'heddle/checker/(strategies|findings)/' |
  offence "primitives know no strategies and no findings"
of 'models/' | what 'heddle/(tools|tests)/' | offence "models include only primitives and checker"
of 'checker/|primitives/|models/' | what 'spdlog/|CLI/|nlohmann/|pugixml|toml|catch2/' |
  offence "logging, options, JSON, XML and TOML belong to tools/"

# Boost is the affair of coroutines.
of '' | what 'boost/' | grep -Ev '^checker/coroutine(_body\.hpp|\.cpp):' |
  offence "only checker/coroutine.cpp and coroutine_body.hpp include Boost"

# Headers have a guard; files stay short.
headers=$(find checker primitives models tools tests -name '*.hpp' 2>/dev/null)
[[ -n $headers ]] && grep -L '^#pragma once$' $headers | offence "no #pragma once"
find CMakeLists.txt checker primitives models tools tests -type f 2>/dev/null \
  \( -name '*.hpp' -o -name '*.cpp' -o -name '*.cmake' -o -name 'CMakeLists.txt' \) \
  -exec awk 'FNR > 400 { print FILENAME ":" FNR; nextfile }' {} + |
  offence "more than 400 lines"

# A source includes its own header first, which so compiles alone.
find checker primitives tools -name '*.cpp' | while IFS= read -r source; do
  [[ -f ${source%.cpp}.hpp ]] || continue
  first=$(grep -m1 '^#include' "$source")
  [[ $first == "#include \"heddle/${source%.cpp}.hpp\"" ]] || echo "$source"
done | offence "does not include its own header first"

# CTest splits a test's name at semicolons.
grep -rnE "TEST_CASE\("'[^"]*"[^"]*;[^"]*"' --include="*.cpp" tests | offence "a semicolon in the name of a test"

# The mutants of the search are mistakes in the search as it is.
if [[ $(git rev-parse --show-toplevel 2>/dev/null) == "$PWD" ]]; then
  for patch in tests/mutants/*.patch; do
    git apply --check "$patch" 2>/dev/null || echo "$patch"
  done | offence "does not apply"
fi

# Nothing new at the top.
expected='CHANGELOG.md CMakeLists.txt CMakePresets.json CONTRIBUTING.md LICENSE README.md checker models primitives tests tools heddle-schedules'
for entry in *; do
  [[ " $expected " == *" $entry "* ]] || echo "$entry"
done | offence "nothing new at the top level"

exit $((offences > 0))
