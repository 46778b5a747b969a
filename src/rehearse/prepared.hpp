#pragma once
// The data folder a private server starts from: made by initdb once, then copied.
#include <string>

#include "rehearse/binaries.hpp"
#include "rehearse/launch.hpp"

namespace tributary::scratch {

/// Makes `folder`/data and returns the superuser's password. A copy of what initdb made is kept in `cache_dir` ("" =
/// nowhere), one for each server version, account and set of flags, and used the next time. Throws Error where initdb
/// fails.
std::string prepare_data(const Binaries& binaries, const Account& account, const std::string& folder,
                         const std::string& cache_dir);

/// Where a prepared folder turns out not to start.
void forget_prepared(const Binaries& binaries, const Account& account, const std::string& cache_dir);

/// For its account's eyes only (mode 0600). Throws Error.
void write_private_file(const std::string& path, const std::string& text, const Account& account);

/// 32 hex digits from the system's random numbers.
std::string random_word();

}  // namespace tributary::scratch
