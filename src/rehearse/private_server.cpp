#include "rehearse/private_server.hpp"

#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/files.hpp"
#include "base/text.hpp"
#include "rehearse/binaries.hpp"
#include "rehearse/prepared.hpp"
#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

// Nothing of it need survive, and nothing a script does may fill the disk with files or the log.
const std::vector<std::string>& settings() {
  static const std::vector<std::string> all = {"listen_addresses=",
                                               "fsync=off",
                                               "synchronous_commit=off",
                                               "full_page_writes=off",
                                               "wal_level=minimal",
                                               "max_wal_senders=0",
                                               "max_wal_size=64MB",
                                               "shared_buffers=32MB",
                                               "max_connections=20",
                                               "max_locks_per_transaction=1024",
                                               "autovacuum=off",
                                               "jit=off",
                                               "max_worker_processes=0",
                                               "max_parallel_workers=0",
                                               "dynamic_shared_memory_type=mmap",
                                               "temp_file_limit=512MB",
                                               "log_min_messages=fatal",
                                               "log_min_error_statement=panic",
                                               "unix_socket_permissions=0700",
                                               "timezone=UTC"};
  return all;
}

Binaries binaries_for(const RehearseOptions& options) {
  auto found = find_binaries(options.bin_dir, options.prefer_major);
  if (!found.folder.empty()) return found;
  if (!options.bin_dir.empty())
    throw Error("no initdb and postgres in that folder", options.bin_dir, "name the folder that holds both");
  throw Error("no PostgreSQL server is installed here, and no scratch server is configured", "",
              "install one (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql), or name a "
              "server with scratch: url: … in tributary.yaml or TRIBUTARY_SCRATCH_URL");
}

std::string log_of(const OwnFolder& folder) {
  return text::trim(read_file(folder.path() + "/log").bytes.value_or(""));
}

}  // namespace

PrivateServer::PrivateServer(const RehearseOptions& options)
    : account_(account()), folder_((sweep_folders(), account_)), keep_(options.keep) {
  auto binaries = binaries_for(options);
  password_ = prepare_data(binaries, account_, folder_.path(), options.cache_dir);
  if (!start(binaries.folder, options.keep)) {
    stop();
    forget_prepared(binaries, account_, options.cache_dir);
    throw Error("the private PostgreSQL does not start: " + log_of(folder_), binaries.folder,
                "try again; --no-cache starts from nothing");
  }
  if (!keep_) return;
  folder_.keep();
  write_scripts(binaries.folder);
}

// The password stands in the script, so that nobody need print it.
void PrivateServer::write_scripts(const std::string& binaries) const {
  auto psql = kind_behind(binaries + "/psql") == FileKind::file ? binaries + "/psql" : std::string("psql");
  auto folder = text::shell_word(folder_.path());
  write_private_file(folder_.path() + "/psql",
                     "PGPASSWORD=" + password_ + " exec " + text::shell_word(psql) + " -h " + folder +
                         " -p 5432 -U postgres -d \"$@\"\n",
                     account_);
  write_private_file(
      folder_.path() + "/stop",
      "kill -QUIT \"$(head -n 1 " + folder + "/data/postmaster.pid)\" && sleep 0.3 && rm -rf " + folder + "\n",
      account_);
}

PrivateServer::~PrivateServer() {
  if (!keep_) stop();
}

bool PrivateServer::start(const std::string& binaries, bool outlives_us) {
  std::vector<std::string> argv = {binaries + "/postgres", "-D", folder_.path() + "/data", "-c",
                                   "unix_socket_directories=" + folder_.path()};
  for (const auto& setting : settings()) argv.insert(argv.end(), {"-c", setting});
  auto launched = launch({argv, folder_.path() + "/log", account_, outlives_us});
  process_ = launched.process;
  without_network_ = launched.without_network;
  auto ping = "host='" + folder_.path() + "' port=5432 user=postgres dbname=postgres";
  for (int i = 0; i < 5000; ++i) {
    if (PQping(ping.c_str()) == PQPING_OK) return true;
    if (::waitpid(process_, nullptr, WNOHANG) == process_) return process_ = -1, false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return false;
}

void PrivateServer::kill_backend(int backend) const {
  auto stat = read_file("/proc/" + std::to_string(backend) + "/stat").bytes.value_or("");
  auto behind_name = stat.rfind(')');
  bool ours = behind_name != stat.npos && std::atoi(stat.c_str() + std::min(behind_name + 4, stat.size())) == process_;
  if (!ours || ::kill(backend, SIGKILL) != 0) return;
  for (int i = 0; i < 1000 && ::kill(backend, 0) == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
}

void PrivateServer::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGQUIT);
  wait_for(process_);
}

}  // namespace tributary::scratch
