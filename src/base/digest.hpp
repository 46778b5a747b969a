#pragma once
#include <string>
#include <string_view>

namespace tributary {

std::string sha256_hex(std::string_view bytes);  ///< 64 lower-case hex digits
/// The id git gives a blob of these bytes (SHA-1 object format): 40 lower-case hex digits.
std::string git_blob_id(std::string_view bytes);

}  // namespace tributary
