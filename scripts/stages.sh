# Sourced by the scripts that do several things: says what is being done, and how long it took.
stage() {  # NAME COMMAND...: runs it, prints the time, returns its status
  local name=$1 began=$SECONDS status=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || status=$?
  took="$((SECONDS - began)) s"
  if [ $status -eq 0 ]; then printf '== %s: done in %s\n' "$name" "$took"; else printf '== %s: FAILED after %s\n' "$name" "$took"; fi
  stages+=("$(printf '%-10s %8s  %s' "$([ $status -eq 0 ] && echo ok || echo FAILED)" "$took" "$name")")
  return $status
}
stages=()
print_stages() { printf '\n== stages\n'; printf '%s\n' "${stages[@]}"; }
