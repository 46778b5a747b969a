#include "copy/prepare.hpp"

#include <algorithm>
#include <set>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

struct Unit {  // something new that is moved into place as one
  std::string slot;
  bool folder = false;
  std::map<std::string, std::string> contents;
};

struct Replacement {
  std::string slot;  ///< where the new file is staged
  std::map<std::string, std::string> before, after;
};

struct Rename {
  std::string from, to;
  std::map<std::string, std::string> contents;
  bool folder = false;
};

std::string below(const std::string& path, const std::string& folder) {
  return path.size() > folder.size() ? path.substr(folder.size() + 1) : std::string();
}

class Preparation {
 public:
  Preparation(const Tree& root, const ContentOf& content) : root_(root), content_(content) {}

  Prepared of(const std::vector<Edit>& edits) {
    for (const auto& edit : edits) {
      check_relative(edit.to);
      if (edit.kind == Edit::Kind::rename)
        take_rename(edit);
      else if (edit.kind == Edit::Kind::remove)
        take_remove(edit);
      else
        take_copy(edit);
    }
    lift_renames();
    add_moves();
    return std::move(out_);
  }

 private:
  std::string absolute(const std::string& path) const { return join_path(root_.path(), path); }
  std::string new_slot() { return std::to_string(slots_++); }

  void take_copy(const Edit& planned) {
    auto edit = planned;
    if (edit.blob.empty()) edit.blob = git_blob_id(content_of(edit, content_));
    auto kind = root_.kind(edit.to);
    if (kind == Tree::Kind::file && root_.blob(edit.to) == edit.blob) return;
    if (!edit.replaces.empty()) return take_replacement(edit);
    if (kind != Tree::Kind::absent)
      throw Error("something else stands where a file would be written, and nothing is overwritten", absolute(edit.to),
                  "move it away, or make it the same");
    auto missing = root_.missing_part(edit.to);
    auto& unit = unit_at(missing);
    auto path = below(edit.to, missing);
    unit.folder = unit.folder || !path.empty();
    auto [at, fresh] = unit.contents.try_emplace(path, edit.blob);
    if (!fresh && at->second == edit.blob) return;
    if (!fresh || (unit.folder && unit.contents.count("")))
      throw Error("two edits put different things at one place", absolute(edit.to));
    auto staged = path.empty() ? unit.slot : unit.slot + "/" + path;
    out_.files[staged] = out_.edits.size();
    if (edit.executable) out_.modes[staged] = 0755;
    out_.edits.push_back(edit);
  }

  void take_replacement(const Edit& edit) {
    auto [at, fresh] = replacements_.try_emplace(edit.to);
    if (!fresh || units_.count(edit.to)) throw Error("two edits put different things at one place", absolute(edit.to));
    at->second = {new_slot(), expected_contents(edit.to, edit.replaces), {{"", edit.blob}}};
    out_.files[at->second.slot] = out_.edits.size();
    out_.modes[at->second.slot] = root_.mode(edit.to);
    out_.edits.push_back(edit);
  }

  Unit& unit_at(const std::string& path) {
    auto& unit = units_[path];
    if (unit.slot.empty()) unit.slot = new_slot();
    return unit;
  }

  // The folders that a renamed file needs and that do not stand yet.
  void make_way(const std::string& to) {
    auto folder = folder_of(to);
    auto missing = folder.empty() ? std::string() : root_.missing_part(folder);
    if (missing.empty() || moves_away(missing)) return;
    auto& unit = unit_at(missing);
    unit.folder = true;
    auto path = below(folder, missing);
    out_.folders.push_back(path.empty() ? unit.slot : unit.slot + "/" + path);
  }

  bool moves_away(const std::string& path) const {
    return std::any_of(renames_.begin(), renames_.end(),
                       [&](const Rename& rename) { return stands_in(path, rename.from); });
  }

  std::map<std::string, std::string> expected_contents(const std::string& path, const std::string& blob) const {
    auto contents = root_.contents(path);
    if (root_.kind(path) == Tree::Kind::absent) throw Error("a file to change is gone", absolute(path));
    bool wrong =
        !blob.empty() && (contents.size() != 1 || !contents.begin()->first.empty() || contents.begin()->second != blob);
    if (wrong) throw Error("a file to change is not what was planned for", absolute(path), "run the command again");
    for (const auto& [file, id] : contents)
      if (id == "?") throw Error("a link or special file is not moved", absolute(join_path(path, file)));
    return contents;
  }

  void take_rename(const Edit& edit) {
    check_relative(edit.from);
    if (stands_in(edit.to, edit.from)) throw Error("a folder cannot be renamed into itself", absolute(edit.from));
    bool folder = root_.kind(edit.from) == Tree::Kind::folder;
    renames_.push_back({edit.from, edit.to, expected_contents(edit.from, edit.blob), folder});
    out_.edits.push_back(edit);
  }

  void take_remove(const Edit& edit) {
    removes_.push_back({edit.to, "", expected_contents(edit.to, edit.blob), root_.kind(edit.to) == Tree::Kind::folder});
    out_.edits.push_back(edit);
  }

