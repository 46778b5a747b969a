#include "rehearse/replay.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/text.hpp"
#include "rehearse/script.hpp"
#include "tributary/error.hpp"

namespace tributary::scratch {
namespace {

using Clock = std::chrono::steady_clock;
using Outcome = StepOutcome::Outcome;

constexpr std::uint64_t least_free = 128u << 20;  // of the file system the private server is in

double ms_since(Clock::time_point began) {
  return std::chrono::duration<double, std::milli>(Clock::now() - began).count();
}

// As Prisma from 6.6 on decodes it; that an older one refuses it is unreadable-input's business.
std::string sent_text(const Script& script) {
  return script.valid_utf8 ? script.text : text::to_utf8(script.text);
}

/// A database as one node left it, and the session that the next script of the same deploy goes on in.
struct Live {
  std::unique_ptr<ScratchDatabase> database;
  std::unique_ptr<Connection> session;
  bool marked = false;  ///< a script left something in the session: cloning would lose it
};

class Replay {
 public:
  Replay(ScratchServer::Parts& server, const Tree& tree, std::string schema, const RehearseOptions& options,
         Counts& counts)
      : server_(server),
        tree_(tree),
        schema_(std::move(schema)),
        options_(options),
        counts_(counts),
        executed_(tree.nodes.size()),
        below_(tree.nodes.size(), 1),
        total_(tree.nodes.size() - 1) {
    for (auto at = tree.nodes.size(); at-- > 1;) below_[tree.nodes[at].parent] += below_[at];
  }

  std::vector<Executed> run() {
    executed_[0].reached = true;
    grow(empty_database(), 0);
    while (!later_.empty()) {
      auto child = later_.back();
      later_.pop_back();
      if (auto live = again(tree_.nodes[child].parent); live.database && step(live, child))
        grow(std::move(live), child);
    }
    return std::move(executed_);
  }

 private:
  Live empty_database() {
    Live live;
    live.database = std::make_unique<ScratchDatabase>(server_, options_.extensions);
    open(live);
    prepare(live);
    return live;
  }

  void open(Live& live) {
    server_.reset_owner();
    server_.reset_database(live.database->name());
    live.session = std::make_unique<Connection>(server_.owner, live.database->name());
    if (!schema_.empty()) live.session->query("SET search_path = " + quoted_name(schema_));
    live.marked = false;
  }

  // What Prisma makes before the first script: the schema of the URL, and its table (create_migrations_table).
  void prepare(Live& live) {
    if (!schema_.empty()) live.session->query("CREATE SCHEMA IF NOT EXISTS " + quoted_name(schema_));
    live.session->query(
        "CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL,"
        " finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,"
        " started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0)");
  }

  // From the node whose state `live` holds, down its branches. The largest one takes the database over and comes last,
  // so that few databases wait at a time, and none with a session: their number is limited.
  void grow(Live live, std::size_t at) {
    for (;;) {
      const auto& node = tree_.nodes[at];
      if (node.is_end && going_on(at)) read_structure(live, executed_[at]);
      if (node.children.empty()) {
        executed_[at].database = live.database->name();
        return;
      }
      auto largest = *std::max_element(node.children.begin(), node.children.end(),
                                       [&](std::size_t a, std::size_t b) { return below_[a] < below_[b]; });
      for (auto child : node.children)
        if (child != largest) branch(live, at, child);
      at = largest;
      if (!step(live, at)) return;
    }
  }

  void branch(Live& live, std::size_t at, std::size_t child) {
    if (!cloning_is_cheaper(live, at)) return later_.push_back(child);
    auto twin = clone(live);
    if (step(twin, child)) grow(std::move(twin), child);
  }

  bool going_on(std::size_t at) const {
    for (; at != 0; at = tree_.nodes[at].parent)
      if (executed_[at].outcome.outcome == Outcome::failed) return false;
    return true;
  }

  bool cloning_is_cheaper(const Live& live, std::size_t at) const {
    if (live.marked) return false;
    double replaying = server_.create_ms;
    for (auto node = at; node != 0; node = tree_.nodes[node].parent) replaying += executed_[node].outcome.ms;
    return clone_ms_ < replaying;
  }

  /// Without a session in `live` from then on.
  Live clone(Live& live) {
    live.session.reset();
    auto began = Clock::now();
    Live twin;
    twin.database = std::make_unique<ScratchDatabase>(*live.database);
    auto took = ms_since(began);
    clone_ms_ = counts_.cloned == 0 ? took : (clone_ms_ + took) / 2;
    ++counts_.cloned;
    open(twin);
    return twin;
  }

