// Each relation field on its own, once what all relations are is known.
#include <map>
#include <string>
#include <utility>

#include "psl/checker.hpp"

namespace tributary::psl {
namespace {

// The checks of one relation field on its own.
class FieldOfRelation {
 public:
  FieldOfRelation(Checker& check, const RelationField& field) : check_(check), field_(field) {}

  /// The model it refers to, and under which name.
  std::pair<const ModelInfo*, std::string> relation() const {
    if (field_.name) return {field_.other, *field_.name};
    const auto &a = field_.model->name(), &b = field_.other->name();
    return {field_.other, a < b ? a + "To" + b : b + "To" + a};
  }

  /// `same`: how many fields of its model are of the same relation.
  bool ambiguous(int same) {
    bool two_ends = field_.model == field_.other && field_.name && same == 2;
    if (same < 2 || two_ends) return false;
    say(field_.field->range, "ambiguous-relation",
        "and another field of " + field_.model->name() + " refer to " + field_.other->name() +
            (field_.name ? " under one name; give each relation its own" : "; name them with @relation(\"...\")"));
    return true;
  }

  void look() {
    if (field_.other->ignored && !field_.ignored && !field_.model->ignored)
      say(field_.field->range, "relation-to-ignored", "needs @ignore, for " + field_.other->name() + " is ignored");
    if (field_.mapped && field_.mapped->size() > 63)
      say(field_.attribute->range, "constraint-name-too-long",
          "has a foreign key whose name is longer than the 63 bytes PostgreSQL takes");
    if (!check_.datasource || !check_.datasource->emulates_relations) return;
    for (const auto& action : {field_.on_delete, field_.on_update})
      if (action && (action->name == "NoAction" || action->name == "SetDefault"))
        say(action->range, "action-not-emulated", "uses " + action->name + ", which relationMode = \"prisma\" has not");
  }

 private:
  void say(Range range, const char* kind, const std::string& message) {
    check_.say(field_.model->declaration->file, range, kind,
               field_.model->name() + "." + field_.field->name + " " + message);
  }

  Checker& check_;
  const RelationField& field_;
};

}  // namespace

bool check_relation_fields(Checker& check, const ModelInfo& model) {
  std::map<std::pair<const ModelInfo*, std::string>, int> fields;
  for (const auto& field : model.relations) ++fields[FieldOfRelation(check, field).relation()];
  for (const auto& field : model.relations) {
    FieldOfRelation one(check, field);
    if (one.ambiguous(fields[one.relation()])) return false;
    one.look();
  }
  return true;
}

}  // namespace tributary::psl
