#!/usr/bin/env bash
# The demo says what it is there to say, and leaves nothing behind.   demo_test.sh TRIBUTARY
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
TMPDIR=$(mktemp -d /tmp/t.XXXXXX)
export TMPDIR
chmod 0755 "$TMPDIR"
trap 'rm -rf "$TMPDIR"' EXIT
said=$TMPDIR/said
TRIBUTARY=$1 DATABASE_URL=postgresql://nobody@localhost:1/elsewhere "$root/scripts/demo" >"$said" 2>&1 ||
  { cat "$said"; echo "the demo failed"; exit 1; }

expect() {  # PATTERN: some line of the demo
  grep -Eq -- "$1" "$said" || { cat "$said"; echo "nothing says: $1"; exit 1; }
}
expect '20251016223131_add_validation_response_fields'
expect 'owner +feature/epic-4'
expect '^main .* 19 .* in sync$'
expect '^feature/epic-3 .* 2 foreign rows$'
expect '^feature/epic-5 .* 5 foreign rows$'
expect 'rows without a folder here'
expect 'merged +apps/web/prisma/schema.prisma  \+9 models'
expect 'the plan is proven'
expect 'Every file is as it was'
! grep -q 'was expected' "$said" || { cat "$said"; exit 1; }
left=$(find "$TMPDIR" -mindepth 1 -not -name said | head -n 3)
[ -z "$left" ] || { echo "left behind: $left"; exit 1; }
