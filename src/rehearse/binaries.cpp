#include "rehearse/binaries.hpp"

#include <unistd.h>

#include <cstdlib>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace tributary::scratch {
namespace {

bool holds_a_server(const std::string& folder) {
  return ::access((folder + "/initdb").c_str(), X_OK) == 0 && ::access((folder + "/postgres").c_str(), X_OK) == 0;
}

/// "postgres (PostgreSQL) 15.10 (Debian …)" and "postgres (PostgreSQL) 16beta1" alike.
int major_of(const std::string& folder) {
  auto answer = run_process({folder + "/postgres", "--version"});
  auto at = answer.out.find(") ");
  return answer.status == 0 && at != std::string::npos ? std::atoi(answer.out.c_str() + at + 2) : 0;
}

std::vector<std::string> candidates() {
  std::vector<std::string> folders;
  if (auto answer = run_process({"pg_config", "--bindir"}); answer.status == 0)
    folders.push_back(text::trim(answer.out));
  const std::string debian = "/usr/lib/postgresql";
  for (const auto& name : list_folder(debian).value_or(std::vector<std::string>()))
    folders.push_back(debian + "/" + name + "/bin");
  const char* path = std::getenv("PATH");
  for (const auto& folder : text::split(path ? path : "", ':')) folders.push_back(folder);
  return folders;
}

}  // namespace

Binaries find_binaries(const std::string& wanted, int prefer_major) {
  Binaries best;
  for (const auto& folder : wanted.empty() ? candidates() : std::vector<std::string>{wanted}) {
    if (!folder.starts_with('/') || !holds_a_server(folder)) continue;  // relative: a folder of the repository's
    Binaries found{folder, major_of(folder)};
    bool settled = !best.folder.empty() && best.major == prefer_major;
    bool preferred = found.major == prefer_major;
    if (!settled && (best.folder.empty() || preferred || found.major > best.major)) best = found;
  }
  return best;
}

}  // namespace tributary::scratch
