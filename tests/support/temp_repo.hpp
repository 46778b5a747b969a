#pragma once
// A real git repository in a temporary folder, with fixed author, dates and no configuration but its own.
#include <string>
#include <vector>

namespace tributary::testing {

/// A folder that is removed with everything in it.
class TempFolder {
 public:
  TempFolder();
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void write_file(const std::string& path, const std::string& bytes);  ///< makes the folders on the way
std::string file_text(const std::string& path);                      ///< fails the test where it cannot be read

class TempRepo {
 public:
  TempRepo();  ///< `git init -b main` in <temp>/repo
  std::string path() const { return folder_.path() + "/repo"; }
  std::string beside(const std::string& name) const { return folder_.path() + "/" + name; }  ///< for worktrees

  /// Runs git in `folder` (default: the repository); fails the test unless it exits with 0. Returns its output.
  std::string git(const std::vector<std::string>& arguments, const std::string& folder = {}) const;
  /// The same without a demand; returns the exit code, output and errors in `out`.
  int try_git(const std::vector<std::string>& arguments, std::string* out = nullptr,
              const std::string& folder = {}) const;

  /// Types lines that tributary printed (git's or its own) in a shell in the repository, as a person would; fails the
  /// test where one does.
  void type(const std::vector<std::string>& lines) const;

  void write(const std::string& file, const std::string& bytes, const std::string& folder = {}) const;
  /// Writes <migrations>/<name>/migration.sql below prisma/ of `folder`.
  void migration(const std::string& name, const std::string& sql, const std::string& folder = {}) const;
  /// Adds everything and commits; each commit is one minute later than the one before. Returns the commit id.
  std::string commit(const std::string& message, const std::string& folder = {}) const;
  /// A schema, a lock file and one migration 20240101000000_init, committed on main.
  void start_project() const;

 private:
  TempFolder folder_;
  mutable int commits_ = 0;
};

struct RunResult {
  int status = 0;
  std::string out, err;
};
/// Runs the built tributary with a cleared environment (PATH, HOME=an empty folder) in `folder`.
RunResult run_tributary(const std::vector<std::string>& arguments, const std::string& folder,
                        const std::vector<std::pair<std::string, std::string>>& environment = {});

}  // namespace tributary::testing
