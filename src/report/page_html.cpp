#include "report/page_html.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "report/escape.hpp"
#include "report/json.hpp"
#include "report/page_files.hpp"
#include "tributary/page.hpp"
#include "tributary/timeline.hpp"

namespace tributary {
namespace {

constexpr std::size_t data_at_most = 1'700'000;  // bytes; the timeline and the page itself come on top

// Lists that grow with the product of sources and migrations; what they are cut by stands beside them.
const std::set<std::string>& long_lists() {
  static const std::set<std::string> names = {"already",     "also_in",     "applied",   "contains",  "declarations",
                                              "deploys",     "edited",      "findings",  "folded",    "interleaves",
                                              "migrations",  "missing",     "order",     "own",       "related",
                                              "stale",       "steps",       "tables",    "unapplied", "uncommitted",
                                              "not_checked", "differences", "conflicts", "sides",     "reasons"};
  return names;
}

void cut_lists(Json& node, std::size_t most) {
  std::vector<std::pair<std::string, std::size_t>> cut;
  if (node.is_object())
    for (auto& [key, value] : node.items()) {
      if (key == "grid") continue;
      if (value.is_array() && value.size() > most && long_lists().count(key)) {
        cut.emplace_back(key + "_left_out", value.size() - most);
        value.erase(value.begin() + static_cast<std::ptrdiff_t>(most), value.end());
      }
      cut_lists(value, most);
    }
  else if (node.is_array())
    for (auto& value : node) cut_lists(value, most);
  for (const auto& [key, count] : cut) node[key] = count + node.value(key, std::size_t{0});
}

// ASCII, and nothing in it that could end the element it stands in.
std::string embedded(const Json& json) {
  auto text = json.dump(-1, ' ', true);
  std::string out;
  out.reserve(text.size());
  for (char c : text)
    if (c == '<' || c == '>' || c == '&')
      out += c == '<' ? "\\u003c" : c == '>' ? "\\u003e" : "\\u0026";
    else
      out += c;
  return out;
}

Json json_of(const Answer& answer, const std::vector<Checklist>& checklists) {
  auto json = Json::parse(render_json(answer));
  json["checklists"] = Json::array();
  for (const auto& one : checklists)
    json["checklists"].push_back(Json::parse(render_checklist(one, answer.version, Format::json, {})));
  return json;
}

std::string data_of(Json json) {
  json.erase("chronology");  // the grid has it
  auto text = embedded(json);
  for (std::size_t most : {1000, 300, 100, 40, 15, 5}) {
    if (text.size() <= data_at_most) break;
    cut_lists(json, most);
    text = embedded(json);
  }
  return text;
}

std::string base64_of_hex(const std::string& hex) {
  static const char* letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0;
  int held = 0;
  auto value = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  for (char c : hex) {
    bits = (bits << 4) | value(c);
    held += 4;
    if (held >= 6) out += letters[(bits >> (held -= 6)) & 63];
  }
  if (held) out += letters[(bits << (6 - held)) & 63];
  return out + std::string((4 - out.size() % 4) % 4, '=');
}

std::string policy_hash(const std::string& text) {
  return "'sha256-" + base64_of_hex(sha256_hex(text)) + "'";
}

// {{name}} in page.html; what is put in is not looked through again.
std::string filled(const std::string& frame, const std::map<std::string, std::string>& values) {
  std::string out;
  std::size_t done = 0;
  for (auto at = frame.find("{{"); at != frame.npos; at = frame.find("{{", done)) {
    auto end = frame.find("}}", at);
    out += frame.substr(done, at - done) + values.at(frame.substr(at + 2, end - at - 2));
    done = end + 2;
  }
  return out + frame.substr(done);
}

std::string page_of(const std::string& title, const std::string& drawing, const std::string& data) {
  auto style = page_file("timeline.css") + page_file("page.css");
  const auto& script = page_file("page.js");
  auto policy = fmt::format("default-src 'none'; script-src {}; style-src {}; base-uri 'none'; form-action 'none'",
                            policy_hash(script), policy_hash(style));
  return filled(page_file("page.html"), {{"policy", policy},
                                         {"title", xml_safe(title)},
                                         {"style", style},
                                         {"timeline", drawing},
                                         {"data", data},
                                         {"script", script}});
}

}  // namespace

std::string render_html(const Answer& answer, const std::vector<Checklist>& checklists) {
  return page_of("Migrations into " + printable(answer.analysis.workspace.target.name), svg(timeline(answer), false),
                 data_of(json_of(answer, checklists)));
}

std::string render_report(const Answer& answer, const std::vector<Checklist>& checklists, Format format,
                          const Style& style) {
  if (format == Format::html) return render_html(answer, checklists);
  if (format == Format::json) return dump(json_of(answer, checklists));
  return render(answer, format, style);
}

std::string render_html_error(const Error& error) {
  return page_of("tributary could not run", "", embedded(Json::parse(render_json_error(error))));
}

}  // namespace tributary
