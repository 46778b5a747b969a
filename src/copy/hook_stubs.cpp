#include "copy/hook_stubs.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "tributary/hooks.hpp"

namespace tributary {
namespace {

constexpr std::string_view marker = "# Installed by tributary, text ";

// Every ref update calls reference-transaction: it must leave again without starting a program. GITHEAD_<commit> is in
// the environment of `git merge` and `git pull` alone, and the transaction of ORIG_HEAD comes before anything has
// moved.
constexpr std::string_view reference_transaction = R"sh(
wanted() { [ "$1" = prepared ] || return 1; case $(set) in *GITHEAD_*) return 0 ;; esac; return 1; }
input_wanted() { case $1 in *ORIG_HEAD*) return 0 ;; esac; return 1; }
)sh";

// GITHEAD_<commit> names what is merged; MERGE_HEAD does not exist yet.
constexpr std::string_view pre_merge_commit = R"sh(
wanted() { return 0; }
input_wanted() { return 0; }
)sh";

// A commit is ours to judge only where it ends a merge: after a conflict, --no-commit or --squash.
constexpr std::string_view pre_commit = R"sh(
wanted() {
  folder=${GIT_DIR-.git}
  [ -d "$folder" ] || folder=$(git rev-parse --git-dir) || return 1
  [ -f "$folder/MERGE_HEAD" ] || [ -f "$folder/SQUASH_MSG" ]
}
input_wanted() { return 0; }
)sh";

constexpr std::string_view pre_push = R"sh(
wanted() { return 0; }
input_wanted() { [ -n "$1" ]; }
)sh";

std::string_view filter_of(const std::string& hook) {
  if (hook == "reference-transaction") return reference_transaction;
  if (hook == "pre-merge-commit") return pre_merge_commit;
  if (hook == "pre-commit") return pre_commit;
  return pre_push;
}

bool has_input(const std::string& hook) {
  return hook == "reference-transaction" || hook == "pre-push";
}

// The hook that stood here before runs first, with the same arguments and the same input; its refusal stays a refusal.
constexpr std::string_view with_input = R"sh(
previous=$0.before-tributary
if ! wanted "$@"; then
  [ -x "$previous" ] && exec "$previous" "$@"
  exit 0
fi
input=$(cat)
if [ -x "$previous" ]; then
  printf '%s\n' "$input" | "$previous" "$@" || exit $?
fi
input_wanted "$input" || exit 0
)sh";

constexpr std::string_view without_input = R"sh(
previous=$0.before-tributary
if [ -x "$previous" ]; then
  "$previous" "$@" || exit $?
fi
wanted "$@" || exit 0
input=
)sh";

constexpr std::string_view call = R"sh(
if [ ! -x "$tributary" ]; then
  tributary=$(command -v tributary) || {
    echo "tributary: not found, so this merge was not checked; install it again or run \`sh \"\$(git rev-parse --git-common-dir)/tributary/uninstall-hooks\"\`" >&2
    exit 0
  }
fi
printf '%s\n' "$input" | "$tributary" hook run "$hook" "$@"
status=$?
case $status in
  0 | 1) exit $status ;;
  2) echo "tributary: it could not judge this (see above), and a gate that cannot look does not pass; to go on without it: git -c core.hooksPath=/dev/null …" >&2; exit 1 ;;
  *) echo "tributary: it ended with status $status and judged nothing, and a gate that cannot look does not pass; to go on without it: git -c core.hooksPath=/dev/null …" >&2; exit 1 ;;
esac
)sh";

}  // namespace

std::string hook_stub(const std::string& hook, const std::string& binary) {
  std::string body = "hook=" + hook + "\ntributary=" + text::script_word(binary) + "\n";
  body += filter_of(hook);
  body += has_input(hook) ? with_input : without_input;
  body += call;
  return "#!/bin/sh\n" + std::string(marker) + sha256_hex(body).substr(0, 16) +
         "; `tributary hook uninstall` takes it out.\n" + body;
}

bool is_stub(std::string_view bytes) {
  return bytes.starts_with("#!/bin/sh\n" + std::string(marker));
}

bool is_unedited_stub(std::string_view bytes) {
  if (!is_stub(bytes)) return false;
  auto at = std::string_view("#!/bin/sh\n").size() + marker.size();
  auto line_end = bytes.find('\n', at);
  return line_end != bytes.npos && bytes.substr(at, 16) == sha256_hex(bytes.substr(line_end + 1)).substr(0, 16);
}

std::string uninstaller_script(const std::string& hooks_folder, const std::vector<std::string>& hooks) {
  std::string out =
      "#!/bin/sh\n# Takes tributary's hooks out again; needs no tributary. Hooks set aside come back.\ncd " +
      text::script_word(hooks_folder) + " || exit 1\n";
  out += "for hook in " + text::join(hooks, " ") + R"sh(; do
  if [ -e "$hook" ]; then
    head -n 2 "$hook" 2>/dev/null | grep -q '^# Installed by tributary, text ' || continue
  elif [ ! -e "$hook.before-tributary" ]; then
    continue
  fi
  if [ -e "$hook.before-tributary" ]; then mv -f "$hook.before-tributary" "$hook"; else rm -f "$hook"; fi
  echo "removed $hook"
done
rm -f "$0"
)sh";
  return out;
}

std::string hook_snippet(const std::string& binary) {
  auto word = text::shell_word(binary);
  return "# reference-transaction (keep its input for your own lines: input=$(cat)):\n"
         "[ \"$1\" = prepared ] && case $(set) in *GITHEAD_*) printf '%s\\n' \"$input\" | " +
         word +
         " hook run reference-transaction \"$@\" || exit 1 ;; esac\n"
         "# pre-merge-commit:\n" +
         word +
         " hook run pre-merge-commit </dev/null || exit 1\n"
         "# pre-commit:\n" +
         word +
         " hook run pre-commit </dev/null || exit 1\n"
         "# pre-push (keep its input: input=$(cat)):\nprintf '%s\\n' \"$input\" | " +
         word + " hook run pre-push \"$@\" || exit 1\n";
}

}  // namespace tributary
