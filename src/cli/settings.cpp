#include "cli/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/digest.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

Config config_file(const std::string& path) {
  auto read = read_file(path);
  if (!read.bytes) throw Error("cannot read the configuration: " + read.problem, path);
  return parse_config(*read.bytes, path);
}

Config named_config(const std::string& path) {
  auto config = config_file(path);
  config.reach = Origin::caller;
  return config;
}

Config config_at_commit(const std::string& repository, const std::string& commit) {
  if (commit.empty()) return {};
  for (const auto& name : config_names())
    if (auto bytes = file_at_commit(repository, commit, name)) {
      auto config = parse_config(*bytes, commit.substr(0, 8) + ":" + name);
      config.reach = Origin::target;
      return config;
    }
  return {};
}

// Ids of "COMMIT:path", in order; "" where there is none. One git process whatever their number.
std::vector<std::string> blob_ids(const std::string& repository, const std::vector<std::string>& names) {
  std::vector<std::string> ids;
  auto answer =
      git(repository, {"cat-file", "--batch-check=%(objectname) %(objecttype)"}, text::join(names, "\n") + "\n");
  for (const auto& line : text::lines(answer)) {
    bool blob = line.size() == 45 && line.compare(40, 5, " blob") == 0;
    ids.push_back(blob ? line.substr(0, 40) : std::string());
  }
  ids.resize(names.size());
  return ids;
}

// With core.autocrlf the worktree's file has other line ends than the commit's.
bool same_content(const std::string& bytes, const std::string& id) {
  return git_blob_id(bytes) == id || git_blob_id(text::replace_all(bytes, "\r\n", "\n")) == id;
}

struct Changed {
  const Workspace& workspace;
  std::map<std::string, std::string> ids;  ///< of "COMMIT:path"

  std::string id(const std::string& commit, const std::string& path) const {
    auto found = ids.find(commit + ":" + path);
    return found == ids.end() ? std::string() : found->second;
  }

  bool holds(const Source& source, const std::string& path, const std::string& id_there) const {
    if (source.kind == Source::Kind::ref || source.missing) return id(source.commit, path) == id_there;
    auto read = read_file(join_path(source.path, path));
    return read.bytes ? same_content(*read.bytes, id_there) : id_there.empty();
  }

  bool by(const Source& source, const std::string& path) const {
    auto base = source.merge_base.empty() ? workspace.target.commit : source.merge_base;
    return !holds(source, path, id(base, path)) && !holds(source, path, id(workspace.target.commit, path));
  }
};

}  // namespace

Session looking_at(const Session& session, const std::vector<std::string>& words) {
  std::vector<std::string> arguments = {"for-each-ref", "--format=%(refname)"};
  for (const auto& word : words)
    if (!word.empty() && word[0] != '-')
      for (const char* space : {"refs/heads/", "refs/remotes/", "refs/tags/", ""})
        arguments.push_back(space + (*space || word.starts_with("refs/") ? word : "refs/heads/" + word));
  auto looking = session;
  if (arguments.size() == 2) return looking;
  auto refs = text::lines(run_git(session.globals.repository, arguments).out);
  for (const auto& word : words)
    for (const auto& full : {word, "refs/heads/" + word, "refs/remotes/" + word, "refs/tags/" + word})
      if (std::find(refs.begin(), refs.end(), full) != refs.end()) {
        looking.globals.named.push_back(full);
        break;
      }
  return looking;
}

std::string wanted_target(const Session& session, const Config& config) {
  return session.globals.target.empty() ? config.target : session.globals.target;
}

std::string worktree_root(const std::string& folder) {
  auto top = run_git(folder, {"rev-parse", "--show-toplevel"});
  if (top.status != 0) return {};
  if (!top.out.empty() && top.out.back() == '\n') top.out.pop_back();
  return top.out;
}

std::optional<std::string> file_at_commit(const std::string& repository, const std::string& commit,
                                          const std::string& path) {
  auto shown = run_git(repository, {"cat-file", "blob", commit + ":" + path});
  if (shown.status != 0) return std::nullopt;
  return shown.out;
}

