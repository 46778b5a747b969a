#include "analyse/modelled.hpp"

#include <algorithm>
#include <set>

#include "analyse/objects.hpp"
#include "analyse/once.hpp"
#include "analyse/schemas.hpp"
#include "catalog/expected.hpp"
#include "prisma/names.hpp"
#include "sql/default_schema.hpp"

namespace tributary {
namespace {

using catalog::Described;
using Keys = std::set<std::string>;

ObjectName table_name(const catalog::Table& table) {
  return {ObjectKind::table, table.schema, table.name, "", ""};
}
ObjectName column_name(const ObjectName& table, const std::string& column) {
  return {ObjectKind::column, table.schema, table.name, column, ""};
}

std::vector<catalog::SchemaText> texts_of(const std::vector<SchemaFile>& files) {
  std::vector<catalog::SchemaText> texts;
  for (const auto& file : files)
    if (file.text) texts.push_back({file.path, *file.text});
  return texts;
}

/// Folders folded and schemas read, each distinct one once.
class Readings {
 public:
  explicit Readings(const ChangesByBlob& changes) : changes_(changes) {}

  /// null: no migration, or one whose SQL was not read as a whole.
  std::shared_ptr<const Folding> folded(const std::shared_ptr<const MigrationsFolder>& folder,
                                        const PrismaVersion& version) {
    if (!folder || folder->migrations.empty()) return nullptr;
    auto [at, fresh] = foldings_.try_emplace(folder.get());
    if (fresh) at->second = fold(prisma::listing(*folder, version));
    return at->second;
  }

  std::shared_ptr<const Described> expected(const std::vector<SchemaFile>& files, const PrismaVersion& version) {
    std::string key = std::to_string(version.major);
    for (const auto& file : files) key += '\0' + file.path + '\0' + (file.text ? *file.text : "");
    auto [at, fresh] = schemas_.try_emplace(key);
    if (fresh) at->second = std::make_shared<Described>(expected_structure(texts_of(files), {version.major, "public"}));
    return at->second;
  }

  const ScriptChanges* script(const Migration& migration) const {
    if (!migration.script) return nullptr;
    auto found = changes_.find(migration.script->blob);
    return found == changes_.end() ? nullptr : found->second.get();
  }

 private:
  std::shared_ptr<const Folding> fold(const std::vector<const Migration*>& order) const {
    auto out = std::make_shared<Folding>();
    for (std::size_t at = 0; at < order.size(); ++at) {
      const auto* changes = script(*order[at]);
      if (!changes) return nullptr;
      for (const auto& change : changes->changes) out->apply(change, at);
    }
    if (!out->opaque.empty()) return nullptr;
    return out;
  }

  const ChangesByBlob& changes_;
  std::map<const MigrationsFolder*, std::shared_ptr<const Folding>> foldings_;
  std::map<std::string, std::shared_ptr<const Described>> schemas_;
};

// What the schema declares and the folding has not.

void add_table(const catalog::Table& table, const Folding& made, std::vector<Unmade>& out) {
  auto name = table_name(table);
  auto key = object_key(name);
  if (!made.exists(key)) return out.push_back({table.declared, name, true, {}, {}});
  if (!made.columns_known(key)) return;
  Unmade part{table.declared, name, false, {}, {}};
  for (const auto& column : table.columns) {
    if (made.exists(object_key(column_name(name, column.name)))) continue;
    part.fields.push_back(column.declared);
    part.names.push_back(column.name);
  }
  if (!part.fields.empty()) out.push_back(std::move(part));
}

void add_enum(const catalog::Enum& one, const Folding& made, std::vector<Unmade>& out) {
  ObjectName name{ObjectKind::enum_type, one.schema, one.name, "", ""};
  if (!made.exists(object_key(name))) return out.push_back({one.declared, name, true, {}, {}});
  Unmade part{one.declared, name, false, {}, {}};
  for (const auto& value : one.values) {
    if (made.exists(object_key({ObjectKind::enum_value, one.schema, one.name, value, ""}))) continue;
    auto declared = one.declared;
    declared.field = value;
    part.fields.push_back(declared);
    part.names.push_back(value);
  }
  if (!part.fields.empty()) out.push_back(std::move(part));
}

std::vector<Unmade> unmade(const Described& expected, const Folding& made) {
  std::vector<Unmade> out;
  for (const auto& one : expected.enums) add_enum(one, made, out);
  for (const auto& table : expected.tables) add_table(table, made, out);
  return out;
}

// What the folding has and the schema does not declare.

class Undeclaring {
 public:
  Undeclaring(const Described& expected, const Folding& made) : expected_(expected), made_(made) {}

  void add(const Change& change, const Migration& migration) {
    if (change.verb == Verb::rename && change.to) return add_object(*change.to, change, migration);
    if (change.verb == Verb::create) add_object(change.object, change, migration);
  }
  std::vector<Undeclared> take() { return std::move(out_); }

 private:
  void add_object(const ObjectName& object, const Change& change, const Migration& migration) {
    bool table = object.kind == ObjectKind::table, column = object.kind == ObjectKind::column;
    if ((!table && !column) || is_nobodys(object) || change.more_columns || !made_.exists(object_key(object))) return;
    auto schema = object.schema.empty() ? "public" : object.schema;
    if (std::count(expected_.schemas.begin(), expected_.schemas.end(), schema) == 0) return;
    if (!seen_.insert(object_key(object)).second) return;
    const auto* model = expected_.table(schema, object.name);
    if (table && !model && change.aspect == Aspect::none)
      out_.push_back({{ObjectKind::table, schema, object.name, "", ""}, true, {}, &migration, change.line});
    if (column && model && !model->column(object.part)) add_column(schema, object, change, migration);
  }

