#!/usr/bin/env bash
# check-includes says yes to the project as it is, and no to each kind of forbidden include.
set -euo pipefail
check=$(cd "$(dirname "$0")/../.." && pwd)/scripts/check-includes
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

"$check"

judge() {  # EXPECTED FILE INCLUDE
  rm -rf "$dir/src" "$dir/include"
  mkdir -p "$dir/src" "$dir/include" "$dir/$(dirname "$2")"
  printf '#include %s\n' "$3" >"$dir/$2"
  local verdict=allowed
  "$check" "$dir" >"$dir/said" || verdict=forbidden
  [ "$verdict" = "$1" ] || { echo "$2 including $3 is $verdict, not $1"; exit 1; }
  [ "$verdict" = allowed ] || grep -q "^$2:1: " "$dir/said" || { echo "the place is missing:"; cat "$dir/said"; exit 1; }
}
judge allowed src/plan/sequence.cpp '"plan/order.hpp"'
judge allowed src/plan/sequence.cpp '"tributary/plan.hpp"'
judge allowed src/plan/sequence.cpp '<vector>'
judge allowed src/plan/sequence.cpp '"prisma/names.hpp"'
judge forbidden src/plan/sequence.cpp '"collect/tree.hpp"'
judge forbidden src/plan/sequence.cpp '"../collect/tree.hpp"'
judge forbidden src/analyse/rules/late.cpp '"inspect/rows.hpp"'
judge allowed src/cli/check.cpp '"inspect/rows.hpp"'
judge forbidden src/prisma/names.cpp '"values/workspace.hpp"'
judge allowed src/collect/refs.cpp '<git2.h>'
judge forbidden src/ledger/history.cpp '<git2.h>'
judge allowed src/inspect/rows.cpp '<pqxx/pqxx>'
judge forbidden src/cli/status.cpp '<pqxx/pqxx>'
judge forbidden src/report/json.cpp '<CLI/CLI.hpp>'
judge forbidden include/tributary/plan.hpp '<fmt/format.h>'
judge forbidden include/tributary/plan.hpp '"plan/order.hpp"'
judge forbidden src/base/text.cpp '<boost/regex.hpp>'

# Nor is a Change's definition searched in.
line() {  # EXPECTED TEXT
  rm -rf "$dir/src"
  mkdir -p "$dir/src/analyse"
  printf '%s\n' "$2" >"$dir/src/analyse/late.cpp"
  local verdict=allowed
  "$check" "$dir" >"$dir/said" || verdict=forbidden
  [ "$verdict" = "$1" ] || { echo "$2 is $verdict, not $1"; exit 1; }
}
line forbidden 'bool whole = change.definition.find(" WHERE ") == std::string::npos;'
line forbidden 'auto text = maker->definition.substr(0, 3);'
line allowed 'bool same = a.definition == b.definition;'
line allowed 'if (change.definition.empty()) return;'
