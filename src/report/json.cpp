#include "report/json.hpp"

#include <fmt/format.h>

#include "report/count.hpp"
#include "report/escape.hpp"
#include "report/json_page.hpp"

namespace tributary {
namespace {

Json target(const Target& target) {
  return {{"name", json_text(target.name)},
          {"branch", json_or_null(target.branch)},
          {"ref", json_or_null(target.ref)},
          {"commit", json_or_null(target.commit)},
          {"worktree", json_or_null(target.worktree)},
          {"upstream", json_or_null(target.upstream)},
          {"behind_upstream", target.behind_upstream},
          {"merging", json_names(target.merging)}};
}

Json not_checked(const std::vector<NotChecked>& all) {
  Json out = Json::array();
  for (const auto& one : all)
    out.push_back(
        {{"rule", json_text(one.rule)}, {"source", json_or_null(one.source)}, {"because", json_text(one.because)}});
  return out;
}

Json summary(const std::vector<Finding>& findings) {
  auto count = count_of(findings);
  return {{"errors", count.errors}, {"warnings", count.warnings}, {"infos", count.infos}};
}

void add_edits(Json& out, const Answer& answer) {
  static const std::vector<Edit> none;
  const auto& edits = answer.journal ? answer.journal->edits : answer.merge ? answer.merge->edits : none;
  out["edits"] = json_edits(edits);
  auto next = answer.merge ? answer.merge->next : std::vector<std::string>{};
  next.insert(next.end(), answer.next.begin(), answer.next.end());
  out["next"] = json_names(next);
  out["dry_run"] = answer.dry_run;
  out["journal"] = answer.journal ? json_text(answer.journal->id) : Json();
}

void add_merge(Json& out, const Answer& answer) {
  if (answer.commits) out["commits"] = json_names(*answer.commits);
  if (answer.merge) {
    out["merged"] = json_names(answer.merge->sources);
    out["already_there"] = json_names(answer.merge->already_there);
    out["collisions"] = json_names(answer.merge->collisions);
    out["schema_conflicts"] = json_names(answer.merge->schema_conflicts);
    out["schema_notes"] = json_names(answer.merge->schema_notes);
  }
  out["after_merge"] = Json::array();
  for (const auto& history : answer.after_merge) {
    auto ledger = json_ledger(history);
    ledger["database"] = json_text(history.database);
    out["after_merge"].push_back(ledger);
  }
}

void add_restamp(Json& out, const RestampPlan& plan) {
  out["renames"] = Json::array();
  for (const auto& rename : plan.renames)
    out["renames"].push_back({{"project", json_text(rename.project)},
                              {"from", json_text(rename.from)},
                              {"to", json_text(rename.to)},
                              {"because", json_text(rename.because)}});
  out["refusals"] = json_names(plan.refusals);
  out["ledgers"] = Json::array();
  for (const auto& ledger : plan.ledgers)
    out["ledgers"].push_back({{"database", json_text(ledger.database)},
                              {"sources", json_names(ledger.sources)},
                              {"asked", ledger.asked},
                              {"statement", json_text(ledger.statement)}});
}

void add_command(Json& out, const Answer& answer) {
  if (answer.command == "check") out["judged"] = json_names(answer.judged);
  if (answer.sequence) out.update(json_sequence(answer));
  if (answer.analysis.rehearsal) out.update(json_rehearsal(*answer.analysis.rehearsal));
  if (answer.with_databases) out["databases"] = json_databases(answer);
  if (!answer.analysis.environments.empty()) out["environments"] = json_environments(answer);
  if (answer.command == "report") out.update(json_page(answer));
  bool edits = answer.merge && answer.command != "report";
  if (edits || answer.journal || answer.command == "merge" || answer.command == "undo" || answer.command == "restamp")
    add_edits(out, answer);
  if (answer.command == "merge") add_merge(out, answer);
  if (answer.command == "new" && answer.journal)
    out["sql"] =
        answer.journal->edits.empty() ? Json() : json_or_null(answer.journal->edits.front().content.value_or(""));
  if (answer.restamp) add_restamp(out, *answer.restamp);
  auto notes = answer.notes;
  if (edits) notes.insert(notes.end(), answer.merge->notes.begin(), answer.merge->notes.end());
  if (!notes.empty()) out["notes"] = json_names(notes);
}

}  // namespace

Json json_text(const std::string& bytes) {
  return json_safe(bytes);
}

Json json_or_null(const std::string& bytes) {
  return bytes.empty() ? Json() : json_text(bytes);
}

Json json_names(const std::vector<std::string>& names) {
  Json out = Json::array();
  for (const auto& name : names) out.push_back(json_text(name));
  return out;
}

namespace {

void append_escape(std::string& out, char32_t code) {
  if (code <= 0xFFFF)
    out += fmt::format("\\u{:04x}", static_cast<unsigned>(code));
  else  // outside the BMP: a surrogate pair
    out += fmt::format("\\u{:04x}\\u{:04x}", 0xD7C0 + (code >> 10), 0xDC00 + (code & 0x3FF));
}

// `indent`: blanks before every line but the first.
void append(std::string& out, const Json& json, std::size_t indent) {
  const auto plain = json.dump(2);
  std::size_t done = 0;  // bytes that are in `out`; what needs no care is taken over in long runs
  for (std::size_t at = 0; at < plain.size();) {
    if (plain[at] >= 0x20 && plain[at] < 0x7F) {
      ++at;
      continue;
    }
    auto c = character_at(plain, at);
    auto next = at + c.length;
    if (plain[at] == '\n') {
      out.append(plain, done, next - done).append(indent, ' ');
      done = next;
    } else if (is_unsafe(c.code)) {
      append_escape(out.append(plain, done, at - done), c.code);
      done = next;
    }
    at = next;
  }
  out.append(plain, done);
}

// Element by element: the JSON of thousands of sources as one value would take many times the room of its text.
template <class Items, class MakeJson>
void append_array(std::string& out, const Items& items, MakeJson make_json) {
  if (items.empty()) out += "[]";
  for (const auto& item : items) {
    out += &item == &items.front() ? "[\n    " : ",\n    ";
    append(out, make_json(item), 4);
  }
  if (!items.empty()) out += "\n  ]";
}

}  // namespace

std::string dump(const Json& json) {
  std::string out;
  append(out, json, 0);
  return out + "\n";
}

std::string render_json(const Answer& answer) {
  const auto& workspace = answer.analysis.workspace;
  Json frame = {
      {"tributary", json_text(answer.version)},
      {"format", 1},
      {"command", json_text(answer.command)},
      {"exit", answer.exit},
      {"repository",
       {{"common_dir", json_or_null(workspace.common_dir)}, {"shallow", workspace.shallow}, {"bare", workspace.bare}}},
      {"target", target(workspace.target)},
      {"sources", nullptr},
      {"findings", nullptr},
      {"not_checked", not_checked(answer.verdict.not_checked)},
      {"summary", summary(answer.verdict.findings)}};
  add_command(frame, answer);
  std::string out = "{";
  for (const auto& [key, value] : frame.items()) {
    out += out.size() == 1 ? "\n  " : ",\n  ";
    append(out, Json(key), 2);
    out += ": ";
    if (key == "sources")
      append_array(out, workspace.sources, [&](const Source& source) { return json_source(answer, source); });
    else if (key == "findings")
      append_array(out, answer.verdict.findings, [&](const Finding& finding) { return json_finding(answer, finding); });
    else
      append(out, value, 2);
  }
  return out + "\n}\n";
}

std::string render_json_error(const Error& error) {
  return dump({{"error",
                {{"what", json_text(error.what())},
                 {"where", json_or_null(error.where)},
                 {"hint", json_or_null(error.hint)}}}});
}

}  // namespace tributary
