#pragma once
// Reading files and folders. Only src/copy writes into a repository, with its own system calls.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tributary {

enum class FileKind { absent, file, folder, link, other };

/// Of the path itself, links not followed.
FileKind kind_of(const std::string& path);
/// Links followed; a dangling link is absent.
FileKind kind_behind(const std::string& path);

struct ReadResult {
  std::optional<std::string> bytes;  ///< nullopt: `problem` says why
  std::string problem;               ///< "no such file", "permission denied", "is a folder"…
};
/// The whole file; never blocks on a FIFO or device (they are a problem).
ReadResult read_file(const std::string& path);

/// Names in a folder, byte order, without . and ..; nullopt and `problem` where it cannot be listed.
std::optional<std::vector<std::string>> list_folder(const std::string& path, std::string* problem = nullptr);

std::string absolute_path(const std::string& path);  ///< lexically normal, links not resolved
std::string real_path(const std::string& path);      ///< links resolved; "" where it does not exist
std::string join_path(const std::string& folder, const std::string& name);  ///< "." and "" as folder add nothing
std::string parent_path(const std::string& path);                           ///< "." for a bare name
std::string file_name(const std::string& path);
/// Whether a path from a folder leads to a place below it: no empty part, no "." and no "..".
bool stays_inside(const std::string& path);

}  // namespace tributary