  // Where all entries of a folder go to one new folder the folder itself is renamed: no moment in which half of a
  // migration stands under either name.
  void lift_renames() {
    for (bool lifted = true; lifted;) {
      lifted = false;
      std::map<std::string, std::vector<Rename>> by_folder;
      for (const auto& rename : renames_) by_folder[folder_of(rename.from)].push_back(rename);
      for (const auto& [folder, group] : by_folder)
        if (!folder.empty() && goes_as_one(folder, group)) {
          replace_by_one(folder, group);
          lifted = true;
          break;
        }
    }
  }

  bool goes_as_one(const std::string& folder, const std::vector<Rename>& group) const {
    auto to = folder_of(group[0].to);
    if (to.empty() || to == folder || stands_in(to, folder) || root_.names(folder).size() != group.size()) return false;
    if (root_.kind(to) != Tree::Kind::absent && !moves_away(to)) return false;
    return std::all_of(group.begin(), group.end(), [&](const Rename& rename) {
      return folder_of(rename.to) == to && leaf_of(rename.to) == leaf_of(rename.from);
    });
  }

  void replace_by_one(const std::string& folder, const std::vector<Rename>& group) {
    Rename whole{folder, folder_of(group[0].to), {}, true};
    for (const auto& rename : group)
      for (const auto& [path, blob] : rename.contents)
        whole.contents[path.empty() ? leaf_of(rename.from) : leaf_of(rename.from) + "/" + path] = blob;
    renames_.erase(std::remove_if(renames_.begin(), renames_.end(),
                                  [&](const Rename& rename) { return folder_of(rename.from) == folder; }),
                   renames_.end());
    renames_.push_back(whole);
  }

  void add_moves() {
    bool swaps = false;  // a new name that is another's old one: all go through the stage
    for (const auto& rename : renames_) {
      bool freed = moves_away(rename.to);
      swaps = swaps || freed;
      if (!freed && root_.kind(rename.to) != Tree::Kind::absent)
        throw Error("something stands where a rename would put it, and nothing is overwritten", absolute(rename.to));
      make_way(rename.to);
    }
    for (const auto& remove : removes_) move({false, remove.from}, {true, new_slot()}, remove);
    std::vector<std::string> slots;
    if (swaps)
      for (const auto& rename : renames_) {
        slots.push_back(new_slot());
        move({false, rename.from}, {true, slots.back()}, rename);
      }
    for (const auto& [path, unit] : units_)
      move({true, unit.slot}, {false, path}, {"", "", unit.contents, unit.folder});
    // The old file goes to the stage, from where undo brings it back, and the new one takes its place: side by side, so
    // that go_forward can exchange the two at once.
    for (const auto& [path, replacement] : replacements_) {
      move({false, path}, {true, new_slot()}, {"", "", replacement.before, false});
      move({true, replacement.slot}, {false, path}, {"", "", replacement.after, false});
    }
    for (std::size_t i = 0; i < renames_.size(); ++i)
      move(swaps ? Move::End{true, slots[i]} : Move::End{false, renames_[i].from}, {false, renames_[i].to},
           renames_[i]);
    clear_emptied_folders();
    find_parents();
  }

  void move(const Move::End& from, const Move::End& to, const Rename& what) {
    out_.moves.push_back({from, to, what.contents, what.folder});
  }

  // A folder left empty would be a migration to Prisma.
  void clear_emptied_folders() {
    std::map<std::string, std::size_t> leaving;
    for (const auto* gone : {&renames_, &removes_})
      for (const auto& entry : *gone) ++leaving[folder_of(entry.from)];
    for (const auto& entry : leaving) {
      const auto& folder = entry.first;
      bool refilled = std::any_of(out_.moves.begin(), out_.moves.end(),
                                  [&](const Move& move) { return !move.to.staged && stands_in(move.to.path, folder); });
      if (!folder.empty() && !refilled && root_.names(folder).size() == entry.second)
        move({false, folder}, {true, new_slot()}, {"", "", {}, true});
    }
  }

  void find_parents() {
    std::set<std::string> parents;
    for (const auto& move : out_.moves)
      for (const auto* end : {&move.from, &move.to})
        if (!end->staged && root_.kind(folder_of(end->path)) == Tree::Kind::folder)
          parents.insert(folder_of(end->path));
    out_.parents.assign(parents.begin(), parents.end());
  }

  const Tree& root_;
  const ContentOf& content_;
  Prepared out_;
  std::map<std::string, Unit> units_;                // by path in root
  std::map<std::string, Replacement> replacements_;  // likewise
  std::vector<Rename> renames_, removes_;
  int slots_ = 0;
};

}  // namespace

Prepared prepare(const Tree& root, const std::vector<Edit>& edits, const ContentOf& content) {
  return Preparation(root, content).of(edits);
}

std::string content_of(const Edit& edit, const ContentOf& content) {
  auto bytes = edit.content ? *edit.content : content(edit);
  if (!edit.blob.empty() && git_blob_id(bytes) != edit.blob)
    throw Error("its content is no longer what was planned", edit.from, "run the command again");
  return bytes;
}

}  // namespace tributary::copy
