#pragma once
// What a pasted message is about in this repository: whose migration it names, what became of it in each database, who
// makes the object it misses.
#include <string>

#include "cli/command.hpp"

namespace tributary::cli {

/// Markdown; "" where the text names nothing that is known here, or there is no repository.
std::string told_of_here(const Session& session, const std::string& words);

/// Words that a message has between quotation marks, each once: "isPaused", "Stream".
std::vector<std::string> quoted_words(const std::string& words);

}  // namespace tributary::cli
