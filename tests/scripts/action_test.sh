#!/usr/bin/env bash
# The steps of action.yml on a shallow clone of a branch that edits a merged migration: red, with the annotation; green on one that does not.
#
#   action_test.sh BINARY
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home"
ln -s "$1" "$work/bin/tributary"
unset $(git rev-parse --local-env-vars)
export PATH=$work/bin:$PATH HOME=$work/home GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@example.invalid \
  GIT_COMMITTER_NAME=Ann GIT_COMMITTER_EMAIL=ann@example.invalid
git config --global init.defaultBranch main

script() { mkdir -p "prisma/migrations/$1" && cat >"prisma/migrations/$1/migration.sql"; }
commit() { git add -A && git commit -qm "$1"; }
mkdir "$work/origin" && cd "$work/origin" && git init -q
mkdir -p prisma/migrations
echo 'provider = "postgresql"' >prisma/migrations/migration_lock.toml
printf 'datasource db {\n  provider = "postgresql"\n  url      = env("DATABASE_URL")\n}\n\nmodel A {\n  id Int @id\n}\n' >prisma/schema.prisma
echo '{ "devDependencies": { "prisma": "6.19.0" } }' >package.json
echo 'CREATE TABLE "A" ("id" INTEGER NOT NULL, CONSTRAINT "A_pkey" PRIMARY KEY ("id"));' | script 20250101101112_init
commit init
git switch -qc good
sed -i 's/^  id Int @id/&\n  note String?/' prisma/schema.prisma
echo 'ALTER TABLE "A" ADD COLUMN "note" TEXT;' | script 20250201101112_add_note
commit 'add a note'
git switch -qc bad main
echo '-- edited' >>prisma/migrations/20250101101112_init/migration.sql
commit 'edit what is merged'
git switch -q main

judge() {  # BRANCH: as actions/checkout leaves it, one commit deep
  git clone -q --depth 1 --branch "$1" "file://$work/origin" "$work/$1"
  (cd "$work/$1" && TARGET=main SARIF=$work/$1.sarif GITHUB_STEP_SUMMARY=$work/$1.md \
    bash "$root/scripts/action" check >"$work/$1.out" 2>"$work/$1.err")
}
fail() { echo "action_test: $1" >&2; cat "$work"/*.out "$work"/*.err >&2; exit 1; }

judge good || fail "a branch in order is refused"
status=0
judge bad || status=$?
[ $status -eq 1 ] || fail "a bad branch ends with $status, not 1"
grep -q '^::error file=prisma/migrations/20250101101112_init/migration.sql' "$work/bad.out" || fail "no annotation"
grep -q edited-migration "$work/bad.md" || fail "the summary does not name the rule"
grep -q '"edited-migration"' "$work/bad.sarif" || fail "the SARIF file does not name the rule"

grep -q '^## ❌' "$work/bad.md" && grep -q '^## ✅' "$work/good.md" || fail "the summary does not begin with the verdict"

# One comment for all runs: made by the first, found by its first line and replaced by the next.
cat >"$work/bin/gh" <<'GH'
#!/usr/bin/env bash
echo "$*" >>"$COMMENTS/calls"
for word in "$@"; do case $word in body=@*) cp "${word#body=@}" "$COMMENTS/7" ;; esac; done
case "$*" in *--jq*) grep -qs '^<!-- tributary check -->$' "$COMMENTS/7" && echo 7 || : ;; esac
GH
chmod +x "$work/bin/gh"
mkdir "$work/comments"
with_comment() {
  (cd "$work/bad" && TARGET=main COMMENT=true PULL_REQUEST=12 GITHUB_REPOSITORY=team/shop COMMENTS=$work/comments \
    bash "$root/scripts/action" check >"$work/comment.out" 2>"$work/comment.err") || [ $? -eq 1 ] || fail "a comment changes the verdict"
}
with_comment
with_comment
grep -q -- '--method POST repos/team/shop/issues/12/comments' "$work/comments/calls" || fail "no comment was made"
grep -q -- '--method PATCH repos/team/shop/issues/comments/7' "$work/comments/calls" || fail "the comment was not replaced"
[ "$(grep -c POST "$work/comments/calls")" = 1 ] || fail "a second comment was made"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/gh"
with_comment
grep -q '^::warning::the comment could not be written' "$work/comment.out" || fail "a comment that failed is not said"

# A pull request's checkout stands on the merge: the head of the branch is judged all the same.
git clone -q --depth 1 --branch good "file://$work/origin" "$work/other"
status=0
(cd "$work/other" && SOURCE=$(git -C "$work/origin" rev-parse bad) GITHUB_HEAD_REF=feature/bad TARGET=main GITHUB_STEP_SUMMARY=$work/other.md bash "$root/scripts/action" check) >"$work/other.out" 2>"$work/other.err" ||
  status=$?
[ $status -eq 1 ] || fail "the commit that was named ends with $status, not 1"
grep -q '`pull-request/feature/bad` may not be merged' "$work/other.md" || fail "the summary does not name the branch"
grep -q '^::error .*edited' "$work/other.out" || fail "the commit that was named has no annotation"
status=0
(cd "$work/other" && SOURCE=nosuch TARGET=main bash "$root/scripts/action" check) >"$work/none.out" 2>"$work/none.err" || status=$?
[ $status -eq 2 ] && grep -q '^::error::the commit to judge' "$work/none.out" || fail "a commit that nobody has ends with $status"

# And from a tarball.
mkdir -p "$work/pack/tributary/bin" && cp -L "$1" "$work/pack/tributary/bin/tributary"
tar -czf "$work/tributary.tar.gz" -C "$work/pack" tributary
RUNNER_TEMP=$work/runner GITHUB_PATH=$work/path TARBALL=$work/tributary.tar.gz bash "$root/scripts/action" install | grep -q '^tributary ' ||
  fail "the tarball's program does not start"
[ -x "$(cat "$work/path")/tributary" ] || fail "GITHUB_PATH does not lead to the program"