  // The same scripts once more in a database of their own; nothing where they do not do again what they did.
  Live again(std::size_t at) {
    std::vector<std::size_t> path;
    for (auto node = at; node != 0; node = tree_.nodes[node].parent) path.push_back(node);
    total_ += path.size();
    auto live = empty_database();
    for (auto node = path.rbegin(); node != path.rend(); ++node) {
      bool failed = execute(live, *node).has_value();
      bool failed_before = executed_[*node].outcome.outcome == Outcome::failed;
      if (failed != failed_before) return {};
    }
    return live;
  }

  // False: it failed, and nothing comes after it.
  bool step(Live& live, std::size_t at) {
    auto& executed = executed_[at];
    const auto& replayed = *tree_.nodes[at].step;
    if (left_ms() <= 0) {
      executed.machine_lacks =
          fmt::format("the {} s for the whole rehearsal were over", options_.total_deadline_ms / 1000);
      return false;
    }
    executed.reached = true;
    auto began = Clock::now();
    auto failure = execute(live, at);
    auto ms = ms_since(began);
    if (failure) {
      executed.outcome = failed_step(replayed, *failure);
      executed.machine_lacks = machine_lacks(*failure, server_.missing_extensions);
    } else {
      executed.outcome = {replayed.ref, replayed.source, Outcome::applied};
    }
    executed.outcome.ms = ms;
    bool goes_on = !failure || options_.go_on;
    if (!goes_on) executed.database = live.database->name();
    return goes_on;
  }

  std::optional<Failure> execute(Live& live, std::size_t at) {
    const auto& node = tree_.nodes[at];
    if (options_.progress) options_.progress(counts_.executed, total_, node.step->ref.migration);
    if (!node.step->script) return Failure{"", node.step->no_script_because, "", 0, 0};
    if (node.new_session || !live.session) open(live);
    ++counts_.executed;
    auto run = node.step->by_statement ? run_statements : run_script;
    auto failure = run(*live.session, sent_text(*node.step->script), watch());
    if ((failure && failure->abandoned) || PQstatus(live.session->handle()) != CONNECTION_OK) open(live);
    live.marked = live.marked || marks_session(node.step->script->text);
    return failure;
  }

  Watch watch() {
    Watch watch{static_cast<int>(std::min<double>(options_.script_deadline_ms, std::max(left_ms(), 1.0))),
                [this] { return too_much(); },
                [this](int backend) { server_.admin->query(fmt::format("SELECT pg_terminate_backend({})", backend)); }};
    if (server_.own) watch.kill = [this](int backend) { server_.kill_backend(backend); };
    return watch;
  }

  double left_ms() const { return options_.total_deadline_ms - ms_since(server_.began); }

  std::string too_much() {
    auto sum =
        server_.admin->query("SELECT coalesce(sum(pg_database_size(oid)), 0) FROM pg_database WHERE datname LIKE " +
                             quoted_text(server_.stem + "%"));
    auto cap = server_.own ? std::min(options_.disk_cap, server_.own->folder().room()) : options_.disk_cap;
    if (std::stoull(sum.at(0).at(0).value_or("0")) > cap)
      return fmt::format("stopped: the scratch databases grew over {} MB", cap >> 20);
    if (server_.own && server_.own->folder().free_bytes() < least_free)
      return fmt::format("stopped: {} is nearly full", server_.own->folder().path());
    return {};
  }

  // What a script left may take longer to read than there is time, and is its own: the other orders go on.
  void read_structure(Live& live, Executed& executed) {
    try {
      executed.structure = structure_of(live);
    } catch (const Error& error) {
      executed.unread = std::string("its structure could not be read: ") + error.what();
    }
  }

  // In a session of its own: what scripts left in theirs (a role's settings, a temporary table) is no structure.
  std::shared_ptr<const Catalog> structure_of(Live& live) {
    server_.reset_owner();
    Connection session(server_.owner, live.database->name());
    session.query(fmt::format("SET statement_timeout = {}", options_.script_deadline_ms));
    session.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    auto catalog = read_catalog([&](const std::string& sql) { return session.query(sql); });
    return std::make_shared<const Catalog>(std::move(catalog));
  }

  ScratchServer::Parts& server_;
  const Tree& tree_;
  std::string schema_;
  const RehearseOptions& options_;
  Counts& counts_;
  std::vector<Executed> executed_;
  std::vector<std::size_t> below_;  ///< nodes of the subtree, by node
  std::vector<std::size_t> later_;  ///< whose parents' state is made again, from the first script on
  std::size_t total_;
  double clone_ms_ = 60;  // until one was made
};

}  // namespace

std::vector<Executed> replay(ScratchServer::Parts& server, const Tree& tree, const std::string& project,
                             const RehearseOptions& options, Counts& counts) {
  auto schema = options.schemas.find(project);
  return Replay(server, tree, schema == options.schemas.end() ? "" : schema->second, options, counts).run();
}

}  // namespace tributary::scratch
