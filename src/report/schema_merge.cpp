#include "tributary/schema_merge.hpp"

#include "report/json.hpp"
#include "report/page.hpp"

namespace tributary {
namespace {

Json json_of(const SchemaDecision& decision) {
  return {{"declaration", json_or_null(decision.declaration)},
          {"member", json_or_null(decision.member)},
          {"why", json_text(decision.why)},
          {"line", decision.line > 0 ? Json(decision.line) : Json(nullptr)}};
}

std::string sentence(const SchemaDecision& decision) {
  auto what = decision.declaration + (decision.member.empty() ? "" : ", " + decision.member);
  return what.empty() ? decision.why : what + ": " + decision.why;
}

}  // namespace

std::string render_schema_merge_json(const SchemaMergeAnswer& answer) {
  bool clean = answer.decisions.empty();
  Json out = {{"tributary", json_text(answer.version)},
              {"format", 1},
              {"command", "schema merge"},
              {"exit", clean ? 0 : 1},
              {"clean", clean},
              {"file", json_text(answer.file)},
              {"into", json_or_null(answer.into)},
              {"result", answer.into.empty() ? json_text(answer.result) : Json(nullptr)},
              {"conflicts", Json::array()}};
  for (const auto& decision : answer.decisions) out["conflicts"].push_back(json_of(decision));
  return dump(out);
}

std::string render_schema_decisions(const SchemaMergeAnswer& answer, const Style& style) {
  Page out(style);
  for (const auto& decision : answer.decisions) {
    auto where = (decision.line > 0 ? answer.file + ":" + std::to_string(decision.line) : answer.file) + ": ";
    if (style.width == 0)  // a line each, as compilers print them, for whoever reads the pipe
      out.line({{where, Ink::bold}, {sentence(decision)}});
    else
      out.line({{where, Ink::bold}}), out.paragraph(sentence(decision), 2);
  }
  return out.take();
}

}  // namespace tributary
