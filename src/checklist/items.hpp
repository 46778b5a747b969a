#pragma once
// How an item comes to its state.
#include <string>
#include <vector>

#include "tributary/checklist.hpp"

namespace tributary::checklist {

/// What the lists are made of.
struct Desk {
  const Analysis& analysis;
  const ChecklistQuestion& question;
};

ChecklistItem item(const std::string& id, const std::string& title);

/// Findings of the question's verdict that are of one of `groups` or about one of `topics`, and about none of
/// `but_not`.
struct Wanted {
  std::vector<Group> groups = {};
  Topics topics = {}, but_not = {};
  std::string database = {};  ///< findings of other databases are not of it; "" = of any
};
std::vector<const Finding*> findings(const Desk& desk, const Wanted& wanted);
/// Why rules of `wanted` could not look, each reason once with how many rules it stopped.
std::vector<std::string> not_looked(const Desk& desk, const Wanted& wanted);

/// Errors fail, warnings are for a person, rules that could not look leave it not checked; else done with `otherwise`.
void judge(ChecklistItem& item, const Desk& desk, const Wanted& wanted, const std::string& otherwise);

/// Only a person knows: `evidence` says what there is to say about it.
ChecklistItem asked(const std::string& id, const std::string& title, const std::string& evidence,
                    const std::vector<std::string>& next = {});

/// An item for each of the team's commands at that time; and for `standing` ids that the team named no command for, an
/// item for a person.
struct Standing {
  std::string id, title;
};
std::vector<ChecklistItem> command_items(const Desk& desk, TeamCommand::When when,
                                         const std::vector<Standing>& standing);

ChecklistItem backup_item(const Desk& desk, const std::vector<std::string>& databases);
ChecklistItem way_back_item(const Desk& desk, const std::vector<std::string>& databases, const std::string& otherwise);
ChecklistItem drift_documented(const Desk& desk);

/// Whether nobody asked a database at all. Of `databases` that did not answer it says so, and leaves the item not
/// checked unless it fails: they have no rows, so that none of what is judged by rows is done.
bool not_asked(ChecklistItem& item, const Desk& desk, const std::vector<std::string>& databases);
/// Whether the ledger was read.
bool answers(const History* history);
/// What a ledger says of its folder, in the forecasts' words: fails where a row failed, an applied script was changed
/// or Prisma stops, is not checked where the ledger was not read.
void judge_ledger(ChecklistItem& item, const History& history);
/// What is typed for the folder that the history is of to be deployed; nothing where that is not said in lines.
std::vector<std::string> deploy_lines(const Desk& desk, const History& history);

const Database* database_of(const Analysis& analysis, const std::string& id);
/// Ids of the databases that these sources' projects point at.
std::vector<std::string> databases_of(const Analysis& analysis, const std::vector<std::string>& sources);
std::string newest_row(const Database& database);  ///< when its ledger last changed; "" = never

std::string counted(std::size_t number, const std::string& one, const std::string& many = {});
std::string listed(const std::vector<std::string>& names, std::size_t most = 6);
std::string short_commit(const std::string& commit);
/// "2025-10-17 09:12 UTC" of a ledger's time.
std::string minute(const std::string& iso);
std::string iso_time(std::int64_t seconds);  ///< as a ledger writes it

std::vector<ChecklistItem> before_merge(const Desk& desk);
std::vector<ChecklistItem> after_merge(const Desk& desk);
std::vector<ChecklistItem> deployment(const Desk& desk);
std::vector<ChecklistItem> weekly(const Desk& desk);

}  // namespace tributary::checklist
