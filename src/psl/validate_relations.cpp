// Relations as a whole: both sides, who holds the key, types, uniqueness, referential actions.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "psl/cascades.hpp"
#include "psl/checker.hpp"
#include "psl/constraint_names.hpp"
#include "psl/relation_pairs.hpp"

namespace tributary::psl {
namespace {

using Arity = FieldType::Arity;
using Kind = RelationPair::Kind;

Scalars sorted(Scalars fields) {
  std::sort(fields.begin(), fields.end());
  return fields;
}

/// What a model's keys and unique indexes are over.
struct Criteria {
  std::vector<Scalars> all;         ///< in their order
  std::set<Scalars> known, anyhow;  ///< for look-ups: as written, and each sorted
  explicit Criteria(const ModelInfo& model) {
    if (model.key) add(*model.key);
    for (const auto& index : model.indexes)
      if (index.kind == IndexInfo::Kind::unique) add(index);
  }

 private:
  void add(const IndexInfo& index) {
    Scalars fields;
    for (const auto& field : index.fields) fields.push_back(field.field);
    known.insert(fields), anyhow.insert(sorted(fields));
    all.push_back(std::move(fields));
  }
};

Range argument_place(const RelationField& field, const char* name) {
  if (field.attribute)
    for (const auto& given : field.attribute->arguments.given)
      if (given.name == name) return given.range;
  return field.field->range;
}

bool same_type(const ScalarField& a, const ScalarField& b) {
  return a.kind == b.kind && a.type == b.type && a.field->type.name == b.field->type.name;
}

std::string full_name(const RelationField& field) {
  return field.model->name() + "." + field.field->name;
}

class Relations {
 public:
  explicit Relations(Checker& check)
      : check_(check), pairs_(relation_pairs(check)), names_(check, keys()), cascades_(pairs_) {}

  void look() {
    for (const auto& pair : pairs_) {
      pair_ = &pair;
      if (pair.kind == Kind::many_to_many)
        many_to_many();
      else if (pair.kind == Kind::embedded_many_to_many)
        embedded();
      else
        inline_relation();
    }
  }

 private:
  void say(const RelationField& field, const char* kind, const std::string& message) {
    say(field, field.field->range, kind, message);
  }
  void say(const RelationField& field, Range range, const char* kind, const std::string& message) {
    check_.say(field.model->declaration->file, range, kind, full_name(field) + " " + message);
  }

  std::vector<ForeignKey> keys() const {
    std::vector<ForeignKey> keys;
    for (const auto& pair : pairs_) {
      if (pair.kind != Kind::one_to_one && pair.kind != Kind::one_to_many) continue;
      keys.push_back({pair.forward ? pair.model : pair.back->model, key_name(pair)});
    }
    return keys;
  }

  // The key of a list without its other side is called after no field. Prisma counts its name in the list's own model,
  // so it is taken only where a model has lists of itself.
  static std::string key_name(const RelationPair& pair) {
    return pair.forward ? name_of(*pair.model, *pair.forward) : constraint_name(pair.model->table(), {}, "_fkey");
  }

  const Criteria& criteria(const ModelInfo& model) { return criteria_.try_emplace(&model, model).first->second; }

  bool emulated() const { return check_.datasource && check_.datasource->emulates_relations; }

  void inline_relation() {
    if (pair_->forward) {
      if (pair_->back && emulated()) cycles();
      key_fields(*pair_->forward);
    }
    if (!pair_->forward || !pair_->back) {
      const auto& one = pair_->forward ? *pair_->forward : *pair_->back;
      say(one, "relation-without-opposite", "has no opposite field in " + one.other->name());
      if (auto name = key_name(*pair_); !pair_->forward && names_.taken_in_model(*pair_->model, name))
        check_.say(pair_->model->declaration->file, pair_->model->declaration->range, "constraint-name-taken",
                   pair_->model->name() + " would have several foreign keys named " + name);
      if (pair_->forward && pair_->kind == Kind::one_to_one) must_be_unique(*pair_->forward);
      return;
    }
    pair_->kind == Kind::one_to_one ? one_to_one(*pair_->forward, *pair_->back)
                                    : one_to_many(*pair_->forward, *pair_->back);
  }

  void key_fields(const RelationField& field) {
    references_unique(field);
    if (field.fields && field.references && field.fields->size() != field.references->size())
      say(field, field.attribute->range, "relation-lengths", "has not as many fields as references");
    bool over_optional = field.fields && std::any_of(field.fields->begin(), field.fields->end(),
                                                     [](const ScalarField* f) { return f->optional(); });
    if (field.arity() == Arity::required && over_optional)
      say(field, "required-over-optional", "is required but uses an optional field: " + joined(*field.fields));
    types(field);
    auto name = name_of(*field.model, field);
    if (names_.taken_in_model(*field.model, name))
      say(field, argument_place(field, "map"), "constraint-name-taken",
          "has a foreign key named " + name + ", which another constraint of the model is, too");
    set_null(field);
  }

  void references_unique(const RelationField& field) {
    if (field.no_references()) return;
    if (criteria(*field.other).anyhow.count(sorted(*field.references))) return;
    say(field, "references-not-unique",
        "refers to " + field.other->name() + "(" + joined(*field.references) + "), which is not unique");
  }

  // Where nothing is written the references are the first unique fields that are required.
  Scalars referenced(const RelationField& field) {
    if (field.references) return *field.references;
    for (const auto& fields : criteria(*field.other).all)
      if (std::all_of(fields.begin(), fields.end(),
                      [](const ScalarField* f) { return !f->optional() && f->kind != ScalarField::Kind::unsupported; }))
        return fields;
    return {};
  }

