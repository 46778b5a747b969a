#include "copy/moves.hpp"

#include <algorithm>
#include <cerrno>
#include <map>
#include <optional>
#include <set>

#include "base/files.hpp"
#include "tributary/error.hpp"

namespace tributary::copy {
namespace {

using End = Move::End;
enum class Standing { pending, done, both, neither };

Standing standing(const Site& site, const End& from, const End& to) {
  bool old_place = site.of(from).kind(from.path) != Tree::Kind::absent;
  bool new_place = site.of(to).kind(to.path) != Tree::Kind::absent;
  if (old_place) return new_place ? Standing::both : Standing::pending;
  return new_place ? Standing::done : Standing::neither;
}

Descriptor parent_of(const Site& site, const End& end) {
  auto folder = site.of(end).open_folder(folder_of(end.path));
  if (!folder) fail("cannot open the folder of", join_path(site.of(end).path(), end.path));
  return folder;
}

bool same_file(const Descriptor& a, const End& from, const Descriptor& b, const End& to) {
  struct stat one {
  }, other{};
  return sys::status(a.number(), leaf_of(from.path), one) == 0 &&
         sys::status(b.number(), leaf_of(to.path), other) == 0 && S_ISREG(one.st_mode) && one.st_dev == other.st_dev &&
         one.st_ino == other.st_ino;
}

bool empty_folder(const Site& site, const End& end) {
  return site.of(end).kind(end.path) == Tree::Kind::folder && site.of(end).names(end.path).empty();
}

// A kill inside rename_no_replace, where the file system lacks it, leaves a second link or an empty folder.
void settle(const Site& site, const End& from, const End& to) {
  auto from_folder = parent_of(site, from), to_folder = parent_of(site, to);
  int removed = 0;
  if (same_file(from_folder, from, to_folder, to))
    removed = sys::remove_file(to_folder.number(), leaf_of(to.path));
  else if (empty_folder(site, to))
    removed = sys::remove_folder(to_folder.number(), leaf_of(to.path));
  else if (empty_folder(site, from))
    removed = sys::remove_folder(from_folder.number(), leaf_of(from.path));
  if (removed != 0) fail("cannot tidy up", join_path(site.of(to).path(), to.path));
}

void rename_one(const Site& site, const End& from, const End& to) {
  auto from_folder = parent_of(site, from), to_folder = parent_of(site, to);
  auto place = join_path(site.of(to).path(), to.path);
  if (sys::rename_no_replace(from_folder.number(), leaf_of(from.path), to_folder.number(), leaf_of(to.path)) == 0)
    return;
  if (errno == EXDEV) throw OtherFileSystem{};
  if (errno == EEXIST)
    throw Error("something stands there, and nothing is overwritten", place, "move it away and run it again");
  fail("cannot move it into place", place);
}

std::pair<bool, std::string> key(const End& end) {
  return {end.staged, end.path};
}

// What the moves expect at each place they touch, compared with what is there.
class Places {
 public:
  Places(const Record& record, const Site& site) : site_(site) {
    for (const auto& move : record.moves) {
      swaps_ = swaps_ || places_.count(key(move.to)) > 0;
      places_.emplace(key(move.from), &move.contents);
      places_.emplace(key(move.to), nullptr);
    }
    for (const auto& [place, expected] : places_) wrong_ += misfit(place, expected);
  }

  void after(const Move& move) {
    expect(key(move.from), nullptr);
    expect(key(move.to), &move.contents);
  }
  int wrong() const { return wrong_; }

 private:
  using Place = std::pair<bool, std::string>;
  using Contents = std::map<std::string, std::string>;

  void expect(const Place& place, const Contents* contents) {
    auto& expected = places_.at(place);
    wrong_ += misfit(place, contents) - misfit(place, expected);
    expected = contents;
  }

  // Only where names are swapped does what stands there tell more than that something does: people edit files.
  int misfit(const Place& place, const Contents* expected) {
    const auto& tree = place.first ? site_.stage : site_.root;
    auto [at, fresh] = actual_.try_emplace(place);
    if (fresh && tree.kind(place.second) != Tree::Kind::absent)
      at->second = swaps_ ? tree.contents(place.second) : Contents{};
    if (at->second.has_value() != (expected != nullptr)) return 2;
    return swaps_ && expected && *at->second != *expected ? 1 : 0;
  }

