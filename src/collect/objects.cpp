#include "collect/objects.hpp"

#include <git2.h>

#include <algorithm>
#include <cstring>

#include "tributary/error.hpp"

namespace tributary {
namespace {

constexpr std::size_t trees_kept = 8192;  // parsed trees; root trees of thousands of refs are read once and not again
constexpr int tags_followed = 16;

std::string libgit2_says() {
  const auto* error = git_error_last();
  return error && error->message ? error->message : "no reason given";
}

// Git itself has accepted the directory before libgit2 sees it, so libgit2's own and different ownership rule is off.
// The user's configuration is git's business: libgit2 would refuse to open anything where it cannot be read.
void start_libgit2() {
  static const bool once = [] {
    git_libgit2_init();
    const char* known[] = {"worktreeconfig", "partialclone", "relativeworktrees", "preciousobjects"};
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known, sizeof known / sizeof known[0]);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    for (int level :
         {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM, GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL})
      git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, level, "");
    return true;
  }();
  (void)once;
}

git_oid libgit2_id(const ObjectId& id) {
  git_oid out;
  git_oid_fromraw(&out, id.bytes.data());
  return out;
}

struct RawObject {
  git_odb_object* object = nullptr;
  RawObject(git_odb* database, const ObjectId& id, std::size_t& reads) {
    ++reads;
    auto oid = libgit2_id(id);
    if (git_odb_read(&object, database, &oid) != 0) object = nullptr;
  }
  ~RawObject() { git_odb_object_free(object); }
  RawObject(const RawObject&) = delete;
  RawObject& operator=(const RawObject&) = delete;
  bool is(git_object_t type) const { return object && git_odb_object_type(object) == type; }
  std::string_view bytes() const {
    return {static_cast<const char*>(git_odb_object_data(object)), git_odb_object_size(object)};
  }
};

// "tree <40 hex>\n" opens a commit, "object <40 hex>\n" a tag.
std::optional<ObjectId> first_line_id(std::string_view bytes, std::string_view word) {
  if (bytes.substr(0, word.size()) != word) return std::nullopt;
  return parse_object_id(bytes.substr(word.size(), 40));
}

struct RawItem {
  std::string_view mode, name, id;
};

// Entries are "<octal mode> <name>\0<20 bytes>"; takes the first one off. False: damaged.
bool take_item(std::string_view& bytes, RawItem& item) {
  auto blank = bytes.find(' ');
  auto end = bytes.find('\0');
  if (blank > 6 || end == bytes.npos || end < blank || end + 21 > bytes.size()) return false;
  item = {bytes.substr(0, blank), bytes.substr(blank + 1, end - blank - 1), bytes.substr(end + 1, 20)};
  bytes.remove_prefix(end + 21);
  return true;
}

// git sorts them as if folders' names ended in '/'.
std::optional<Listing> parse_tree(std::string_view bytes) {
  Listing items;
  while (!bytes.empty()) {
    RawItem raw;
    if (!take_item(bytes, raw)) return std::nullopt;
    auto& item = items.emplace_back();
    for (char digit : raw.mode) item.mode = item.mode * 8 + static_cast<unsigned>(digit - '0');
    item.name = std::string(raw.name);
    std::memcpy(item.id.bytes.data(), raw.id.data(), 20);
  }
  std::sort(items.begin(), items.end(), [](const TreeItem& a, const TreeItem& b) { return a.name < b.name; });
  return items;
}

}  // namespace

std::string ObjectId::hex() const {
  static const char digits[] = "0123456789abcdef";
  std::string out(40, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = digits[bytes[i] >> 4];
    out[2 * i + 1] = digits[bytes[i] & 15];
  }
  return out;
}

std::optional<ObjectId> parse_object_id(std::string_view hex) {
  if (hex.size() != 40) return std::nullopt;
  ObjectId id;
  for (std::size_t i = 0; i < 40; ++i) {
    char c = hex[i];
    int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
    if (digit < 0) return std::nullopt;
    id.bytes[i / 2] = static_cast<std::uint8_t>(id.bytes[i / 2] * 16 + digit);
  }
  return id;
}

