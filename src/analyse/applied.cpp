#include "analyse/applied.hpp"

#include <algorithm>

#include "analyse/objects.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

/// Scripts by name and by the checksums under which Prisma knows them.
class Scripts {
 public:
  Scripts(const Analysis& analysis, const Database& database) : analysis_(analysis) {
    std::set<std::string> wanted;
    for (const auto& row : database.rows) wanted.insert(row.migration_name);
    for (const auto& source : analysis.workspace.sources)
      for (const auto& project : source.projects)
        for (const auto& name : wanted)
          if (const auto* found = project.folder ? project.folder->find(name) : nullptr; found && found->script)
            by_name_[name].push_back(found->script.get());
  }

  const ScriptChanges* of(const LedgerRow& row) const {
    auto found = by_name_.find(row.migration_name);
    if (found == by_name_.end()) return nullptr;
    for (const auto* script : found->second) {
      const auto& sums = script->checksums;
      bool ran = row.checksum == sums.as_is || row.checksum == sums.lf || row.checksum == sums.crlf;
      auto read = ran ? analysis_.changes.find(script->blob) : analysis_.changes.end();
      if (read != analysis_.changes.end()) return read->second.get();
    }
    return nullptr;
  }

 private:
  const Analysis& analysis_;
  std::map<std::string, std::vector<const Script*>> by_name_;
};

bool is_opaque(const ScriptChanges& script) {
  return std::any_of(script.changes.begin(), script.changes.end(),
                     [](const Change& change) { return change.unread(); });
}

void touch(const ScriptChanges& script, std::set<std::string>& keys) {
  auto add = [&](const ObjectName& object) {
    keys.insert(object_key(object));
    if (auto owner = owner_key(object); !owner.empty()) keys.insert(owner);
  };
  for (const auto& change : script.changes) {
    add(change.object);
    if (change.to) add(*change.to);
  }
}

}  // namespace

Applied applied_scripts(const Analysis& analysis, const Database& database) {
  Applied out;
  Scripts scripts(analysis, database);
  auto rows = database.rows;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const LedgerRow& a, const LedgerRow& b) { return a.started_at < b.started_at; });
  for (const auto& row : rows) {
    if (row.rolled_back()) continue;
    const auto* script = scripts.of(row);
    out.rows.push_back({row.migration_name, row.applied() ? script : nullptr});
    if (!script || is_opaque(*script)) out.last_unknown = out.rows.size(), out.unknown = row.migration_name;
    if (!row.applied()) {
      if (script) touch(*script, out.perhaps);
      continue;
    }
    for (std::size_t i = 0; script && i < script->changes.size(); ++i)
      out.made.apply(script->changes[i], out.rows.size() - 1);
  }
  return out;
}

Present::Present(const Catalog& structure, const Database& database) : schema_(database.schema) {
  for (const auto& known : structure.known) kinds_.insert(known.first);
  for (const auto& object : structure.objects) {
    keys_.insert(object_key(object.name));
    if (object.name.kind == ObjectKind::enum_type) add_values(object);
  }
}

void Present::add_values(const CatalogObject& type) {
  auto values = type.facts.find("values");
  if (values == type.facts.end()) return;
  for (const auto& value : text::split(values->second, '\n'))
    keys_.insert(object_key({ObjectKind::enum_value, type.name.schema, type.name.name, value, ""}));
}

std::optional<bool> Present::has_value(const ObjectName& value) const {
  if (!kinds_.count(ObjectKind::enum_type) || is_nobodys(value)) return std::nullopt;
  return has(value);
}

bool Present::could_tell(const ObjectName& object) const {
  switch (object.kind) {
    case ObjectKind::table:
    case ObjectKind::column:
    case ObjectKind::view:
    case ObjectKind::materialized_view:
    case ObjectKind::enum_type:
    case ObjectKind::composite_type:
    case ObjectKind::domain:
    case ObjectKind::index:
      return kinds_.count(object.kind) > 0 && !is_nobodys(object);
    default:
      return false;
  }
}

bool Present::has(const ObjectName& object) const {
  return keys_.count(key(object)) > 0;
}

std::string Present::key(ObjectName object) const {
  if (object.schema.empty()) object.schema = schema_;
  return object_key(object);
}

std::vector<std::string> all_it_makes(const ScriptChanges& script, const MigrationsFolder& folder,
                                      const Applied& applied, const Present& present) {
  std::vector<std::string> out;
  std::set<std::string> own;
  bool fails = false;
  for (const auto& change : script.changes) {
    if (change.unread()) return {};
    if (change.verb == Verb::drop || change.verb == Verb::rename) return {};  // it may be over already
    if (change.verb != Verb::create || !present.could_tell(change.object)) continue;
    auto key = object_key(change.object);
    const auto* made = applied.made.latest(key);
    if (made && folder.find(applied.rows[made->at].migration)) return {};
    if (!present.has(change.object) || applied.perhaps.count(key)) return {};
    own.insert(object_key(change.object));
    if (own.count(owner_key(change.object))) continue;
    out.push_back(object_text(change.object));
    fails = fails || !(change.if_not_exists || change.or_replace);
  }
  return fails ? out : std::vector<std::string>{};
}

}  // namespace tributary
