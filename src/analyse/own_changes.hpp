#pragma once
// Own migrations held against what was there before them.
#include <string>
#include <unordered_map>
#include <vector>

#include "analyse/fold.hpp"
#include "tributary/analyse.hpp"

namespace tributary {

/// `targets` are the target's migrations, folded, by project. Equal lists of own migrations are read once, however many
/// sources have them.
std::vector<OwnMigrations> own_changes(const Workspace& workspace, const ChangesByBlob& changes,
                                       const std::unordered_map<std::string, Folding>& targets);

/// `own` creates the table or type although what lies below has it: the statement fails, so that nothing of it nor
/// behind it meets rows.
bool made_over(const Folding& own, const std::string& key);

/// Scripts that were read, in this order, each change with what it meets over `below`.
std::vector<OwnScript> scripts_of(const std::vector<const Migration*>& migrations, const ChangesByBlob& changes,
                                  const Folding* below);

}  // namespace tributary
