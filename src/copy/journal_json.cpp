#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "copy/journal.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 5> phase_names = {"staging", "moving", "done", "undoing", "undone"};
constexpr std::array<const char*, 4> kind_names = {"copy", "write", "rename", "remove"};

// File names are bytes; JSON holds text. What is not UTF-8 is kept in hexadecimal.
json from_bytes(const std::string& bytes) {
  if (text::is_utf8(bytes)) return bytes;
  constexpr char digits[] = "0123456789abcdef";
  std::string hex;
  for (unsigned char c : bytes) hex += {digits[c >> 4], digits[c & 15]};
  return json{{"hex", hex}};
}

std::string to_bytes(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  const auto hex = value.at("hex").get<std::string>();
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return bytes;
}

template <std::size_t N>
std::size_t index_of(const std::array<const char*, N>& names, const std::string& name) {
  auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) throw Error("unknown word " + name);
  return static_cast<std::size_t>(at - names.begin());
}

json from_edit(const Edit& edit) {
  return {{"kind", kind_names[static_cast<std::size_t>(edit.kind)]},
          {"from", from_bytes(edit.from)},
          {"to", from_bytes(edit.to)},
          {"blob", edit.blob},
          {"replaces", edit.replaces}};
}

Edit to_edit(const json& value) {
  Edit edit;
  edit.kind = static_cast<Edit::Kind>(index_of(kind_names, value.at("kind").get<std::string>()));
  edit.from = to_bytes(value.at("from"));
  edit.to = to_bytes(value.at("to"));
  edit.blob = value.at("blob").get<std::string>();
  edit.replaces = value.value("replaces", "");  // entries of earlier versions replaced nothing
  return edit;
}

json from_end(const Move::End& end) {
  return {{"staged", end.staged}, {"path", from_bytes(end.path)}};
}
Move::End to_end(const json& value) {
  return {value.at("staged").get<bool>(), to_bytes(value.at("path"))};
}

json from_move(const Move& move) {
  json contents = json::array();
  for (const auto& [path, blob] : move.contents) contents.push_back({from_bytes(path), blob});
  return {{"from", from_end(move.from)}, {"to", from_end(move.to)}, {"folder", move.folder}, {"contents", contents}};
}

Move to_move(const json& value) {
  Move move{to_end(value.at("from")), to_end(value.at("to")), {}, value.at("folder").get<bool>()};
  for (const auto& pair : value.at("contents")) move.contents[to_bytes(pair.at(0))] = pair.at(1).get<std::string>();
  return move;
}

JournalEntry::State state_of(Phase phase) {
  if (phase == Phase::done || phase == Phase::undoing) return JournalEntry::State::done;
  return phase == Phase::undone ? JournalEntry::State::undone : JournalEntry::State::staged;
}

}  // namespace

std::string to_json(const Record& record) {
  json edits = json::array(), moves = json::array();
  for (const auto& edit : record.entry.edits) edits.push_back(from_edit(edit));
  for (const auto& move : record.moves) moves.push_back(from_move(move));
  json out = {{"format", 1},
              {"id", record.entry.id},
              {"number", record.number},
              {"command", from_bytes(record.entry.command)},
              {"root", from_bytes(record.entry.root)},
              {"phase", phase_names[static_cast<std::size_t>(record.phase)]},
              {"stage", from_bytes(record.stage)},
              {"edits", edits},
              {"moves", moves}};
  return out.dump(1) + "\n";
}

Record from_json(const std::string& text) try {
  auto value = json::parse(text);
  if (value.at("format").get<int>() != 1) throw Error("written by a newer tributary");
  Record record;
  record.entry.id = value.at("id").get<std::string>();
  record.number = value.at("number").get<int>();
  record.entry.command = to_bytes(value.at("command"));
  record.entry.root = to_bytes(value.at("root"));
  record.phase = static_cast<Phase>(index_of(phase_names, value.at("phase").get<std::string>()));
  record.entry.state = state_of(record.phase);
  record.stage = to_bytes(value.at("stage"));
  for (const auto& edit : value.at("edits")) record.entry.edits.push_back(to_edit(edit));
  for (const auto& move : value.at("moves")) record.moves.push_back(to_move(move));
  return record;
} catch (const std::exception& error) {
  throw Error(std::string("not a journal entry of this version: ") + error.what());
}

}  // namespace tributary::copy
