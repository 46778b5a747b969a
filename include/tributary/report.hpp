#pragma once
// Values to text, JSON, Markdown, SARIF, JUnit, and a page to look at. Pure: returns strings, reads no terminal.
#include <optional>
#include <string>
#include <vector>

#include "tributary/analyse.hpp"
#include "tributary/copy.hpp"
#include "tributary/error.hpp"
#include "tributary/restamp.hpp"

namespace tributary {

enum class Format { text, json, markdown, sarif, junit, github, gitlab, html, svg, mermaid };

/// How text may look. Control characters in names are escaped whatever the style.
struct Style {
  bool color = false;
  int width = 100;  ///< columns; 0 = a pipe or file: nothing is cut or wrapped
  bool quiet = false;
  bool verbose = false;  ///< everything, where a command is short by default
  bool operator==(const Style&) const = default;
};

/// What a rule says of itself, for formats that list the rules (SARIF): taken from rules() by whoever makes the Answer.
struct RuleInfo {
  std::string id, group, summary;
  Severity severity = Severity::error;  ///< its default
  bool operator==(const RuleInfo&) const = default;
};

/// Everything a command may say; each format takes what it needs. Absent parts are left out, not printed as empty.
struct Answer {
  std::string command;  ///< "status", "plan", …
  std::string version;
  int exit = 0;
  Analysis analysis;
  Verdict verdict;
  std::optional<Sequence> sequence;                 ///< plan
  bool with_databases = false;                      ///< status, drift: print the databases part
  std::optional<std::vector<std::string>> pending;  ///< check --pending: ids of the databases that were asked
  std::vector<std::string> judged;                  ///< check: sources that were judged
  std::vector<std::string> about;                   ///< status, plan: sources whose details were asked for
  std::optional<MergePlan> merge;                   ///< merge
  std::optional<JournalEntry> journal;              ///< merge, undo, restamp
  std::optional<RestampPlan> restamp;               ///< restamp; its edits, refusals and notes are in `merge`, too
  std::optional<std::vector<std::string>> commits;  ///< merge --commit: a sentence for each source that was merged
  std::vector<History> after_merge;                 ///< merge: what the merged folder gives against each database
  std::vector<std::string> notes;                   ///< sentences for people: recovered journal, assumed version…
  std::vector<std::string> next;                    ///< command lines to type next, beside those of `merge`
  std::string options;  ///< " --offline": what the run was given that a line of tributary's to type next needs, too
  std::vector<RuleInfo> rules;  ///< every rule, for SARIF
  std::string rules_url =
      "docs/rules/";      ///< a rule's page is this, its id and ".md"; SARIF links it where it is absolute
  std::string files_url;  ///< the page of a file at a commit is this, the commit, "/" and its path; "": not known
  Severity fail_on = Severity::error;      ///< check: from here on a finding fails the gate (JUnit: is a failure)
  std::map<std::string, Finding> refused;  ///< plan, by step's source: the first error for which `merge` refuses it
  bool with_chronology = false;            ///< plan, text: print the whole order of the union, too
  bool dry_run = false;                    ///< merge, undo, restamp: nothing was done
};

/// Throws Error where the command has no such format (contract.md, "Commands").
std::string render(const Answer& answer, Format format, const Style& style);
std::string render_error(const Error& error, Format format, const Style& style);

/// Whether a file holds what `report` wrote, in any of its formats, so that it may be written anew.
bool is_own_report(const std::string& bytes);

/// A name or message made safe for a terminal: control characters, bidi overrides and bytes that are not UTF-8 become
/// visible escapes (\n, \x1b, \xff), reversibly.
std::string printable(const std::string& text);

}  // namespace tributary
