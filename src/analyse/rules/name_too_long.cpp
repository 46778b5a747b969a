// The ledger's migration_name is VARCHAR(255), counted in characters: a longer name makes the INSERT fail with 22001,
// before the script runs. File systems allow 255 bytes (Linux) in one name, so a folder with a longer one cannot be
// checked out.
#include <fmt/format.h>

#include <algorithm>

#include "analyse/rules.hpp"
#include "analyse/walk.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t limit = 255;

std::size_t characters(const std::string& name) {
  auto decoded = text::to_utf8(name);
  return static_cast<std::size_t>(std::count_if(decoded.begin(), decoded.end(),
                                                [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string shortened(std::string name) {
  name.resize(100);
  while (!text::is_utf8(name)) name.pop_back();
  return name;
}

std::vector<Hit> look(const Analysis& analysis) {
  std::vector<Hit> hits;
  for (const auto& spot : answerable(analysis)) {
    const auto& name = spot.migration->name;
    if (name.size() <= limit) continue;
    Hit hit;
    hit.place = place_of(spot);
    auto count = characters(name);
    hit.message = fmt::format("{}… is {} characters ({} bytes) long; the limit is {}", shortened(text::to_utf8(name)),
                              count, name.size(), limit);
    hit.why = count > limit
                  ? "The ledger's column holds 255 characters: Prisma fails with 22001 before it runs the script."
                  : "File systems hold 255 bytes in one name: the folder cannot be checked out.";
    hit.help = rename_help(analysis, spot, shortened(text::to_utf8(name)));
    hits.push_back(hit);
  }
  return hits;
}

}  // namespace

namespace rule {
extern const Rule name_too_long = {"name-too-long",
                                   Severity::error,
                                   Needs::nothing,
                                   Group::names,
                                   {},
                                   "A migration's name does not fit the ledger or a file system",
                                   look};
}
}  // namespace tributary
