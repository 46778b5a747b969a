// Any bytes: the tree prints them back, its ranges lie inside the text, and what is built on it ends.
#include <cstdint>
#include <cstdlib>

#include "psl/merge.hpp"
#include "psl/outline.hpp"
#include "psl/tree.hpp"

using namespace tributary::psl;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string text(reinterpret_cast<const char*>(data), size);
  SyntaxTree tree(text);
  if (tree.print() != text) std::abort();
  for (const auto& problem : tree.problems())
    if (problem.at > text.size()) std::abort();
  merge_damage(text);
  outline(text);
  return 0;
}
