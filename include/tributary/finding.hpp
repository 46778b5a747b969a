#pragma once
#include <string>
#include <vector>

#include "tributary/rule_topics.hpp"

namespace tributary {

enum class Severity { off, info, warning, error };

/// Where a finding's reader should look.
struct Place {
  std::string source, project, migration;  ///< each may be empty
  std::string file;                        ///< relative to the source's root, with `/`; "" = none
  int line = 0, column = 0;                ///< 1-based; 0 = none; column counts characters
  std::string commit;
  bool operator==(const Place&) const = default;
};

/// What a rule reports. analyse() makes a Finding of it, so a rule cannot misname itself or set its severity.
struct Hit {
  Place place;
  std::string message;         ///< one sentence, names the thing
  std::string why;             ///< why it matters, one or two sentences
  std::string help;            ///< the next command to type, or the change to make
  std::string sqlstate;        ///< what PostgreSQL says where the statement fails on it: "23502"; "" = it does not fail
  std::vector<Place> related;  ///< the other branch's place
  std::string database;        ///< Database::id; "" = none
  std::string subject;         ///< of a clash of two sources: what both are at, `table "A"`, in words; "" = no clash
  std::string key;  ///< what makes this hit itself across runs beside rule, project and migration; no line numbers
  bool counts_for_earlier_as_warning = false;  ///< conflicts: a warning where place.source is the earlier of the pair
  Severity at_most = Severity::error;          ///< lowers the rule's severity for this one hit
  Severity at_least = Severity::off;           ///< raises it (out-of-sequence with a hard need)
  bool operator==(const Hit&) const = default;
};

struct Finding {
  std::string rule;
  About about;  ///< the rule, as its card says
  Severity severity = Severity::error;
  std::string message, why, help;
  Place place;
  std::vector<Place> related;
  std::string database;
  std::string subject;      ///< as Hit says
  std::string fingerprint;  ///< 16 hex, stable while rule, project, migration and key stay
  bool operator==(const Finding&) const = default;
};

/// A rule that could not look. Unknown is not clean.
struct NotChecked {
  std::string rule, source, because;
  About about = {};  ///< the rule, as its card says
  auto operator<=>(const NotChecked&) const = default;
};

const char* severity_name(Severity severity);  ///< "off", "info", "warning", "error"

}  // namespace tributary
