#include "psl/merge_files.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "psl/merge_text.hpp"
#include "psl/merged_wrongs.hpp"
#include "psl/moves.hpp"

namespace tributary::psl {
namespace {

const std::string* text_at(const Files& files, const std::string& path) {
  auto found = files.find(path);
  return found == files.end() ? nullptr : &found->second;
}

// What of the larger text's bytes are lines of the other one too, 0 to 1.
double likeness(const std::string& a, const std::string& b) {
  std::multiset<std::string> lines;
  for (auto& line : text::lines(a)) lines.insert(std::move(line));
  std::size_t common = 0;
  for (const auto& line : text::lines(b))
    if (auto at = lines.find(line); at != lines.end()) common += line.size() + 1, lines.erase(at);
  auto larger = std::max(a.size(), b.size());
  return larger == 0 ? 0 : static_cast<double>(common) / static_cast<double>(larger);
}

// Old path -> new path of what a side renamed.
std::map<std::string, std::string> renames(const Files& base, const Files& side) {
  std::map<std::string, std::string> out;
  std::set<std::string> taken;
  for (const auto& [path, text] : base) {
    if (side.count(path)) continue;
    double best = 0.5;
    for (const auto& [other, other_text] : side)
      if (!base.count(other) && !taken.count(other))
        if (auto alike = likeness(text, other_text); alike >= best) best = alike, out[path] = other;
    if (out.count(path)) taken.insert(out[path]);
  }
  return out;
}

Files renamed(Files files, const std::map<std::string, std::string>& names) {
  for (const auto& [from, to] : names)
    if (auto found = files.find(from); found != files.end() && !files.count(to)) {
      files[to] = found->second;
      files.erase(from);
    }
  return files;
}

SchemaTexts texts_of(const Files& files) {
  SchemaTexts texts;
  for (const auto& [path, text] : files) texts.push_back({path, text});
  return texts;
}

class FilesMerge {
 public:
  FilesMerge(const Files& base, const Files& ours, const Files& theirs, const Labels& labels)
      : base_(base), ours_(ours), theirs_(theirs), labels_(labels) {}

  MergedFiles run() {
    std::set<std::string> paths;
    for (const auto* side : {&base_, &ours_, &theirs_})
      for (const auto& [path, text] : *side) paths.insert(path);
    if (paths.size() == 1) {
      merge_alone(*paths.begin());
    } else {
      for (const auto& path : paths) merge_file(path);
      look_at_whole();
    }
    return std::move(out_);
  }

 private:
  // One file is the whole: what is wrong in it is marked there.
  void merge_alone(const std::string& path) {
    if (is_deleted(path)) return;
    auto merged = merge(or_empty(base_, path), or_empty(ours_, path), or_empty(theirs_, path), labels_);
    for (auto& conflict : merged.conflicts) out_.conflicts.push_back({path, conflict});
    out_.files[path] = std::move(merged.text);
  }

  void merge_file(const std::string& path) {
    if (is_deleted(path)) return;
    auto text = merge_text(or_empty(base_, path), or_empty(ours_, path), or_empty(theirs_, path), labels_);
    for (auto& conflict : text.merged.conflicts) {
      explain_move(path, conflict);
      out_.conflicts.push_back({path, conflict});
    }
    out_.files[path] = std::move(text.merged.text);
    with_ours_[path] = std::move(text.with_ours);
    with_theirs_[path] = std::move(text.with_theirs);
  }

  // By one side or both; what the other one changed then stays, as a conflict.
  bool is_deleted(const std::string& path) {
    const auto *base = text_at(base_, path), *ours = text_at(ours_, path), *theirs = text_at(theirs_, path);
    if (!base || (ours && theirs)) return false;
    const auto* left = ours ? ours : theirs;
    if (!left || *left == *base) return true;
    out_.files[path] = *left;
    (ours ? with_ours_ : with_theirs_)[path] = *left;
    const auto &gone = ours ? labels_.theirs : labels_.ours, &changed = ours ? labels_.ours : labels_.theirs;
    out_.conflicts.push_back({path, {"", "", gone + " deleted this file, " + changed + " changed it", 0}});
    return true;
  }

  static std::string or_empty(const Files& files, const std::string& path) {
    const auto* text = text_at(files, path);
    return text ? *text : std::string();
  }

  // "deleted here, changed there" is the truth about one file; the reader wants to know where the rest went.
  void explain_move(const std::string& path, Conflict& conflict) const {
    if (!conflict.member.empty() || conflict.declaration.empty()) return;
    for (bool of_ours : {true, false}) {
      const auto& label = of_ours ? labels_.ours : labels_.theirs;
      if (!conflict.why.starts_with(label + " deleted it")) continue;
      auto moved_to = file_of(of_ours ? ours_ : theirs_, conflict.declaration, path);
      if (!moved_to.empty())
        conflict.why = label + " moved it to " + moved_to + ", " + (of_ours ? labels_.theirs : labels_.ours) +
                       " changed it here: take the change over there and leave it out here";
    }
  }

  void look_at_whole() {
    if (out_.files == ours_ || out_.files == theirs_) return;
    Sides sides{texts_of(base_), texts_of(ours_), texts_of(theirs_)};
    auto wrongs = out_.conflicts.empty() ? wrongs_of_merge(sides, texts_of(out_.files))
                                         : wrongs_of_both(sides, texts_of(with_ours_), texts_of(with_theirs_));
    for (const auto& wrong : wrongs)
      out_.conflicts.push_back(
          {file_of(out_.files, wrong.declaration), {wrong.declaration, wrong.member, wrong.message, 0, wrong.kind}});
  }

  const Files &base_, &ours_, &theirs_;
  const Labels& labels_;
  MergedFiles out_;
  Files with_ours_, with_theirs_;  ///< each conflict decided for that side
};

}  // namespace

MergedFiles merge_files(const Files& base, const Files& ours, const Files& theirs, const Labels& labels) {
  auto by_ours = renames(base, ours), by_theirs = renames(base, theirs);
  auto new_base = renamed(renamed(base, by_ours), by_theirs);
  auto new_ours = renamed(ours, by_theirs), new_theirs = renamed(theirs, by_ours);
  follow_moves(new_base, new_ours, new_theirs);
  return FilesMerge(new_base, new_ours, new_theirs, labels).run();
}

}  // namespace tributary::psl
