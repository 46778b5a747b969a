#include "prisma/names.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <string_view>

namespace tributary::prisma {
namespace {

// ICU root collation of printable ASCII: primary weights by position; letters weigh the same in both cases.
constexpr std::string_view ascii_order = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$0123456789";

constexpr std::array<int, 256> primary_weights() {
  std::array<int, 256> weights{};
  for (int c = 0; c < 256; ++c) weights[c] = c < 0x20 ? 0 : 1000 + c;  // outside ASCII: after all letters
  int next = 1;
  for (char c : ascii_order) weights[static_cast<unsigned char>(c)] = next++;
  for (int i = 0; i < 26; ++i) weights['a' + i] = weights['A' + i] = next + i;
  return weights;
}
constexpr auto weights = primary_weights();

bool digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::int64_t> moment(const std::string& d) {
  auto number = [&](std::size_t at, std::size_t length) {
    int value = 0;
    for (std::size_t i = at; i < at + length; ++i) value = value * 10 + (d[i] - '0');
    return value;
  };
  namespace ch = std::chrono;
  ch::year_month_day day{ch::year(number(0, 4)), ch::month(static_cast<unsigned>(number(4, 2))),
                         ch::day(static_cast<unsigned>(number(6, 2)))};
  int hour = number(8, 2), minute = number(10, 2), second = number(12, 2);
  if (!day.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return ch::sys_days(day).time_since_epoch() / ch::seconds(1) + hour * 3600 + minute * 60 + second;
}

}  // namespace

NameParts take_apart(const std::string& name) {
  NameParts parts;
  std::size_t digits = 0;
  while (digits < name.size() && digit(name[digits])) ++digits;
  parts.digits = name.substr(0, digits);
  auto rest = name.substr(digits);
  if (digits > 0 && !rest.empty() && (rest[0] == '_' || rest[0] == '-' || rest[0] == ' ')) rest.erase(0, 1);
  parts.description = rest;
  parts.well_formed = digits == 14 && name.size() > 15 && name[14] == '_';
  if (digits == 14) parts.at = moment(parts.digits);
  return parts;
}

bool is_numbered(const std::string& name) {
  std::size_t digits = 0;
  while (digits < name.size() && digit(name[digits])) ++digits;
  if (digits == 0) return false;
  return digits == 14 || digits == name.size() || name[digits] == '_' || name[digits] == '-' || name[digits] == ' ';
}

std::string next_number(std::string digits) {
  for (auto at = digits.size(); at-- > 0;) {
    if (digits[at] != '9') {
      ++digits[at];
      return digits;
    }
    digits[at] = '0';
  }
  return '1' + digits;
}

std::string stamp_text(std::int64_t seconds) {
  namespace ch = std::chrono;
  ch::sys_seconds at{ch::seconds(seconds)};
  auto days = ch::floor<ch::days>(at);
  ch::year_month_day date(days);
  ch::hh_mm_ss time(at - days);
  char out[48];
  std::snprintf(out, sizeof out, "%04d%02u%02u%02d%02d%02d", int(date.year()), unsigned(date.month()),
                unsigned(date.day()), int(time.hours().count()), int(time.minutes().count()),
                int(time.seconds().count()));
  return out;
}

bool byte_less(const std::string& a, const std::string& b) {
  return a < b;
}

bool locale_less(const std::string& a, const std::string& b) {
  auto weight = [](char c) { return weights[static_cast<unsigned char>(c)]; };
  std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i)
    if (weight(a[i]) != weight(b[i])) return weight(a[i]) < weight(b[i]);
  if (a.size() != b.size()) return a.size() < b.size();
  for (std::size_t i = 0; i < common; ++i)
    if (a[i] != b[i]) return a[i] > b[i];  // lower case before upper case, the first difference decides
  return false;
}

bool order_is_certain(const std::string& name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return c >= 0x20 && c <= 0x7e; });
}

bool listed_before(const std::string& a, const std::string& b, const PrismaVersion& version) {
  return version.major > 6 || (version.major == 6 && version.minor >= 6) ? locale_less(a, b) : byte_less(a, b);
}

std::vector<const Migration*> listing(const MigrationsFolder& folder, const PrismaVersion& version) {
  std::vector<const Migration*> out;
  for (const auto& migration : folder.migrations) out.push_back(&migration);
  std::stable_sort(out.begin(), out.end(),
                   [&](const Migration* a, const Migration* b) { return listed_before(a->name, b->name, version); });
  return out;
}

const Migration* newest_numbered(const MigrationsFolder& folder, const PrismaVersion& version) {
  const Migration* last = nullptr;
  for (const auto& migration : folder.migrations)
    if (is_numbered(migration.name) && (!last || listed_before(last->name, migration.name, version))) last = &migration;
  return last;
}

}  // namespace tributary::prisma
