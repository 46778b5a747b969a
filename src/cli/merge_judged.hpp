#pragma once
#include <string>

#include "cli/command.hpp"
#include "tributary/collect.hpp"

namespace tributary::cli {

/// What the hook would say of a merge of `incoming` into `root` that leaves `result`: a tree, INDEX, or "" where a
/// person will have to resolve it. `decided`: a person has resolved what conflicted.
Answer judged_in(const Session& session, const std::string& root, const Target& target, const Incoming& incoming,
                 const std::string& result, bool decided);

}  // namespace tributary::cli
