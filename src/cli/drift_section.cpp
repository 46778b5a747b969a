#include "cli/drift_section.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/ask.hpp"
#include "cli/rewrite.hpp"
#include "tributary/error.hpp"
#include "tributary/report.hpp"

namespace tributary::cli {
namespace {

const std::string begin_words = "<!-- tributary:drift:begin", end_words = "<!-- tributary:drift:end";

struct Line {
  std::size_t begin, end;  ///< `end` behind the line's end
  std::string text;
};

std::vector<Line> lines_of(const std::string& document) {
  std::vector<Line> out;
  for (std::size_t at = 0; at < document.size();) {
    auto end = std::min(document.find('\n', at), document.size() - 1) + 1;
    out.push_back({at, end, text::trim(document.substr(at, end - at))});
    at = end;
  }
  return out;
}

bool is_marker(const std::string& line, const std::string& words) {
  return line.starts_with(words) && line.ends_with("-->") && line.size() > words.size() && line[words.size()] == ' ';
}

std::string source_in(const std::string& marker) {
  return text::trim(marker.substr(begin_words.size(), marker.size() - begin_words.size() - 3));
}

std::string begin_marker(const std::string& source) {
  return begin_words + (source.empty() ? "" : " " + source) + " -->";
}

std::string read_document(const std::string& file) {
  auto read = read_file(file);
  if (!read.bytes)
    throw Error("cannot read the document: " + read.problem, file,
                "tributary makes no document; name one that is there");
  return *read.bytes;
}

bool looked_at(const History& history, const std::string& source) {
  return source.empty() || history.consumer.source == source;
}

/// Why the section would not be the whole truth; "" = it is.
std::string why_not_known(const Analysis& analysis, const std::string& source) {
  if (!analysis.databases) return "no database was asked (--offline)";
  std::size_t known = 0;
  for (const auto& history : analysis.histories) {
    if (!looked_at(history, source)) continue;
    bool read = history.state != LedgerState::unreachable && history.state != LedgerState::denied;
    if (!read) return fmt::format("the ledger of {} could not be read", history.database);
    ++known;
  }
  return known ? "" : "no ledger could be read";
}

Answer answer_about(const Analysis& analysis, const std::string& source) {
  Answer answer;
  answer.command = "drift";
  answer.analysis = analysis;
  if (!source.empty()) answer.judged = {source};
  return answer;
}

}  // namespace

std::optional<DriftSection> find_drift_section(const std::string& document, const std::string& file) {
  std::optional<DriftSection> section;
  bool open = false, closed = false;
  auto wrong = [&](const char* what) { return Error(what, file, "keep one of each:\n" + drift_markers("")); };
  for (const auto& line : lines_of(document)) {
    if (is_marker(line.text, begin_words)) {
      if (section) throw wrong("the document has two sections about drift");
      section = DriftSection{line.end, line.end, line.begin, source_in(line.text)};
      open = true;
    } else if (is_marker(line.text, end_words)) {
      if (!open) throw wrong("the section about drift ends before it begins");
      section->end = line.begin;
      open = false, closed = true;
    }
  }
  if (section && !closed) throw wrong("the section about drift has no end");
  return section;
}

std::string drift_markers(const std::string& source) {
  return begin_marker(source) + "\n" + end_words + " -->";
}

std::string with_drift_section(const std::string& document, const DriftSection& section, const std::string& source,
                               const std::string& text) {
  bool crlf = section.begin > 1 && document[section.begin - 2] == '\r';
  auto body = begin_marker(source) + "\n" + text;
  if (body.back() != '\n') body += '\n';
  if (crlf) body = text::replace_all(body, "\n", "\r\n");
  return document.substr(0, section.marker) + body + document.substr(section.end);
}

std::string drift_section_text(const Analysis& analysis, const std::string& source) {
  if (auto why = why_not_known(analysis, source); !why.empty())
    throw Error("the section cannot be written: " + why, source,
                "`tributary status` says what keeps it from the ledgers");
  return render(answer_about(analysis, source), Format::markdown, Style{});
}

namespace {

/// A document whose markers are broken is one to mend, too.
bool is_old(const Analysis& analysis, const Source& source, const std::string& document, const std::string& file) {
  try {
    auto section = find_drift_section(document, file);
    bool its_own = source.name == analysis.workspace.target.name || (section && section->source == source.name);
    if (!section || !its_own || !why_not_known(analysis, section->source).empty()) return false;
    return with_drift_section(document, *section, section->source, drift_section_text(analysis, section->source)) !=
           document;
  } catch (const Error&) {
    return true;
  }
}

}  // namespace

std::vector<SourceFile> old_drift_sections(const Analysis& analysis, const Config& config) {
  std::vector<SourceFile> out;
  if (config.drift_section.empty()) return out;
  for (const auto& source : analysis.workspace.sources) {
    if (source.kind != Source::Kind::worktree || source.missing) continue;
    auto file = join_path(source.path, config.drift_section);
    auto read = read_file(file);
    if (read.bytes && is_old(analysis, source, *read.bytes, file)) out.push_back({source.name, config.drift_section});
  }
  return out;
}

std::string rewrite_drift_section(const Session& session, const Analysis& analysis, const std::string& file,
                                  const std::string& source, bool dry_run, bool yes) {
  auto document = read_document(file);
  auto section = find_drift_section(document, file);
  if (!section)
    throw Error("the document has no section to rewrite", file,
                "put these two lines where it should stand:\n" + drift_markers(source));
  auto about = source.empty() ? section->source : source;
  auto now = with_drift_section(document, *section, about, drift_section_text(analysis, about));
  if (now == document) return fmt::format("The section in {} is up to date.", file);
  if (dry_run) return fmt::format("The section in {} would be rewritten.", file);
  if (!may_go_on(session, yes, "Rewrite the section in " + printable(file) + "?")) return "Nothing was written.";
  rewrite("drift --into " + file_name(file), {{file, document, now}});
  return fmt::format("The section in {} was rewritten.", file);
}

}  // namespace tributary::cli