  const Site& site_;
  bool swaps_ = false;
  std::map<Place, const Contents*> places_;  // null: nothing stands there
  std::map<Place, std::optional<Contents>> actual_;
  int wrong_ = 0;
};

void perform(const Site& site, const End& from, const End& to) {
  if (standing(site, from, to) == Standing::both) settle(site, from, to);
  auto now = standing(site, from, to);
  if (now == Standing::pending || now == Standing::both) rename_one(site, from, to);
}

// Two moves that put one file in another's place. Between them nothing would stand there, so where the file system can
// exchange two files that is done instead: the new one for the old, which then goes on from its slot to where the first
// move would have put it.
bool is_replacement(const Record& record, std::size_t first) {
  if (first + 1 >= record.moves.size()) return false;
  const auto &out = record.moves[first], &in = record.moves[first + 1];
  return !out.folder && !in.folder && !out.from.staged && out.to.staged && in.from.staged && in.to == out.from;
}

bool exchange(const Site& site, const End& staged, const End& place) {
  auto one = parent_of(site, staged), other = parent_of(site, place);
  if (sys::exchange(one.number(), leaf_of(staged.path), other.number(), leaf_of(place.path)) == 0) return true;
  if (errno == EINVAL || errno == EXDEV || errno == ENOENT) return false;  // the two moves say what is the matter
  fail("cannot put it into place", join_path(site.of(place).path(), place.path));
}

// False: not possible here, and nothing was changed.
bool replace_at_once(const Site& site, const End& staged, const End& place, const End& freed,
                     const std::map<std::string, std::string>& expected) {
  if (site.of(freed).kind(freed.path) != Tree::Kind::absent || !exchange(site, staged, place)) return false;
  if (site.of(staged).contents(staged.path) != expected) {
    exchange(site, staged, place);
    throw Error("the file has changed meanwhile", join_path(site.of(place).path(), place.path),
                "run the command again");
  }
  rename_one(site, staged, freed);
  return true;
}

void finish_half_exchange(const Site& site, const End& staged, const End& freed,
                          const std::map<std::string, std::string>& exchanged) {
  if (site.of(staged).kind(staged.path) == Tree::Kind::file && site.of(freed).kind(freed.path) == Tree::Kind::absent &&
      site.of(staged).contents(staged.path) == exchanged)
    rename_one(site, staged, freed);
}

}  // namespace

void finish_exchanges(const Record& record, const Site& site) {
  for (std::size_t i = 0; i < record.moves.size(); ++i) {
    if (!is_replacement(record, i)) continue;
    const auto &out = record.moves[i], &in = record.moves[i + 1];
    finish_half_exchange(site, in.from, out.to, out.contents);
    finish_half_exchange(site, out.to, in.from, in.contents);
  }
}

void go_forward(const Record& record, const Site& site) {
  finish_exchanges(record, site);
  for (auto i = moves_done(record, site); i < record.moves.size(); ++i) {
    const auto& move = record.moves[i];
    if (is_replacement(record, i) && replace_at_once(site, record.moves[i + 1].from, move.from, move.to, move.contents))
      ++i;
    else
      perform(site, move.from, move.to);
  }
}

void settle_half(const Record& record, const Site& site) {
  finish_exchanges(record, site);
  auto done = moves_done(record, site);
  if (done == record.moves.size()) return;
  const auto& half = record.moves[done];
  if (standing(site, half.from, half.to) == Standing::both) settle(site, half.from, half.to);
}

void go_back(const Record& record, const Site& site) {
  settle_half(record, site);
  auto done = moves_done(record, site);
  // What is not done is left alone: where it would have gone something of the user's may stand by now.
  for (auto i = done; i-- > 0;) {
    const auto& move = record.moves[i];
    if (i > 0 && is_replacement(record, i - 1) &&
        replace_at_once(site, record.moves[i - 1].to, move.to, move.from, move.contents))
      --i;
    else
      perform(site, move.to, move.from);
  }
}

void flush(const Record& record, const Site& site) {
  std::set<std::pair<bool, std::string>> folders;
  for (const auto& move : record.moves)
    for (const auto& end : {move.from, move.to}) folders.emplace(end.staged, folder_of(end.path));
  for (const auto& [staged, folder] : folders) (staged ? site.stage : site.root).sync_folder(folder);
}

std::size_t moves_done(const Record& record, const Site& site) {
  Places places(record, site);
  std::size_t best = 0;
  int fewest = places.wrong();
  for (std::size_t i = 0; i < record.moves.size(); ++i) {
    places.after(record.moves[i]);
    if (places.wrong() < fewest) best = i + 1, fewest = places.wrong();
  }
  return best;
}

void add_outcome(const Record& record, std::size_t count, Outcome& outcome) {
  auto file = [](const std::string& unit, const std::string& path) { return path.empty() ? unit : unit + "/" + path; };
  for (std::size_t i = 0; i < count && i < record.moves.size(); ++i) {
    const auto& move = record.moves[i];
    if (!move.from.staged) {
      for (const auto& [path, blob] : move.contents) {
        outcome.files.erase(file(move.from.path, path));
        outcome.gone.insert(file(move.from.path, path));
      }
      outcome.folders.erase(move.from.path);
    }
    if (!move.to.staged) {
      for (const auto& [path, blob] : move.contents) {
        outcome.files[file(move.to.path, path)] = blob;
        outcome.gone.erase(file(move.to.path, path));
      }
      if (move.folder) outcome.folders.insert(move.to.path);
    }
  }
}

std::vector<std::string> changed_since(const Outcome& outcome, const Tree& root) {
  std::vector<std::string> out;
  for (const auto& [path, blob] : outcome.files) {
    if (path.back() == '/') continue;  // an empty folder holds nothing to lose
    auto kind = root.kind(path);
    if (kind == Tree::Kind::absent)
      out.push_back(path + " is gone");
    else if (kind != Tree::Kind::file || root.blob(path) != blob)
      out.push_back(path + " has changed");
  }
  for (const auto& path : outcome.gone)
    if (path.back() != '/' && root.kind(path) != Tree::Kind::absent) out.push_back(path + " stands again");
  for (const auto& folder : outcome.folders)
    for (const auto& [path, blob] : root.contents(folder))
      if (!outcome.files.count(join_path(folder, path))) out.push_back(join_path(folder, path) + " was added");
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace tributary::copy
