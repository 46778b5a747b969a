#include "ledger/owners.hpp"

#include <algorithm>

#include "prisma/script.hpp"

namespace tributary::ledger {
namespace {

std::string label(const Owner& owner) {
  return owner.source.empty() ? short_ref(owner.ref) : owner.source;
}

void add_once(std::vector<std::string>& words, const std::string& word, const std::string& except) {
  if (!word.empty() && word != except && std::find(words.begin(), words.end(), word) == words.end())
    words.push_back(word);
}

}  // namespace

std::string short_ref(const std::string& ref) {
  for (const char* prefix : {"refs/heads/", "refs/remotes/", "refs/tags/"})
    if (ref.starts_with(prefix)) return ref.substr(std::string(prefix).size());
  return ref;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i)
    out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  return out;
}

const Owner* holder_of(const std::string& migration, const std::string& checksum, const Owners& owners) {
  auto found = owners.find(migration);
  if (found == owners.end()) return nullptr;
  for (const auto& owner : found->second)
    if (prisma::checksum_matches(owner.checksums, checksum)) return &owner;
  return nullptr;
}

void name_owner(MissingRow& row, const Owners& owners) {
  auto found = owners.find(row.migration);
  if (found == owners.end() || found->second.empty()) return;
  const Owner* match = holder_of(row.migration, row.checksum, owners);
  row.content_matches = match != nullptr;
  row.owner = match ? *match : found->second.front();
  auto name = label(*row.owner);
  for (const auto& other : row.owner->also_in) add_once(row.also_in, other, name);
  for (const auto& other : found->second) add_once(row.also_in, label(other), name);
}

std::string owner_label(const MissingRow& row) {
  if (row.owner) return label(*row.owner);
  return row.taken_out_by.empty() ? "" : "the target's past";
}

std::string rows_by_owner(const std::vector<MissingRow>& rows) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  std::size_t nobodys = 0;
  for (const auto& row : rows) {
    auto name = owner_label(row);
    if (name.empty()) {
      ++nobodys;
      continue;
    }
    auto at = std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == name; });
    if (at == counts.end())
      counts.emplace_back(name, 1);
    else
      ++at->second;
  }
  std::vector<std::string> parts;
  for (const auto& count : counts) parts.push_back(counted(count.second, "row") + " of " + count.first);
  if (nobodys > 0) parts.push_back(counted(nobodys, "row") + " of no known branch");
  return listed(parts);
}

}  // namespace tributary::ledger