  void types(const RelationField& field) {
    if (!field.fields) return;
    auto references = referenced(field);
    for (std::size_t i = 0; i < std::min(field.fields->size(), references.size()); ++i)
      if (!same_type(*(*field.fields)[i], *references[i]))
        say(field, "relation-types-differ",
            "joins " + (*field.fields)[i]->name() + " with " + references[i]->name() + ", which is of another type");
  }

  // PostgreSQL itself takes it, so it is only an error where Prisma does the server's work.
  void set_null(const RelationField& field) {
    if (!emulated()) return;
    bool all_optional = field.fields && std::none_of(field.fields->begin(), field.fields->end(),
                                                     [](const ScalarField* f) { return f->required(); });
    if (all_optional) return;
    for (const auto& action : {field.on_delete, field.on_update})
      if (action && action->name == "SetNull") say(field, "set-null-on-required", "uses SetNull over a required field");
  }

  void must_be_unique(const RelationField& field) {
    if (!field.fields || criteria(*field.model).known.count(*field.fields)) return;
    say(field, "one-to-one-not-unique", "is one-to-one, so " + joined(*field.fields) + " must be unique");
  }

  void both(const RelationField& a, const RelationField& b, const char* kind, const std::string& message) {
    say(a, kind, "and " + full_name(b) + " " + message);
    say(b, kind, "and " + full_name(a) + " " + message);
  }

  void one_to_one(const RelationField& forward, const RelationField& back) {
    if (forward.no_fields() && back.no_fields()) both(forward, back, "relation-without-fields", "give no fields");
    if (forward.no_references() && back.no_references())
      both(forward, back, "relation-without-references", "give no references");
    if (!forward.no_references() && !back.no_references())
      both(forward, back, "references-on-both-sides", "both give references; one side holds the key");
    if (!forward.no_fields() && !back.no_fields())
      both(forward, back, "fields-on-both-sides", "both give fields; one side holds the key");
    bool forward_acts = forward.on_delete || forward.on_update, back_acts = back.on_delete || back.on_update;
    if (forward_acts && back_acts)
      both(forward, back, "actions-on-both-sides", "both give referential actions; the side with the key does");
    else if (back_acts)
      say(back, "actions-on-wrong-side", "gives referential actions; " + full_name(forward) + " holds the key");
    must_be_unique(forward);
    sides(forward, back);
  }

  // Only where nothing else is wrong, as each of these would follow from it.
  void sides(const RelationField& forward, const RelationField& back) {
    if (check_.found.empty() && !forward.no_fields() && !back.no_references())
      both(forward, back, "fields-and-references-apart", "split fields and references; one side gives both");
    if (check_.found.empty() && !forward.no_references() && !back.no_fields())
      say(forward, "fields-and-references-apart", "and " + full_name(back) + " split fields and references");
    if (check_.found.empty() && back.arity() == Arity::required)
      say(back, "both-sides-required", "cannot be required, as no row could be the first; make it optional");
    if (check_.found.empty() && forward.arity() == Arity::required && (back.fields || back.references))
      say(back, "key-on-optional-side", "gives fields; the required side " + full_name(forward) + " holds the key");
  }

  void one_to_many(const RelationField& forward, const RelationField& back) {
    if (forward.no_fields()) say(forward, "relation-without-fields", "gives no fields");
    if (forward.no_references()) say(forward, "relation-without-references", "gives no references");
    if (!back.no_fields() || !back.no_references())
      say(back, "key-on-list-side", "is a list and gives fields or references; " + full_name(forward) + " does");
    if (back.on_delete || back.on_update)
      say(back, "actions-on-wrong-side", "gives referential actions; " + full_name(forward) + " holds the key");
  }

  void many_to_many() {
    for (const auto* field : {pair_->forward, pair_->back}) {
      many_to_many_id(*field);
      for (const auto& action : {field->on_delete, field->on_update})
        if (action)
          say(*field, action->range, "many-to-many-actions", "is many-to-many and takes no referential actions");
      if (field->references) say(*field, "many-to-many-references", "is many-to-many and takes no references");
    }
  }

  void many_to_many_id(const RelationField& field) {
    const auto& key = field.other->key;
    if (!key || key->fields.size() != 1)
      return say(field, "many-to-many-without-id",
                 "is many-to-many, for which " + field.other->name() + " needs one @id field");
    bool other = field.references && (field.references->size() != 1 || (*field.references)[0] != key->fields[0].field);
    if (other) say(field, "many-to-many-not-by-id", "is many-to-many and refers to something else than the id");
  }

  void embedded() {
    for (const auto* field : {pair_->forward, pair_->back})
      say(*field, "many-to-many-fields", "is many-to-many and takes no fields; a model between the two can");
  }

  void cycles() {
    auto end = cascades_.of(*pair_);
    if (end == Cascades::End::on_itself)
      say(*pair_->forward, "cascade-on-itself",
          "refers to its own model, so one side needs onDelete and onUpdate of NoAction or Restrict");
    if (end == Cascades::End::in_a_cycle)
      say(*pair_->forward, "cascade-cycle",
          "is part of a cycle, so one relation in it needs onDelete and onUpdate of NoAction or Restrict");
  }

  Checker& check_;
  std::vector<RelationPair> pairs_;
  ConstraintNames names_;
  Cascades cascades_;
  std::map<const ModelInfo*, Criteria> criteria_;
  const RelationPair* pair_ = nullptr;
};

}  // namespace

void check_relations(Checker& check) {
  Relations(check).look();
}

}  // namespace tributary::psl
