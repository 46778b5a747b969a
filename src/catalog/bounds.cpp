#include "catalog/bounds.hpp"

#include <algorithm>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <vector>

namespace tributary {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.-") == std::string::npos;
}

bool is_counted(const std::string& text) {
  return !text.empty() && text.front() != '0' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// nullopt: the texts do not tell. Thousands of partitions are held against each other, so the plain case comes first.
std::optional<bool> less(const std::string& a, const std::string& b) {
  if (a == b) return false;
  if (is_counted(a) && is_counted(b)) return a.size() != b.size() ? a.size() < b.size() : a < b;
  if (a == "minvalue" || b == "maxvalue") return true;
  if (b == "minvalue" || a == "maxvalue") return false;
  if (is_number(a) && is_number(b)) return std::atof(a.c_str()) < std::atof(b.c_str());
  // Dates and the like of one form sort as texts.
  bool texts = a.starts_with('\'') && b.starts_with('\'') && a.size() == b.size();
  return texts ? std::optional(a < b) : std::nullopt;
}

std::optional<bool> less(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    return less(a[i], b[i]);
  }
  return false;
}

}  // namespace

bool overlap(const PartitionBound& bound, const PartitionBound& other) {
  if (bound.is_default || other.is_default) return bound.is_default && other.is_default;
  for (const auto& value : bound.in)
    if (std::find(other.in.begin(), other.in.end(), value) != other.in.end()) return true;
  if (bound.modulus > 0 && other.modulus > 0) {
    // Rows whose hash leaves both remainders: some, where these are alike by what the moduli share.
    auto shared = std::gcd(bound.modulus, other.modulus);
    return bound.remainder % shared == other.remainder % shared;
  }
  if (bound.from.empty() || other.from.empty()) return false;
  return less(bound.from, other.to).value_or(false) && less(other.from, bound.to).value_or(false);
}

}  // namespace tributary