  void add_column(const std::string& schema, const ObjectName& object, const Change& change,
                  const Migration& migration) {
    for (auto& known : out_)
      if (!known.whole && known.table.name == object.name && known.table.schema == schema)
        return known.columns.push_back(object.part);
    out_.push_back({{ObjectKind::table, schema, object.name, "", ""}, false, {object.part}, &migration, change.line});
  }

  const Described& expected_;
  const Folding& made_;
  Keys seen_;
  std::vector<Undeclared> out_;
};

// Subtraction: what another one has in the same way.

void add_keys(const std::vector<Unmade>& list, Keys& keys) {
  for (const auto& one : list) {
    if (one.whole) keys.insert("whole" + object_key(one.object));
    for (const auto& name : one.names) keys.insert(object_key(one.object) + '\0' + name);
  }
}
void add_keys(const std::vector<Undeclared>& list, Keys& keys) {
  for (const auto& one : list) {
    if (one.whole) keys.insert("extra" + object_key(one.table));
    for (const auto& name : one.columns) keys.insert("extra" + object_key(one.table) + '\0' + name);
  }
}

void subtract(std::vector<Unmade>& list, const Keys& keys) {
  for (auto& one : list)
    for (std::size_t i = one.names.size(); i-- > 0;)
      if (keys.count(object_key(one.object) + '\0' + one.names[i]))
        one.names.erase(one.names.begin() + static_cast<std::ptrdiff_t>(i)),
            one.fields.erase(one.fields.begin() + static_cast<std::ptrdiff_t>(i));
  std::erase_if(list, [&](const Unmade& one) {
    return one.whole ? keys.count("whole" + object_key(one.object)) > 0 : one.fields.empty();
  });
}
void subtract(std::vector<Undeclared>& list, const Keys& keys) {
  for (auto& one : list)
    std::erase_if(one.columns, [&](const std::string& column) {
      return keys.count("extra" + object_key(one.table) + '\0' + column) > 0;
    });
  std::erase_if(list, [&](const Undeclared& one) {
    return one.whole ? keys.count("extra" + object_key(one.table)) > 0 : one.columns.empty();
  });
}

class Modelling {
 public:
  explicit Modelling(const Analysis& analysis) : analysis_(analysis), readings_(analysis.changes) {}

  std::vector<Modelled> run() {
    std::vector<Modelled> out;
    for (const auto& spot : all_projects(analysis_)) {
      if (spot.project->provider != "postgresql" || too_many_refs(analysis_, *spot.source)) continue;
      bool target = is_target(analysis_, *spot.source);
      if (!target && !changed(*spot.project)) continue;
      auto one = read(spot, spot.project->schema, spot.project->folder);
      if (!one.made) continue;
      if (!target) take_out_known(one);
      out.push_back(std::move(one));
    }
    return out;
  }

 private:
  static bool changed(const Project& project) {
    if (!project.base_folder) return false;  // said as not checked
    return !project.own.empty() || project.schema != project.base_schema;
  }

  Modelled read(const Spot& spot, const std::vector<SchemaFile>& schema,
                const std::shared_ptr<const MigrationsFolder>& folder) {
    Modelled out{spot, readings_.expected(schema, spot.project->prisma), nullptr, {}, {}};
    if (out.expected->tables.empty() || !out.expected->opaque.empty()) return out;  // it describes no database
    out.made = readings_.folded(folder, spot.project->prisma);
    if (!out.made) return out;
    out.unmade = unmade(*out.expected, *out.made);
    Undeclaring undeclared(*out.expected, *out.made);
    for (const auto* migration : prisma::listing(*folder, spot.project->prisma))
      for (const auto& change : readings_.script(*migration)->changes) undeclared.add(change, *migration);
    out.undeclared = undeclared.take();
    return out;
  }

  void take_out_known(Modelled& one) {
    Keys keys;
    auto add = [&](const Modelled& known) {
      add_keys(known.unmade, keys);
      add_keys(known.undeclared, keys);
    };
    auto target = target_spot(analysis_, *one.spot.project);
    if (target.project) add(read(target, target.project->schema, target.project->folder));
    add(read(one.spot, one.spot.project->base_schema, one.spot.project->base_folder));
    subtract(one.unmade, keys);
    subtract(one.undeclared, keys);
  }

  const Analysis& analysis_;
  Readings readings_;
};

}  // namespace

std::shared_ptr<const std::vector<Modelled>> modelled(const Analysis& analysis) {
  return Once::get(analysis, "modelled", [&] { return Modelling(analysis).run(); });
}

std::string bare_text(const ObjectName& object) {
  return object_text(sql::without_schema(object, "public"));
}

std::string declared_text(const Unmade& unmade) {
  if (!unmade.declared.field.empty()) return unmade.declared.model + "." + unmade.declared.field;
  return (unmade.object.kind == ObjectKind::enum_type ? "enum " : "model ") + unmade.declared.model;
}

}  // namespace tributary
