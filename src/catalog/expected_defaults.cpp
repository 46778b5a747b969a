#include "catalog/expected_defaults.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/text.hpp"
#include "catalog/expected_json.hpp"
#include "catalog/expected_types.hpp"

namespace tributary::catalog {
namespace {

std::string hex_of_base64(const std::string& base64) {
  static const std::string letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static const char* digits = "0123456789abcdef";
  std::string hex;
  unsigned gathered = 0;
  int bits = 0;
  for (char c : base64) {
    auto value = letters.find(c);
    if (value == letters.npos) break;
    gathered = (gathered << 6 | static_cast<unsigned>(value)) & 0xFFFF;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    hex += digits[gathered >> (bits + 4) & 15];
    hex += digits[gathered >> bits & 15];
  }
  return hex;
}

// 2020-01-01T01:02:03.456+02:00 as Prisma writes it into SQL: 2020-01-01 01:02:03.456 +02:00
std::string moment_text(std::string moment) {
  if (moment.size() < 11) return moment;
  if (moment[10] == 'T') moment[10] = ' ';
  if (moment.back() == 'Z') return moment.substr(0, moment.size() - 1) + " +00:00";
  auto zone = moment.find_first_of("+-", 11);
  return zone == moment.npos || moment[zone - 1] == ' ' ? moment : moment.insert(zone, " ");
}

Family family_of_scalar(const std::string& scalar) {
  if (scalar.empty()) return Family::enumeration;
  auto type = scalar_type(scalar);
  return type ? type->family : Family::text;
}

Default value_of(const Expression& value, Family family) {
  Default out{Default::Kind::value, family, value.text, {}};
  if (family == Family::bytes) out.text = hex_of_base64(value.text);
  if (family == Family::date_time) out.text = moment_text(value.text);
  return out;
}

// The same digits with the point where the exponent puts it: 1.5e-3 is 0.0015. An exponent that no column could hold
// stays.
std::string without_exponent(const std::string& number) {
  auto e = number.find_first_of("eE");
  if (e == number.npos) return number;
  int exponent = 0;
  const char* begin = number.data() + e + 1 + (number.compare(e + 1, 1, "+") == 0);
  auto [end, failed] = std::from_chars(begin, number.data() + number.size(), exponent);
  bool whole = failed == std::errc() && end == number.data() + number.size();
  if (!whole || std::abs(exponent) > 1000) return number;
  auto point = std::min(number.find('.'), e);
  auto digits = text::replace_all(number.substr(0, e), ".", "");
  auto places = static_cast<int>(point) + exponent;
  if (places <= 0) digits.insert(0, static_cast<std::size_t>(1 - places), '0');
  places = std::max(places, 1);
  if (static_cast<std::size_t>(places) > digits.size()) digits.resize(static_cast<std::size_t>(places), '0');
  return digits.insert(static_cast<std::size_t>(places), ".");
}

// "+007.50" and "7.5" are one number, and so are "-1e-5" and "-0.00001".
std::string plain_number(std::string number) {
  bool negative = number.starts_with('-');
  if (negative || number.starts_with('+')) number.erase(0, 1);
  number = without_exponent(number);
  number.erase(0, std::min(number.find_first_not_of('0'), number.size()));
  if (number.find('.') != number.npos) {
    while (number.ends_with('0')) number.pop_back();
    if (number.ends_with('.')) number.pop_back();
  }
  if (number.empty() || number[0] == '.') number.insert(0, "0");
  return negative && number != "0" ? "-" + number : number;
}

bool is_text(Family family) {
  return family == Family::text || family == Family::enumeration;
}

bool same_value(const Default& have, const Default& want) {
  bool one_json = have.family == Family::json || want.family == Family::json;
  auto text_or_json = [](Family family) { return family == Family::json || family == Family::text; };
  if (one_json && text_or_json(have.family) && text_or_json(want.family)) return same_json(have.text, want.text);
  if (have.family == Family::date_time || want.family == Family::date_time) return true;
  if (is_text(have.family) && is_text(want.family)) return have.text == want.text;
  if (have.family != want.family) return false;
  bool number = have.family == Family::integer || have.family == Family::real;
  return number ? plain_number(have.text) == plain_number(want.text) : have.text == want.text;
}

bool same_items(const std::vector<Default>& have, const std::vector<Default>& want) {
  if (have.size() != want.size()) return false;
  for (std::size_t i = 0; i < have.size(); ++i) {
    // Of an array the server prints bytes as text: \x68656c
    bool printed_bytes = want[i].family == Family::bytes && is_text(have[i].family);
    if (printed_bytes ? have[i].text != "\\x" + want[i].text : !same_value(have[i], want[i])) return false;
  }
  return true;
}

std::string quoted_text(const std::string& text) {
  return "'" + text::replace_all(text, "'", "''") + "'";
}

std::string value_sql(const Default& value) {
  switch (value.family) {
    case Family::integer:
    case Family::real:
    case Family::boolean:
      return value.text;
    case Family::bytes:
      return "'\\x" + value.text + "'";
    default:
      return quoted_text(value.text);
  }
}

}  // namespace

Default declared_default(const Expression& value, const std::string& scalar) {
  using Kind = Default::Kind;
  if (value.kind == Expression::Kind::call) {
    if (value.text == "now") return {Kind::now, Family::date_time, "", {}};
    if (value.text == "autoincrement" || value.text == "sequence") return {Kind::sequence, Family::integer, "", {}};
    if (value.text != "dbgenerated") return {};
    return {Kind::generated, Family::text, value.parts.empty() ? "" : value.parts[0].value.text, {}};
  }
  auto family = family_of_scalar(scalar);
  if (value.kind != Expression::Kind::list) return value_of(value, family);
  Default list{Kind::list, family, "", {}};
  for (const auto& part : value.parts) list.items.push_back(value_of(part.value, family));
  return list;
}

bool same_default(const Default& have, const Type& have_type, const Default& want, const Type& want_type) {
  using Kind = Default::Kind;
  bool moments = have_type.family == Family::date_time || want_type.family == Family::date_time;
  bool list_and_expression = (have.kind == Kind::generated && want.kind == Kind::list) ||
                             (have.kind == Kind::list && want.kind == Kind::generated);
  if (list_and_expression && moments) return true;
  if (want.kind == Kind::sequence) return true;  // whether a sequence fills it is compared by itself
  if (want.kind == Kind::generated && want.text.empty()) return true;
  if (have.kind == Kind::sequence) return want.kind == Kind::none;
  if (have.kind == Kind::none) return want.kind == Kind::none;
  if (want.kind == Kind::value && want.family == Family::date_time) return true;
  if (have.kind != want.kind) return false;
  if (have.kind == Kind::list) return same_items(have.items, want.items);
  if (have.kind == Kind::value) return same_value(have, want);
  return have.kind == Kind::now || text::lower(have.text) == text::lower(want.text);
}

std::string default_sql(const Default& wanted, const Type& type, const std::string& default_schema) {
  switch (wanted.kind) {
    case Default::Kind::none:
    case Default::Kind::sequence:
      return "";
    case Default::Kind::now:
      return "CURRENT_TIMESTAMP";
    case Default::Kind::generated:
      return wanted.text;
    case Default::Kind::value:
      return value_sql(wanted);
    case Default::Kind::list:
      break;
  }
  std::vector<std::string> items;
  for (const auto& item : wanted.items) items.push_back(value_sql(item));
  return "ARRAY[" + text::join(items, ", ") + "]::" + type_sql(type, false, default_schema);
}

}  // namespace tributary::catalog
