#pragma once
// Whose a row is, in words a team knows.
#include "tributary/ledger.hpp"

namespace tributary::ledger {

/// Fills owner, also_in and content_matches; an owner whose script has the row's checksum goes before others.
void name_owner(MissingRow& row, const Owners& owners);

/// The first owner of `migration` whose script has that checksum; null: nobody.
const Owner* holder_of(const std::string& migration, const std::string& checksum, const Owners& owners);

/// "epic-3", "origin/epic-3", or "" where no owner is known.
std::string owner_label(const MissingRow& row);

/// A full ref name as people write it: refs/heads/x -> x, refs/remotes/origin/x -> origin/x.
std::string short_ref(const std::string& ref);

/// "4 rows of epic-3 and 1 row of epic-4", the unknown ones last: "2 rows of no known branch".
std::string rows_by_owner(const std::vector<MissingRow>& rows);

/// "1 row", "2 rows"; "a, b and c".
std::string counted(std::size_t count, const std::string& noun);
std::string listed(const std::vector<std::string>& words);

}  // namespace tributary::ledger
