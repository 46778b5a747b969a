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

}  // namespace tributary