std::size_t ObjectIdHash::operator()(const ObjectId& id) const {
  std::size_t hash;
  std::memcpy(&hash, id.bytes.data(), sizeof hash);
  return hash;
}

struct Objects::Handle {
  git_repository* repository = nullptr;
  git_odb* database = nullptr;
  ~Handle() {
    git_odb_free(database);
    git_repository_free(repository);
  }
};

Objects::Objects(const std::string& common_dir) : handle_(std::make_unique<Handle>()) {
  start_libgit2();
  if (git_repository_open_bare(&handle_->repository, common_dir.c_str()) != 0 ||
      git_repository_odb(&handle_->database, handle_->repository) != 0)
    throw Error("libgit2 cannot read this repository: " + libgit2_says(), common_dir,
                "`git fsck` and `git config --get-regexp ^extensions` tell what is unusual about it");
}
Objects::~Objects() = default;
Objects::Objects(Objects&&) noexcept = default;

std::vector<std::string> Objects::worktree_names() const {
  git_strarray found{};
  std::vector<std::string> names;
  if (git_worktree_list(&found, handle_->repository) == 0) names.assign(found.strings, found.strings + found.count);
  git_strarray_dispose(&found);
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<ObjectId> Objects::commit_behind(ObjectId id) const {
  for (int i = 0; i < tags_followed; ++i) {
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    auto oid = libgit2_id(id);
    if (git_odb_read_header(&size, &type, handle_->database, &oid) != 0) return std::nullopt;
    if (type == GIT_OBJECT_COMMIT) return id;
    if (type != GIT_OBJECT_TAG) return std::nullopt;
    RawObject tag(handle_->database, id, reads_);
    auto next = tag.object ? first_line_id(tag.bytes(), "object ") : std::nullopt;
    if (!next) return std::nullopt;
    id = *next;
  }
  return std::nullopt;
}

std::optional<ObjectId> Objects::tree_of(const ObjectId& commit) const {
  RawObject object(handle_->database, commit, reads_);
  return object.is(GIT_OBJECT_COMMIT) ? first_line_id(object.bytes(), "tree ") : std::nullopt;
}

std::shared_ptr<const Listing> Objects::tree(const ObjectId& id) const {
  if (auto known = trees_.find(id); known != trees_.end()) return known->second;
  RawObject object(handle_->database, id, reads_);
  auto parsed = object.is(GIT_OBJECT_TREE) ? parse_tree(object.bytes()) : std::nullopt;
  auto listing = parsed ? std::make_shared<const Listing>(std::move(*parsed)) : nullptr;
  if (trees_.size() >= trees_kept) trees_.clear();
  trees_.emplace(id, listing);
  return listing;
}

std::string Objects::tree_signature(const ObjectId& id, const std::set<std::string, std::less<>>& names) const {
  RawObject object(handle_->database, id, reads_);
  if (!object.is(GIT_OBJECT_TREE)) return {};
  auto bytes = object.bytes();
  std::string signature = "tree";
  while (!bytes.empty()) {
    RawItem item;
    if (!take_item(bytes, item)) return {};
    signature.append(item.mode).append(item.name).push_back('\0');
    if (names.find(item.name) != names.end()) signature.append(item.id);
  }
  return signature;
}

ReadResult Objects::blob(const ObjectId& id, std::size_t most) const {
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  auto oid = libgit2_id(id);
  if (git_odb_read_header(&size, &type, handle_->database, &oid) == 0 && size > most)
    return {std::nullopt, "is too large, not read (over " + std::to_string(most >> 20) + " MB)"};
  RawObject object(handle_->database, id, reads_);
  if (object.is(GIT_OBJECT_BLOB)) return {std::string(object.bytes()), {}};
  if (object.object) return {std::nullopt, "is not a blob in git's object database"};
  return {std::nullopt, "blob " + id.hex() + " is not in this clone's object database"};
}

}  // namespace tributary
