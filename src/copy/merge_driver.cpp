#include "tributary/merge_driver.hpp"

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
  auto word = text::shell_word(binary);
  return word + " schema merge %O %A %B --into %A --path %P; status=$?; [ $status -le 1 ] && exit $status; " +
         "git merge-file --diff3 -L ours -L base -L theirs %A %O %B; [ $? -eq 0 ] || exit 1";
}

void install_merge_driver(const std::string& common_dir, const std::string& binary) {
  auto attributes = attributes_of(common_dir);
  auto text = text_or_nothing(attributes);
  if (text.find(lines) == std::string::npos) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    replace_file(attributes, text + std::string(lines), 0644);
  }
  git(common_dir, {"config", "--local", std::string(section) + ".name", "schema.prisma by declaration (tributary)"});
  git(common_dir, {"config", "--local", std::string(section) + ".driver", merge_driver_command(binary)});
}

void uninstall_merge_driver(const std::string& common_dir) {
  auto attributes = attributes_of(common_dir);
  auto text = text_or_nothing(attributes);
  if (auto at = text.find(lines); at != std::string::npos) {
    text.erase(at, lines.size());
    replace_file(attributes, text, 0644);
  }
  if (!find_merge_driver(common_dir).command.empty())
    git(common_dir, {"config", "--local", "--remove-section", section});
}

}  // namespace tributary
