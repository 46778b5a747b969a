#pragma once
#include <string>
#include <vector>

#include "tributary/checklist.hpp"

namespace tributary::cli {

/// What `tributary backup` left below git's common directory, newest first. The newest one of each database is read
/// back against its manifest.
std::vector<BackupFound> backups_found(const std::string& common_dir);

}  // namespace tributary::cli
