// What persons have ticked: one file under git's common directory, which no branch carries and no clone copies.
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "copy/replace_file.hpp"
#include "tributary/checklist.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

using nlohmann::json;

std::string file_of(const std::string& common_dir) {
  return join_path(common_dir, "tributary/ticks.json");
}

}  // namespace

std::vector<Tick> read_ticks(const std::string& common_dir) {
  auto path = file_of(common_dir);
  if (kind_behind(path) == FileKind::absent) return {};
  auto read = read_file(path);
  if (!read.bytes) throw Error("cannot read what was ticked: " + read.problem, path);
  try {
    std::vector<Tick> out;
    const auto file = json::parse(*read.bytes);
    for (const auto& one : file.at("ticks"))
      out.push_back({one.at("list").get<std::string>(), one.at("item").get<std::string>(),
                     one.at("by").get<std::string>(), one.at("at").get<std::string>(),
                     one.at("given_for").get<std::string>()});
    return out;
  } catch (const json::exception&) {
    throw Error("what was ticked cannot be read: the file is not as tributary writes it", path,
                "move it away; ticks are given again with tributary checklist --tick");
  }
}

void write_tick(const std::string& common_dir, const Tick& tick) {
  auto ticks = read_ticks(common_dir);
  std::erase_if(ticks, [&](const Tick& old) { return old.list == tick.list && old.item == tick.item; });
  ticks.push_back(tick);
  json all = json::array();
  for (const auto& one : ticks)
    all.push_back({{"list", text::to_utf8(one.list)},
                   {"item", text::to_utf8(one.item)},
                   {"by", text::to_utf8(one.by)},
                   {"at", one.at},
                   {"given_for", one.given_for}});
  auto path = file_of(common_dir);
  make_folders(parent_path(path));
  replace_file(path, json{{"ticks", all}}.dump(2) + "\n", 0644);
}

}  // namespace tributary
