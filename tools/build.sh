# Sourced by the other scripts, after `root` was set to the source tree.

# heddle_locked PRESET COMMAND...: one process at a time works in a preset's build folder.
heddle_locked() {
  local preset=$1
  shift
  mkdir -p "$root/.build"
  (flock 9 && "$@" 9>&-) 9>"$root/.build/$preset.lock"
}

# heddle_configure PRESET: says something only if it fails.
heddle_configure() {
  local output
  output=$(cmake -S "$root" --preset "$1" 2>&1) || { echo "$output" && return 1; }
}

# heddle_build PRESET [TARGET...]: configures and builds, silent when nothing is to be done.
heddle_build() { heddle_locked "$1" heddle_build_unlocked "$@"; }

heddle_build_unlocked() {
  local preset=$1
  shift
  if [[ ! -f $root/.build/$preset/build.ninja ]]; then
    heddle_configure "$preset" || return
  fi
  # What ninja says when there is nothing to build is left out.
  cmake --build "$root/.build/$preset" ${1:+--target "$@"} 2>&1 |
    { grep --line-buffered -vxE \
      'ninja: no work to do\.|\[[0-9/]+\] Re-checking globbed directories\.\.\.' || true; }
  return "${PIPESTATUS[0]}"
}
