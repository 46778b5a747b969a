#include <unistd.h>

#include <iostream>
#include <iterator>
#include <memory>

#include "base/nearest.hpp"
#include "base/text.hpp"
#include "cli/command_line.hpp"
#include "cli/explain_here.hpp"
#include "cli/pages.hpp"
#include "prisma/url.hpp"
#include "tributary/error.hpp"

namespace tributary::cli {
namespace {

struct ExplainArgs {
  std::vector<std::string> words;
};

std::vector<Page> all_pages() {
  std::vector<Page> pages;
  for (const auto& embedded : embedded_pages()) pages.push_back(read_page(embedded));
  return pages;
}

std::string asked(const ExplainArgs& args) {
  if (args.words.size() == 1 && args.words[0] == "-")
    return {std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>()};
  return text::join(args.words, " ");
}

[[noreturn]] void nothing_fits(const std::vector<Page>& pages, const std::string& words) {
  std::vector<std::string> ids;
  for (const auto& page : pages) ids.push_back(page.help.id);
  auto meant = text::nearest(text::lower(words), ids);
  auto shown = prisma::without_secrets(words);  // a pasted message may hold a URL
  throw Error("nothing is known about: " + (shown.size() > 200 ? shown.substr(0, 200) + "…" : shown), "",
              meant.empty() ? "tributary explain lists what is" : "did you mean '" + meant + "'?");
}

int explain(const Session& session, const ExplainArgs& args) {
  auto pages = all_pages();
  auto words = asked(args);
  auto style = session.ui.style();
  if (text::trim(words).empty()) {
    std::vector<HelpPage> list;
    for (const auto& page : pages) list.push_back(page.help);
    return session.ui.print(render_page_list(list, TRIBUTARY_VERSION, session.globals.format, style)), 0;
  }
  auto fitting = find_pages(pages, words);
  if (fitting.empty()) nothing_fits(pages, words);
  if (auto migration = named_migration(words); !migration.empty())
    for (auto& page : fitting) page.text = text::replace_all(page.text, "<migration>", migration);
  // A bare code or a rule's id asks for a page; what was pasted asks about this repository, too.
  if (text::trim(words).find_first_of(" \n") != std::string::npos)
    if (auto here = told_of_here(session, words); !here.empty())
      fitting.push_back({HelpPage::Kind::message, "here", "Here", here});
  session.ui.print(render_pages(fitting, TRIBUTARY_VERSION, session.globals.format, style));
  return 0;
}

}  // namespace

Command explain_command() {
  auto args = std::make_shared<ExplainArgs>();
  return {"explain",
          "what a rule, a code or a message of Prisma's means and what to do",
          {},
          [args](Options& options) {
            options.words("TOPIC", args->words,
                          "a rule, a code such as P3009 or 42P07, a pasted message, or - for standard input");
          },
          [args](const Session& session) { return explain(session, *args); }};
}

}  // namespace tributary::cli