namespace {

Config committed_config(const Session& session) {
  const auto& globals = session.globals;
  if (!globals.config.empty()) return named_config(globals.config);
  auto config = config_at_commit(globals.repository, find_target(globals.repository, globals.target).commit);
  if (!globals.target.empty() || config.target.empty()) return config;
  // The default branch says that another one is merged into: then that one's word counts.
  auto wanted = config.target;
  config = config_at_commit(globals.repository, find_target(globals.repository, wanted).commit);
  config.target = wanted;
  return config;
}

// A repository whose target is not found, or whose target's file does not read, has nobody who could vouch for
// anything; the second is said.
Config what_target_says(const Session& session) {
  try {
    find_target(session.globals.repository, session.globals.target);
  } catch (const Error&) {
    return {};
  }
  try {
    return committed_config(session);
  } catch (const Error& error) {
    session.ui.note(fmt::format("tributary: the target's own configuration is not followed: {}{}{}", error.what(),
                                error.where.empty() ? "" : ", ", error.where));
    return {};
  }
}

Config with_reach_of_target(const Session& session, const Config& said) {
  auto config = with_reach_of(said, what_target_says(session));
  if (!config.not_followed.empty())
    session.ui.note(
        printable(fmt::format("tributary: not followed of {}: {}. Only what the target's commit says of it "
                              "counts, or --config FILE.",
                              said.from, text::join(config.not_followed, ", "))));
  return config;
}

}  // namespace

Config worktree_config(const Session& session) {
  const auto& globals = session.globals;
  if (!globals.config.empty()) return named_config(globals.config);
  auto root = worktree_root(globals.repository);
  if (root.empty()) {
    // A folder that is no repository is collect's to complain about.
    auto bare = run_git(globals.repository, {"rev-parse", "--is-bare-repository"});
    return bare.status == 0 ? gate_config(session) : Config{};
  }
  for (const auto& name : config_names())
    if (auto path = join_path(root, name); kind_behind(path) != FileKind::absent)
      return with_reach_of_target(session, config_file(path));
  return with_reach_of({}, what_target_says(session));
}

namespace {

// The team's first configuration, written in the target's own worktree and not committed yet. What is executed,
// connected to or trusted it does not decide: nobody has agreed to it.
Config first_config(const Session& session, const Target& target) {
  if (target.worktree.empty()) return {};
  for (const auto& name : config_names())
    if (auto path = join_path(target.worktree, name); kind_behind(path) == FileKind::file) {
      auto config = with_reach_of(config_file(path), {});
      session.ui.note("tributary: " + printable(path) + " is used although it is not committed yet");
      return config;
    }
  return {};
}

}  // namespace

Config gate_config(const Session& session) {
  auto config = committed_config(session);
  if (!config.from.empty()) return config;
  return first_config(session, find_target(session.globals.repository, session.globals.target));
}

Baseline read_baseline_file(const std::string& path) {
  auto read = read_file(path);
  if (!read.bytes)
    throw Error("cannot read the baseline: " + read.problem, path,
                "tributary check --baseline FILE --write-baseline makes it");
  return parse_baseline(*read.bytes, path);
}

Baseline gate_baseline(const Config& config, const Workspace& workspace) {
  if (config.baseline.empty()) return {};
  auto bytes = file_at_commit(workspace.common_dir, workspace.target.commit, config.baseline);
  if (!bytes)
    throw Error("the baseline that the configuration names is not in the target's commit", config.baseline,
                "commit it to " + workspace.target.name + ", or take the key `baseline` out of " + config.from);
  return parse_baseline(*bytes, config.baseline);
}

std::vector<SourceFile> gate_changes(const Workspace& workspace, const Config& config,
                                     const std::vector<std::string>& sources) {
  auto paths = config_names();
  if (!config.baseline.empty()) paths.push_back(config.baseline);
  std::vector<const Source*> asked;
  std::vector<std::string> names;
  auto add = [&](const std::string& commit) {
    if (!commit.empty())
      for (const auto& path : paths) names.push_back(commit + ":" + path);
  };
  add(workspace.target.commit);
  for (const auto& source : workspace.sources) {
    if (source.name == workspace.target.name) continue;
    if (!sources.empty() && !std::count(sources.begin(), sources.end(), source.name)) continue;
    asked.push_back(&source);
    add(source.commit), add(source.merge_base);
  }
  if (asked.empty() || names.empty()) return {};
  Changed changed{workspace, {}};
  auto ids = blob_ids(workspace.common_dir, names);
  for (std::size_t i = 0; i < names.size(); ++i) changed.ids.emplace(names[i], ids[i]);
  std::vector<SourceFile> out;
  for (const auto* source : asked)
    for (const auto& path : paths)
      if (changed.by(*source, path)) out.push_back({source->name, path});
  return out;
}

}  // namespace tributary::cli
