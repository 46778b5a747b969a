#pragma once
// Executes the orders in which branches can be deployed, in scratch databases that we make and drop ourselves.
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tributary/catalog.hpp"
#include "tributary/finding.hpp"
#include "tributary/plan.hpp"
#include "tributary/secret.hpp"
#include "tributary/workspace.hpp"

namespace tributary {

struct Analysis;  // tributary/analyse.hpp

/// One script to execute.
struct Replayed {
  MigrationRef ref;
  std::string source;                    ///< whose it is; "" = the target's
  std::shared_ptr<const Script> script;  ///< null: cannot be executed, `no_script_because` says why
  std::string no_script_because;
  bool by_statement = false;  ///< sent statement by statement, where it can be split
  bool new_deploy = false;    ///< a `migrate deploy` of its own begins here: a new connection, where that can matter
  bool operator==(const Replayed&) const = default;
};

/// One order in which a project's migrations can come to a database. Orders that begin alike share that beginning: it
/// is executed once.
struct Order {
  enum class Kind {
    fresh,         ///< the final merged folder, in name order
    rolling,       ///< the target's migrations, then each step of the sequence as `migrate deploy` applies it
    intermediate,  ///< the target's folder after one step, in name order
    as_happened,   ///< the order in which a real ledger says its rows were applied, and nothing else
    deployed,      ///< as_happened, then what `migrate deploy` still applies there of the final merged folder
    pair           ///< the target, then two conflicting sources, one before the other
  };
  Kind kind = Kind::fresh;
  std::string name;     ///< for people, unique: "fresh", "rolling", "main after feature/epic-3", "shop_dev as it is"…
  std::string project;  ///< the target project's path
  std::vector<Replayed> migrations;
  std::string database;              ///< of as_happened and deployed: Database::id
  std::vector<std::string> unknown;  ///< of these: sentences, rows whose script is nowhere or never ran
  bool operator==(const Order&) const = default;
};

/// What rehearsal_orders() cannot see for itself.
struct OrderQuestion {
  std::vector<std::pair<std::string, std::string>> conflicting;  ///< sources, each pair once
  /// Scripts that ledgers name and no source holds any more, by checksum as the ledger stores it.
  std::map<std::string, std::shared_ptr<const Script>> past_scripts;
};
/// Every order worth executing: for each project of the target fresh, rolling, the intermediate ones, both orders of
/// each conflicting pair, and two for each ledger that was read. Pure.
std::vector<Order> rehearsal_orders(const Workspace& workspace, const Sequence& sequence,
                                    const std::vector<Database>& databases, const OrderQuestion& question = {});
/// The target's migrations, then `sources` one after the other, each as `migrate deploy` applies it.
Order rolling_order(const Workspace& workspace, const std::string& project, const std::vector<std::string>& sources);

struct StepOutcome {
  enum class Outcome { applied, failed, not_reached };
  MigrationRef ref;
  std::string source;
  Outcome outcome = Outcome::not_reached;
  double ms = 0;
  std::string sqlstate, message;  ///< of failed: PostgreSQL's own; "" sqlstate = ours (deadline, disk cap, no script)
  std::string statement;          ///< the failing statement's text, cut at 500 bytes
  int line = 0, column = 0;       ///< in the script, 1-based, characters; 0 = not known
  std::string hint;               ///< from the SQL analysis; "" = none
  bool operator==(const StepOutcome&) const = default;
};

struct Run {
  Order order;
  bool ok = false;
  std::vector<StepOutcome> steps;            ///< one for each of the order's migrations
  std::shared_ptr<const Catalog> structure;  ///< of an ok run; null: failed
  std::string not_checked_because;  ///< not "": the machine lacks something (an extension, a role); not a failure
  std::string lacking;  ///< of that: the source whose script asked for it; "" = the target's, or no script's
  /// With --keep: the scratch database that holds what the order left, up to its failure if it failed; "" = none does,
  /// since what it left was the beginning of another order.
  std::string kept;
  bool operator==(const Run&) const = default;
};

/// What was executed, and what it proves.
struct Rehearsal {
  std::string server_version;  ///< "15.10"
  bool private_server = true;
  std::vector<Run> runs;
  std::optional<bool> order_independent;  ///< nullopt: fewer than two orders could be executed to their end
  /// Of runs that executed the same migrations in another order: the first ok one against each other one.
  struct Compared {
    std::string left, right;  ///< names of the runs
    std::vector<Difference> differences;
    bool operator==(const Compared&) const = default;
  };
  std::vector<Compared> compared;
  std::vector<NotChecked> not_checked;  ///< beside what each run says of itself
  /// Sentences: folders that have one name and several contents, of which no order can hold more than one.
  std::vector<std::string> contested;
  std::vector<KnownNeed> learned;  ///< needs that only execution showed
  /// Of the loop that corrects the plan (cli/rehearsing.hpp): how many sequences were executed, whether the last one
  /// worked to its end, and which sources stand in no order that worked.
  std::size_t sequences_tried = 0;
  bool proven = false;
  struct Blocked {
    std::string source, because, help;
    bool operator==(const Blocked&) const = default;
  };
  std::vector<Blocked> blocked;
  std::vector<Blocked> left_out;  ///< the machine lacks what they ask for: the others were executed without them
  /// With --keep on a private server: what to type before a kept database's name to look into it, and to end the
  /// server.
  std::string look, end;
  /// Nodes of the tree of orders: in all orders together, distinct, executed, databases cloned.
  std::size_t listed = 0, distinct = 0, executed = 0, cloned = 0;
  bool operator==(const Rehearsal&) const = default;
};

struct RehearseOptions {
  Secret server;                        ///< URL of a configured scratch server; empty = a private one
  std::string bin_dir;                  ///< folder of initdb and postgres; "" = found
  int prefer_major = 0;                 ///< of the databases rehearsed for; 0 = any
  std::string cache_dir;                ///< where a prepared data folder is kept; "" = no cache
  std::vector<std::string> extensions;  ///< made beforehand by us, as superuser
  std::vector<std::string> roles;       ///< made where they are missing (--create-missing-roles)
  /// By project: the `?schema=` of its database URL, which Prisma makes the whole search_path; absent = not given.
  std::map<std::string, std::string> schemas;
  bool go_on = false;  ///< --continue: after a failure go on with the next migration
  bool keep = false;   ///< leave databases (and the private server) running
  int script_deadline_ms = 60'000;
  int total_deadline_ms = 30 * 60'000;  ///< of everything that is executed on one ScratchServer
  std::uint64_t disk_cap = 4ull << 30;  ///< bytes of all scratch databases together
  /// Asked before anything is made on a configured server, while a connection of ours holds an advisory lock of `key`
  /// there: which of the sources' databases (redacted URLs) are of a server that has that lock.
  std::function<std::vector<std::string>(std::int64_t key)> databases_seeing_lock;
  /// Called before each script; may be empty. `total` grows where a beginning must be executed again.
  std::function<void(std::size_t done, std::size_t total, const std::string& migration)> progress;
};

/// A server of our own in a temporary folder, or a configured one on which only databases of our own are touched.
/// Nothing of it is left when it dies; what a killed process left is removed by the next one's start.
class ScratchServer {
 public:
  /// Throws Error: no PostgreSQL found, the server does not start, the configured one refuses or is a source's.
  explicit ScratchServer(const RehearseOptions& options);
  ~ScratchServer();
  ScratchServer(const ScratchServer&) = delete;
  ScratchServer& operator=(const ScratchServer&) = delete;

  struct Parts;
  Parts& parts() const { return *parts_; }  ///< for src/rehearse alone

 private:
  std::unique_ptr<Parts> parts_;
};

/// Executes each distinct beginning of the orders once, in databases of its own. Throws Error where the server goes
/// away.
Rehearsal rehearse(const ScratchServer& server, const std::vector<Order>& orders, const RehearseOptions& options);

/// Fills the hint of each failed step from what the SQL of all sources says. Pure; in src/analyse.
Rehearsal with_hints(Rehearsal rehearsal, const Analysis& analysis);

}  // namespace tributary
