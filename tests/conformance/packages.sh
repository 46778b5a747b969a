# Sourced by the comparisons with Prisma: its npm packages, pinned by a lock file, in a folder that outlives the build.
modules=${TRIBUTARY_PRISMA_MODULES:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/tributary-conformance}

unable() {
  if [ "${TRIBUTARY_SKIP_PRISMA:-}" = 1 ] && [ "${CI:-false}" != true ]; then
    echo "SKIPPED, nothing was compared with Prisma: $*"
    exit 77
  fi
  echo "conformance: $*" >&2
  [ "${CI:-false}" = true ] || echo "conformance: TRIBUTARY_SKIP_PRISMA=1 skips this comparison" >&2
  exit 1
}
install() {  # NAME FOLDER: the packages of FOLDER as NAME, once for each state of the lock file
  local name=$1 folder=$2 log
  cmp -s "$folder/package-lock.json" "$modules/$name/installed" && return
  log=$(mktemp)
  rm -rf "${modules:?}/$name"
  mkdir -p "$modules/$name"
  cp "$folder/package.json" "$folder/package-lock.json" "$modules/$name"
  echo "conformance: installing the packages of $name" >&2
  if ! (cd "$modules/$name" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    unable "npm could not install the packages of $name"
  fi
  rm -f "$log"
  cp "$folder/package-lock.json" "$modules/$name/installed"
}
begin_installing() {
  command -v npm >/dev/null || unable "npm is not installed"
  mkdir -p "$modules"
  exec 9>"$modules/lock"
  flock 9
}
