#include "tributary/merge_run.hpp"

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "copy/journal.hpp"
#include "copy/replace_file.hpp"

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

// What does not read as ours was not written by us: nothing is done by it.
std::optional<MergeBegun> MergeRun::left() const {
  auto read = read_file(held_->file);
  auto json = nlohmann::json::parse(read.bytes.value_or(""), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  auto text = [&](const char* key) {
    auto at = json.find(key);
    return at != json.end() && at->is_string() ? at->get<std::string>() : std::string();
  };
  return MergeBegun{text("source"), text("root"), text("head"), text("incoming"), text("scratch")};
}

void MergeRun::begin(const MergeBegun& merge) {
  nlohmann::json json = {{"source", merge.source},
                         {"root", merge.root},
                         {"head", merge.head},
                         {"incoming", merge.incoming},
                         {"scratch", merge.scratch}};
  replace_file(held_->file, json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n", 0644);
}

void MergeRun::end() {
  ::unlink(held_->file.c_str());
}

}  // namespace tributary
