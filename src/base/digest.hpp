#pragma once
#include <string>
#include <string_view>

namespace tributary {

std::string sha256_hex(std::string_view bytes);  ///< 64 lower-case hex digits
/// Of what text::replace_all would return, without holding it: scripts of a hundred megabytes are hashed in three
/// forms.
std::string sha256_hex_replacing(std::string_view bytes, std::string_view what, std::string_view with);
/// The id git gives a blob of these bytes (SHA-1 object format): 40 lower-case hex digits.
std::string git_blob_id(std::string_view bytes);

}  // namespace tributary
