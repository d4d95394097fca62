# Sourced by the scripts of this folder, with the binary as the first argument: an empty folder to work
# in, and a count of failures.

heddle=$(readlink -f "$1")
work=$(mktemp -d)
# A subshell that is killed at its start still has this trap.
trap '[[ $BASHPID != "$$" ]] || rm -rf "$work"' EXIT
cd "$work" || exit 2
export XDG_CACHE_HOME=$work/cache
unset NO_COLOR GITHUB_STEP_SUMMARY
failures=0

# fail WHAT [DETAIL...]
fail() {
  echo "FAILED: $1"
  shift
  [[ $# -eq 0 ]] || printf '  %s\n' "$@"
  failures=$((failures + 1))
}
