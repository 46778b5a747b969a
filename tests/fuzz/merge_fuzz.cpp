// Three texts between bytes that no schema has: the laws of the merge, and no version kills it.
#include <cstdint>
#include <cstdlib>

#include "psl/merge.hpp"

using namespace tributary::psl;

namespace {

constexpr char separator = '\x1E';

std::string take_text(std::string_view& bytes) {
  auto end = bytes.find(separator);
  std::string text(bytes.substr(0, end));
  bytes.remove_prefix(end == bytes.npos ? bytes.size() : end + 1);
  return text;
}

void require(bool law) {
  if (!law) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto base = take_text(bytes), ours = take_text(bytes), theirs = take_text(bytes);
  require(merge(base, ours, base).text == ours);
  require(merge(base, base, theirs).text == theirs);
  require(merge(base, ours, ours).text == ours);
  auto merged = merge(base, ours, theirs);
  if (merged.conflicts.empty()) merge_damage(merged.text);
  lost_declarations({base}, {ours}, {theirs}, {merged.text});
  return 0;
}
