#include "tributary/merge_run.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "copy/journal.hpp"
#include "copy/replace_file.hpp"
#include "tributary/error.hpp"

namespace tributary {

struct MergeRun::Held {
  copy::Journal journal;
  copy::Lock lock;
  std::string file;

  explicit Held(const std::string& common_dir)
      : journal(common_dir), lock(journal.folder(), "merge --commit"), file(journal.folder().path() + "/merge.json") {}
};

MergeRun::MergeRun(const std::string& common_dir) : held_(std::make_unique<Held>(common_dir)) {}
MergeRun::~MergeRun() = default;

namespace {

MergeBegun begun_of(const nlohmann::json& json) {
  auto text = [&](const char* key) {
    auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  return {text("source"), text("root"), text("head"), text("incoming"), text("scratch"), text("tree")};
}

bool is_place(const std::string& path) {
  return path.empty() || (path.starts_with('/') && absolute_path(path) == path);
}

std::string why_disbelieved(const MergeBegun& merge, bool ours, const std::string& common_dir) {
  if (!ours) return "its file belongs to another user, or others may write to it";
  if (!is_place(merge.root) || !is_place(merge.scratch)) return "its places are no absolute paths";
  bool in_scratch = !merge.scratch.empty() && merge.root.starts_with(merge.scratch + "/");
  if (!in_scratch && kind_behind(merge.root) == FileKind::folder && !copy::is_worktree_of(merge.root, common_dir))
    return "its root is no worktree of this repository";
  return {};
}

}  // namespace

std::optional<MergeBegun> MergeRun::left() const {
  if (kind_of(held_->file) == FileKind::absent) return std::nullopt;
  const auto& folder = held_->journal.folder();
  auto file = copy::read_entry_file(folder, file_name(held_->file));
  auto json = nlohmann::json::parse(file.bytes, nullptr, false);
  if (!json.is_object()) return std::nullopt;  // not written by us: nothing is done by it
  auto merge = begun_of(json);
  if (auto why = why_disbelieved(merge, file.ours, parent_path(folder.path())); !why.empty())
    throw Error("a merge that was begun is not taken back: " + why, held_->file,
                "nothing was changed; look at that file, and move it away to go on without it");
  return merge;
}

void MergeRun::begin(const MergeBegun& merge) {
  nlohmann::json json = {{"source", merge.source},     {"root", merge.root},       {"head", merge.head},
                         {"incoming", merge.incoming}, {"scratch", merge.scratch}, {"tree", merge.tree}};
  replace_file(held_->file, json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n", 0600);
}

void MergeRun::end() {
  ::unlink(held_->file.c_str());
}

namespace {

constexpr const char* made_file = "merges.json";
constexpr std::size_t most_kept = 50;

bool is_commit(const std::string& id) {
  return id.size() == 40 && id.find_first_not_of("0123456789abcdef") == id.npos;
}

std::vector<MergeMade> read_made(const copy::Tree& folder) {
  auto path = join_path(folder.path(), made_file);
  if (kind_of(path) == FileKind::absent) return {};
  auto file = copy::read_entry_file(folder, made_file);
  if (!file.ours)
    throw Error(
        "what merge --commit has made is not known: its file belongs to another user, or others may write to it", path,
        "nothing was changed; look at that file, and move it away to go on without it");
  std::vector<MergeMade> out;
  auto json = nlohmann::json::parse(file.bytes, nullptr, false);
  for (const auto& one : json.is_array() ? json : nlohmann::json::array()) try {
      auto text = [&](const char* key) { return one.at(key).get<std::string>(); };
      MergeMade merge{text("branch"), text("before"), text("after"), one.at("sources").get<std::vector<std::string>>(),
                      text("behind")};
      if (merge.branch.starts_with("refs/heads/") && is_commit(merge.before) && is_commit(merge.after))
        out.push_back(std::move(merge));
    } catch (const nlohmann::json::exception&) {  // of another version: undo passes it over
    }
  return out;
}

void write_made(const std::string& folder, std::vector<MergeMade> merges) {
  if (merges.size() > most_kept) merges.erase(merges.begin(), merges.end() - most_kept);
  auto json = nlohmann::json::array();
  for (const auto& one : merges)
    json.push_back({{"branch", one.branch},
                    {"before", one.before},
                    {"after", one.after},
                    {"sources", one.sources},
                    {"behind", one.behind}});
  replace_file(join_path(folder, made_file), json.dump(1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n",
               0600);
}

}  // namespace

void MergeRun::made(const MergeMade& merge) {
  const auto& folder = held_->journal.folder();
  auto merges = read_made(folder);
  if (!merges.empty() && merges.back().branch == merge.branch && merges.back().before == merge.before)
    merges.pop_back();
  merges.push_back(merge);
  write_made(folder.path(), std::move(merges));
}

void MergeRun::forget(const MergeMade& merge) {
  const auto& folder = held_->journal.folder();
  auto merges = read_made(folder);
  std::erase(merges, merge);
  write_made(folder.path(), std::move(merges));
}

std::vector<MergeMade> merges_made(const std::string& common_dir) {
  auto folder = join_path(common_dir, "tributary");
  if (kind_behind(folder) != FileKind::folder) return {};
  return read_made(copy::Tree(folder));
}

}  // namespace tributary
