#pragma once
// "-- tributary: allow RULE because …" in scripts: what each comment takes out of the report, and what it does not.
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analyse/walk.hpp"

namespace tributary {

/// One comment in one source's script. A comment before the first statement stands for the whole script; else it stands
/// for the statement it is in, beside or before.
struct CommentUse {
  Spot spot;
  const Suppression* comment = nullptr;
  int first_line = 0, last_line = 0;  ///< of the statement; 0 = the whole script, or no statement follows
  std::vector<Severity> took;         ///< of the findings it took out
};

struct SuppressionsUsed {
  std::vector<CommentUse> comments;
  std::vector<std::size_t> allowed;                           ///< findings that each entry of Policy::allow took out
  std::set<std::pair<std::string, std::string>> not_checked;  ///< rule and source; source "" = all

  /// Whether a finding of the rule in that source would have been seen, were there one: it is on, it could look, and
  /// nothing outside of the script (another branch, rows of a database) decides.
  bool would_show(const Analysis& analysis, const std::string& rule, const std::string& source) const;
};

/// May be allowed by a comment: every rule but those about suppressions.
bool can_be_allowed_in_sql(const Rule& rule);
/// True where a comment before the first statement allows the rule, with a reason.
bool allows_as_a_whole(const Analysis& analysis, const Migration* migration, const std::string& rule);

/// The allow-list or such a comment takes what the rule says of this migration as a whole.
bool is_allowed(const Analysis& analysis, const Spot& spot, const std::string& rule);

/// Takes findings out of the report, and remembers which comment or entry did.
class Suppressions {
 public:
  explicit Suppressions(const Analysis& analysis);
  /// By the allow-list or by a comment. `severity` is the finding's.
  bool take(const Rule& rule, const Hit& hit, Severity severity);
  const SuppressionsUsed& used(const std::vector<NotChecked>& not_checked);

 private:
  bool take_by_policy(const Rule& rule, const Place& place);
  bool take_by_comment(const Rule& rule, const Place& place, Severity severity);

  const Analysis& analysis_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<std::size_t>> at_;  // source, project, name
  SuppressionsUsed used_;
};

}  // namespace tributary
