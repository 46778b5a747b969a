#include "tributary/merge_driver.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "copy/replace_file.hpp"
#include "tributary/error.hpp"

namespace tributary {
namespace {

constexpr std::string_view lines =
    "# tributary: schemas are merged by declaration, not by line\n"
    "*.prisma merge=tributary-schema\n";
constexpr const char* section = "merge.tributary-schema";

std::string attributes_of(const std::string& common_dir) {
  return join_path(common_dir, "info/attributes");
}

std::string text_or_nothing(const std::string& path) {
  if (kind_of(path) == FileKind::absent) return {};
  auto read = read_file(path);
  if (!read.bytes) throw Error("cannot read git's attributes: " + read.problem, path, {});
  return *read.bytes;
}

}  // namespace

MergeDriver find_merge_driver(const std::string& common_dir) {
  MergeDriver driver;
  driver.attributes = text_or_nothing(attributes_of(common_dir)).find(lines) != std::string::npos;
  auto asked = run_git(common_dir, {"config", "--local", "--get", std::string(section) + ".driver"});
  if (asked.status == 0) driver.command = text::trim(asked.out);
  return driver;
}

std::string merge_driver_command(const std::string& binary) {
  auto word = text::script_word(binary);
  return word + " schema merge %O %A %B --into %A --path %P; status=$?; [ $status -le 1 ] && exit $status; " +
         "git merge-file --diff3 -L ours -L base -L theirs %A %O %B; [ $? -eq 0 ] || exit 1";
}

namespace {

void add_lines(const std::string& file) {
  auto text = text_or_nothing(file);
  if (text.find(lines) != std::string::npos) return;
  if (!text.empty() && text.back() != '\n') text += '\n';
  replace_file(file, text + std::string(lines), 0644);
}

void remove_lines(const std::string& file, bool and_empty_file) {
  auto text = text_or_nothing(file);
  auto at = text.find(lines);
  if (at == std::string::npos) return;
  text.erase(at, lines.size());
  if (!text.empty() || !and_empty_file) return replace_file(file, text, 0644);
  if (::unlink(file.c_str()) != 0) throw Error(std::string("cannot remove it: ") + std::strerror(errno), file, {});
}

std::string tracked_file(const std::string& worktree) {
  auto file = join_path(worktree, ".gitattributes");
  if (kind_of(file) == FileKind::link)
    throw Error("git does not read .gitattributes through a link", file, "make it a file of its own");
  return file;
}

}  // namespace

void install_merge_driver(const std::string& common_dir, const std::string& binary) {
  add_lines(attributes_of(common_dir));
  git(common_dir, {"config", "--local", std::string(section) + ".name", "schema.prisma by declaration (tributary)"});
  git(common_dir, {"config", "--local", std::string(section) + ".driver", merge_driver_command(binary)});
}

void uninstall_merge_driver(const std::string& common_dir) {
  remove_lines(attributes_of(common_dir), false);
  if (!find_merge_driver(common_dir).command.empty())
    git(common_dir, {"config", "--local", "--remove-section", section});
}

bool has_tracked_attributes(const std::string& worktree) {
  auto file = join_path(worktree, ".gitattributes");
  return kind_of(file) == FileKind::file && text_or_nothing(file).find(lines) != std::string::npos;
}

void add_tracked_attributes(const std::string& worktree) {
  add_lines(tracked_file(worktree));
}

void remove_tracked_attributes(const std::string& worktree) {
  remove_lines(tracked_file(worktree), true);
}

}  // namespace tributary
