#include "analyse/other_sql.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "analyse/objects.hpp"
#include "base/text.hpp"
#include "catalog/expected_types.hpp"

namespace tributary {
namespace {

ObjectName column_of(const ObjectName& table, const std::string& name) {
  return {ObjectKind::column, table.schema, table.name, name, ""};
}

std::string type_text(const catalog::Column& column) {
  return text::lower(catalog::type_sql(column.type, false, "public"));
}

// What the SQL says of the column against what the field says; "" where they agree or the SQL leaves it open.
std::string difference(const catalog::Column& wanted, const ColumnFacts& made) {
  auto type = catalog::printed_type(made.type);
  bool enumeration = wanted.type.family == catalog::Family::enumeration;
  bool same = made.type.empty() || catalog::cast_between(type, wanted.type) == catalog::Cast::none;
  if (enumeration) same = made.type.find(wanted.type.name) != made.type.npos && type.list == wanted.type.list;
  if (!same) return fmt::format("{} is {} there and {} here", wanted.name, made.type, type_text(wanted));
  bool not_null = made.not_null.value_or(false) || made.serial || made.identity;
  if (wanted.type.list || not_null == !wanted.nullable) return "";
  return fmt::format("{} {} there and is {} here", wanted.name, not_null ? "is never null" : "may be null",
                     wanted.nullable ? "optional" : "required");
}

}  // namespace

OtherSql::OtherSql(const Analysis& analysis, const std::vector<Modelled>& sources) {
  for (const auto& source : sources) {
    if (is_target(analysis, *source.spot.source)) continue;
    Own own{&source, {}, {}};
    for (const auto& name : source.spot.project->own) {
      const auto* migration = source.spot.project->folder->find(name);
      auto script =
          migration && migration->script ? analysis.changes.find(migration->script->blob) : analysis.changes.end();
      if (script == analysis.changes.end()) continue;
      Spot spot{source.spot.source, source.spot.project, migration};
      for (const auto& change : script->second->changes) {
        auto key = object_key(change.object);
        if (change.verb != Verb::create || !source.made->exists(key)) continue;
        own.objects.try_emplace(key, Column{&change, place_of(spot, change.line)});
        auto table = change.object;
        table.kind = ObjectKind::table, table.part.clear();
        if (change.object.kind == ObjectKind::column) own.columns[object_key(table)].push_back(change.object.part);
      }
    }
    own_.push_back(std::move(own));
  }
}

const OtherSql::Made* OtherSql::against(const Modelled& source, const Unmade& unmade) const {
  const auto* made = find(source, unmade);
  return made && !made->differences.empty() ? made : nullptr;
}
const OtherSql::Made* OtherSql::alike(const Modelled& source, const Unmade& unmade) const {
  const auto* made = find(source, unmade);
  return made && made->all && made->differences.empty() ? made : nullptr;
}

// The first source that makes it differently; else the first that makes it at all.
const OtherSql::Made* OtherSql::find(const Modelled& source, const Unmade& unmade) const {
  auto [at, fresh] = found_.try_emplace(&unmade);
  for (std::size_t i = 0; fresh && i < own_.size(); ++i) {
    const auto& other = own_[i];
    bool itself = other.source->spot.source == source.spot.source;
    if (itself || project_key(*other.source->spot.project) != project_key(*source.spot.project)) continue;
    auto made = compare(other, source, unmade);
    if (made && (!at->second || (at->second->differences.empty() && !made->differences.empty()))) at->second = made;
  }
  return at->second ? &*at->second : nullptr;
}

std::optional<OtherSql::Made> OtherSql::compare(const Own& other, const Modelled& source, const Unmade& unmade) const {
  auto whole = other.objects.find(object_key(unmade.object));
  bool enumeration = unmade.object.kind == ObjectKind::enum_type;
  const auto* table = enumeration ? nullptr : source.expected->table(unmade.object.schema, unmade.object.name);
  if (unmade.whole && whole == other.objects.end()) return std::nullopt;
  if (!unmade.whole && (enumeration || !table)) return std::nullopt;
  Made out;
  if (unmade.whole) out.place = whole->second.place;
  if (enumeration) return out;
  bool open = unmade.whole && !other.source->made->columns_known(object_key(unmade.object));
  if (open || !table) return out;
  for (const auto& column : table->columns) {
    bool asked = unmade.whole || std::count(unmade.names.begin(), unmade.names.end(), column.name) > 0;
    auto made = other.objects.find(object_key(column_of(unmade.object, column.name)));
    if (!asked) continue;
    if (made == other.objects.end()) {
      out.all = unmade.whole;
      if (unmade.whole) out.differences.push_back(column.name + " is not there");
      continue;
    }
    if (out.place.migration.empty()) out.place = made->second.place;
    auto what = made->second.change->column ? difference(column, *made->second.change->column) : "";
    if (!what.empty()) out.differences.push_back(what);
  }
  if (out.place.migration.empty()) return std::nullopt;
  if (!unmade.whole) return out;
  if (auto columns = other.columns.find(object_key(unmade.object)); columns != other.columns.end())
    for (const auto& name : columns->second)
      if (!table->column(name) && other.source->made->exists(object_key(column_of(unmade.object, name))))
        out.differences.push_back(name + " is there and not declared");
  return out;
}

}  // namespace tributary
