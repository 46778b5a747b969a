#pragma once
// A declaration that one side moved to another file is followed there by what the other side did to it.
#include "psl/merge_files.hpp"

namespace tributary::psl {

/// Moves in base and in the other side what one side alone moved to another file and the other changed where it was,
/// so that the files can be merged one by one.
void follow_moves(Files& base, Files& ours, Files& theirs);

/// The last of the files but `but` that declares it; "" = none.
std::string file_of(const Files& files, const std::string& declaration, const std::string& but = {});

}  // namespace tributary::psl
