#pragma once
// What differs between the versions of Prisma Migrate that tributary follows (5, 6 and 7).
#include <optional>
#include <string>

#include "tributary/workspace.hpp"

namespace tributary::prisma {

/// "6.19.0", "^6.6", "~7", ">=5.2 <6", "v6.1.0-dev.3" -> the lowest version it allows; nullopt: no number in it
/// ("latest", "*").
std::optional<PrismaVersion> parse_version(const std::string& text, const std::string& from);
/// The version assumed where nothing tells: the newest 7.
PrismaVersion newest_known();

bool at_least(const PrismaVersion& version, int major, int minor);
inline bool lists_by_locale(const PrismaVersion& v) {
  return at_least(v, 6, 6);
}  ///< localeCompare, else bytes
inline bool decodes_invalid_utf8(const PrismaVersion& v) {
  return at_least(v, 6, 6);
}  ///< else such a script is unreadable
inline bool ignores_rolled_back(const PrismaVersion& v) {
  return at_least(v, 7, 9);
}  ///< status and "edited"
inline bool reads_env_files(const PrismaVersion& v) {
  return v.major < 7;
}  ///< v6: only without a config file
inline bool reads_package_json(const PrismaVersion& v) {
  return v.major < 7;
}
inline bool url_in_schema(const PrismaVersion& v) {
  return v.major < 7;
}
inline bool has_config_file(const PrismaVersion& v) {
  return at_least(v, 6, 4);
}
/// How a script is sent: one statement after the other, each committed by itself, else the whole as one implicit
/// transaction. Where the engine cannot split a script it goes as a whole all the same.
inline bool sends_statements(const PrismaVersion& v) {
  return at_least(v, 7, 4);
}
/// The same in the shadow database of `migrate dev` and `migrate diff`.
inline bool shadow_sends_statements(const PrismaVersion& v) {
  return at_least(v, 7, 8);
}
/// `migrate diff` takes the shadow database from the config only.
inline bool shadow_only_in_config(const PrismaVersion& v) {
  return v.major >= 7;
}
/// Whose schema language tributary follows: that of 6 and 7, and 3 to 5 as 6, which takes what they took but for words.
inline bool schema_is_known(const PrismaVersion& v) {
  return v.major >= 3 && v.major <= 7;
}
/// Other than the engines that were looked at (6.19, 7.9): it may know words that they do not.
inline bool may_know_other_words(const PrismaVersion& v) {
  if (v.major < 6) return true;
  return v.major == 6 ? at_least(v, 6, 20) : at_least(v, 7, 10);
}
std::string version_text(const PrismaVersion& version);  ///< "6.19.0"

}  // namespace tributary::prisma
