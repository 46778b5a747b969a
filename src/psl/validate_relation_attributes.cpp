// @relation and what else may stand on a field whose type is a model.
#include <algorithm>

#include "psl/index_fields.hpp"

namespace tributary::psl {
namespace {

class RelationAttributes {
 public:
  RelationAttributes(Checker& check, RelationField& relation)
      : check_(check), relation_(relation), file_(relation.model->declaration->file) {}

  void look() {
    AttributeVisit visit(check_, file_, relation_.field->attributes);
    if (const auto* attribute = visit.once("relation")) relation(visit, *attribute), visit.finish_arguments();
    if (visit.once("id")) not_here(visit, "id-on-relation", "cannot be the id; its scalar fields can");
    if (visit.once("ignore")) relation_.ignored = true, visit.finish_arguments();
    if (visit.once("default")) not_here(visit, "default-on-relation", "takes no default");
    if (visit.once("map")) {
      visit.say("map-on-relation", name() + " is a relation and takes no @map; its scalar fields do");
      visit.main_argument("name");
      visit.forget_arguments();
    }
    if (visit.once("unique")) not_here(visit, "unique-on-relation", "cannot be unique; its scalar fields can");
    visit.finish();
  }

 private:
  std::string name() const { return relation_.model->name() + "." + relation_.field->name; }

  void not_here(AttributeVisit& visit, const char* kind, const char* why) {
    visit.say(kind, name() + " is a relation and " + why);
    visit.forget_arguments();
  }

  void relation(AttributeVisit& visit, const AttributeUse& attribute) {
    relation_.attribute = &attribute;
    if (const auto* list = visit.argument("fields")) relation_.fields = fields(attribute, *list);
    if (const auto* list = visit.argument("references")) relation_.references = references(attribute, *list);
    if (const auto* value = visit.optional_main_argument("name")) {
      auto text = string_of(check_, file_, *value);
      if (text && text->empty())
        visit.say("empty-relation-name", "the relation of " + name() + " has an empty name");
      else
        relation_.name = text;
    }
    relation_.on_delete = action(visit, "onDelete");
    relation_.on_update = action(visit, "onUpdate");
    relation_.mapped = visit.name_argument("map");
  }

  Scalars fields(const AttributeUse& attribute, const Expression& list) {
    auto names = read_field_names(check_, *relation_.model, file_, attribute, list);
    if (names.broken) return {};
    if (!names.unknown.empty())
      check_.say(file_, list.range, "relation-over-unknown-field",
                 name() + " uses " + list_of(names.unknown) + ", which " + relation_.model->name() + " has not");
    if (!names.relations.empty())
      check_.say(file_, list.range, "relation-over-relation",
                 name() + " uses " + list_of(names.relations) + ", which is a relation itself");
    return names.unknown.empty() && names.relations.empty() ? names.found : Scalars{};
  }

  Scalars references(const AttributeUse& attribute, const Expression& list) {
    auto names = read_field_names(check_, *relation_.other, file_, attribute, list);
    if (names.broken) return {};
    if (!names.unknown.empty())
      check_.say(file_, attribute.range, "relation-to-unknown-field",
                 name() + " refers to " + list_of(names.unknown) + ", which " + relation_.other->name() + " has not");
    if (!names.relations.empty())
      check_.say(file_, attribute.range, "relation-to-relation",
                 name() + " refers to " + list_of(names.relations) + ", which is a relation itself");
    return names.unknown.empty() && names.relations.empty() ? names.found : Scalars{};
  }

  std::optional<Action> action(AttributeVisit& visit, const char* argument) {
    const auto* value = visit.argument(argument);
    auto word = value ? constant_of(check_, file_, *value) : std::nullopt;
    if (!word) return std::nullopt;
    for (const char* known : {"Cascade", "Restrict", "NoAction", "SetNull", "SetDefault"})
      if (*word == known) return Action{*word, value->range};
    check_.say(file_, value->range, "unknown-action",
               *word + " is no referential action: Cascade, Restrict, NoAction, SetNull or SetDefault");
    return std::nullopt;
  }

  Checker& check_;
  RelationField& relation_;
  std::size_t file_;
};

}  // namespace

void resolve_relation_attributes(Checker& check, RelationField& relation) {
  RelationAttributes(check, relation).look();
}

}  // namespace tributary::psl
