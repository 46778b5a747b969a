#pragma once
// What committed merges have lost, merge by merge, as rules report it.
#include <string>
#include <vector>

#include "analyse/walk.hpp"

namespace tributary {

/// All that one merge lost of one of its sides, of one kind, in one project.
struct PastMergeLoss {
  Spot spot;                            ///< source and project whose history holds the merge; migration is null
  std::vector<const PastLoss*> losses;  ///< never empty
  const PastLoss& first() const { return *losses.front(); }
};

enum class Lost { declarations, migrations };
std::vector<PastMergeLoss> past_merge_losses(const Analysis& analysis, Lost what);

/// "merge 1a2b3c4d5e6f (Merge branch 'epic-4')"
std::string merge_title(const PastLoss& loss);

/// A finding about it without message and help.
Hit past_hit(const PastMergeLoss& loss);

}  // namespace tributary
