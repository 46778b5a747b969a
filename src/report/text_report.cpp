#include "report/json_page.hpp"
#include "report/text.hpp"

namespace tributary {

// What the page says first; the rest is status', plan's and check's to say in text.
void write_report(Page& page, const Answer& answer) {
  auto top = headline(answer);
  auto ink = [](Light light) {
    return light == Light::red ? Ink::red : light == Light::amber ? Ink::yellow : Ink::green;
  };
  page.paragraph(top.sentence, 0, {std::string(light_name(top.light)) + "  ", ink(top.light)});
  page.blank();
  for (const auto& point : top.points)
    page.paragraph(point.text, 2, {std::string(light_name(point.light)) + "  ", ink(point.light)});
  write_notes(page, answer);
}

}  // namespace tributary
