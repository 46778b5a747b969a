// PostgreSQL cuts a longer identifier at 63 bytes with no more than a notice. Two names that differ behind the cut
// become one (42P07, 42701), and what is called by its full name elsewhere (a schema's map: attribute) is never found.
// The parser has cut it before anybody sees it: this rule reads the script's words.
#include <fmt/format.h>

#include <set>

#include "analyse/hazards.hpp"
#include "analyse/rules.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

std::vector<Hit> judge(const OwnChange& at) {
  std::vector<Hit> hits;
  std::set<std::string> said;
  for (const auto& name : at.in().script->long_identifiers) {
    if (!said.insert(name.text).second) continue;
    auto cut = name.text.substr(0, 63);
    while (!text::is_utf8(cut)) cut.pop_back();
    Hit hit;
    hit.place.line = name.line, hit.place.column = name.column;
    hit.message = fmt::format("{} has {} bytes", sql_name(name.text), name.text.size());
    hit.why = fmt::format("PostgreSQL cuts it to {} without an error.", sql_name(cut));
    hit.help =
        fmt::format("Write a name of at most 63 bytes, such as {}; in schema.prisma `map:` gives it.", sql_name(cut));
    hit.key = name.text;
    hits.push_back(std::move(hit));
  }
  return hits;
}

std::vector<Hit> look(const Analysis& analysis) {
  return script_hits(analysis, judge);
}

}  // namespace

namespace rule {
extern const Rule identifier_too_long = {"identifier-too-long",
                                         Severity::warning,
                                         Needs::own_sql,
                                         Group::hazards,
                                         {},
                                         "A name is longer than the 63 bytes that PostgreSQL keeps",
                                         look};
}
}  // namespace tributary
