#pragma once
// The text of the shell stubs. POSIX sh, no program but git's own environment before our binary is needed.
#include <string>
#include <string_view>
#include <vector>

namespace tributary {

std::string hook_stub(const std::string& hook, const std::string& binary);
bool is_stub(std::string_view bytes);           ///< carries our marker
bool is_unedited_stub(std::string_view bytes);  ///< and its checksum fits
std::string uninstaller_script(const std::string& hooks_folder, const std::vector<std::string>& hooks);

}  // namespace tributary
