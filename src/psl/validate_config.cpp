// The datasource and the generators.
#include <algorithm>

#include "psl/checker.hpp"
#include "psl/preview_features.hpp"

namespace tributary::psl {
namespace {

using Kind = Expression::Kind;
using Properties = std::map<std::string, const PropertyDeclaration*>;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; });
  return text;
}

std::vector<const Expression*> elements(const Expression& list) {
  if (list.kind != Kind::array) return {&list};
  std::vector<const Expression*> out;
  for (const auto& item : list.items) out.push_back(&item);
  return out;
}

class Config {
 public:
  explicit Config(Checker& check) : check_(check) {}

  void look() {
    for (const auto& declaration : check_.declarations) {
      at_ = &declaration;
      if (declaration.kind == Declaration::Kind::generator) generator();
    }
    std::map<std::size_t, std::vector<const Declaration*>> sources;  // by file: Prisma counts them there only
    for (const auto& declaration : check_.declarations)
      if (declaration.kind == Declaration::Kind::datasource) sources[declaration.file].push_back(&declaration);
    for (const auto& [file, in_file] : sources) datasources(in_file);
  }

 private:
  void datasources(const std::vector<const Declaration*>& sources) {
    std::size_t usable = 0;
    for (const auto* source : sources) at_ = source, usable += datasource() ? 1 : 0;
    if (usable < 2) return;
    for (const auto* source : sources)
      check_.say(source->file, source->range, "several-datasources",
                 source->name + " is one of several datasources; Prisma takes one");
  }

  void say(Range range, const char* kind, std::string message) {
    check_.say(at_->file, range, kind, std::move(message));
  }

  // Nullopt where one has no value.
  std::optional<Properties> properties() {
    Properties out;
    for (const auto& property : at_->properties) {
      if (!property.value) {
        say(at_->range, "property-without-value", at_->name + "." + property.name + " has no value");
        return std::nullopt;
      }
      out[property.name] = &property;
    }
    return out;
  }

  static const PropertyDeclaration* take(Properties& from, const char* name) {
    auto found = from.find(name);
    if (found == from.end()) return nullptr;
    const auto* property = found->second;
    from.erase(found);
    return property;
  }

  // A text or env("NAME"). Nullopt: neither.
  std::optional<std::string> text_or_env(const Expression& value) {
    if (value.kind == Kind::string) return value.text;
    bool env = value.kind == Kind::function && value.text == "env";
    if (!env) return say_wrong_value(check_, at_->file, value, "a text in quotes or env(\"NAME\")"), std::nullopt;
    const auto& given = value.arguments.given;
    if (given.size() != 1) {  // a name in front of it only makes Prisma warn
      say(value.range, "env-arguments", "env() takes one text");
      return std::nullopt;
    }
    auto name = string_of(check_, at_->file, given[0].value);
    return name ? std::optional("env " + *name) : std::nullopt;
  }

  bool provider(Properties& all) {
    const auto* property = take(all, "provider");
    if (!property) return say(at_->range, "missing-provider", at_->name + " has no provider"), false;
    const auto& value = *property->value;
    if (value.kind == Kind::function && value.text == "env")
      return say(at_->range, "provider-from-environment", "the provider cannot come from env()"), false;
    if (value.kind != Kind::string)
      return say(value.range, "provider-no-text", "the provider is one text in quotes"), false;
    if (value.text.empty()) return say(value.range, "empty-provider", "the provider is empty"), false;
    if (value.text == "postgresql" || value.text == "postgres") return true;
    return say(value.range, "unknown-provider", value.text + " is no provider; PostgreSQL's is postgresql"), false;
  }

  void relation_mode(Properties& all, DatasourceInfo& info) {
    const auto* mode = take(all, "relationMode");
    const auto* old = take(all, "referentialIntegrity");
    if (mode && old) return say(old->range, "relation-mode-twice", "relationMode and its older name cannot both stand");
    if (!mode) mode = old;
    if (!mode) return;
    auto text = string_of(check_, at_->file, *mode->value);
    if (text && *text != "prisma" && *text != "foreignKeys")
      say(at_->range, "unknown-relation-mode", *text + " is no relationMode: prisma or foreignKeys");
    info.emulates_relations = text == "prisma";
  }

  void urls_moved(Properties& all) {
    for (const char* name : {"url", "directUrl", "shadowDatabaseUrl"})
      if (const auto* property = take(all, name))
        say(property->range, "url-in-schema",
            std::string(name) + " no longer stands in the schema from Prisma 7 on; it belongs into prisma.config.ts");
  }

  // False: without a URL the datasource counts for nothing in Prisma 6.
  bool urls(Properties& all) {
    const auto* url = take(all, "url");
    if (!url) return say(at_->range, "missing-url", at_->name + " has no url"), false;
    auto main = text_or_env(*url->value);
    if (!main) return false;
    const auto *shadow = take(all, "shadowDatabaseUrl"), *direct = take(all, "directUrl");
    auto shadow_text = shadow ? text_or_env(*shadow->value) : std::nullopt;
    auto direct_text = direct ? text_or_env(*direct->value) : std::nullopt;
    if (!shadow_text || shadow_text->empty()) return true;
    if (direct && direct_text == shadow_text)
      say(direct->value->range, "shadow-is-direct",
          "the shadow database is the one of directUrl, which would be erased");
    if (main == shadow_text)
      say(url->value->range, "shadow-is-main", "the shadow database is the main one, which would be erased");
    return true;
  }

  void extensions(Properties& all, DatasourceInfo& info) {
    const auto* property = take(all, "extensions");
    if (!property) return;
    bool usable = true;
    auto list = elements(*property->value);
    for (const auto* extension : list) {
      if (extension->kind == Kind::constant || extension->kind == Kind::function) continue;
      say_wrong_value(check_, at_->file, *extension, "the name of an extension");
      usable = false;
    }
    if (!usable) return;
    info.extensions = property->range;
    for (const auto* extension : list) extension_arguments(*extension);
  }

  void extension_arguments(const Expression& extension) {
    if (extension.text.find('-') != extension.text.npos)
      say(extension.range, "extension-name", "a name with - in it needs map: name(map: \"" + extension.text + "\")");
    std::set<std::string> seen;
    for (const auto& given : extension.arguments.given)
      if (!given.name.empty() && !seen.insert(given.name).second)
        say(given.range, "duplicate-argument", given.name + " is given twice");
    for (const auto& given : extension.arguments.given) {
      if (given.name.empty())
        say(given.range, "extension-argument", "an argument of an extension has a name: schema, map or version");
      else if (given.name != "schema" && given.name != "map" && given.name != "version")
        say(given.range, "unknown-property", given.name + " is no argument of an extension: schema, map or version");
      if (!given.name.empty()) string_of(check_, at_->file, given.value);
    }
  }

  void schemas(Properties& all, DatasourceInfo& info) {
    const auto* property = take(all, "schemas");
    if (!property) return;
    bool usable = true;
    std::map<std::string, Range> seen;
    auto list = elements(*property->value);
    for (const auto* schema : list) {
      auto name = string_of(check_, at_->file, *schema);
      usable = usable && name;
      if (!name) continue;
      auto [first, fresh] = seen.emplace(*name, schema->range);
      if (!fresh) twice_.emplace_back(first->second, *name);
    }
    if (usable && list.empty()) say(property->value->range, "no-schemas", "schemas is empty");
    for (const auto& [range, name] : twice_)
      if (usable) say(range, "duplicate-schema", name + " stands twice among the schemas");
    twice_.clear();
    if (!usable || list.empty()) return;
    info.has_schemas = true;
    for (const auto& [name, range] : seen) info.schemas.insert(name);
  }

  bool datasource() {
    auto all = properties();
    if (!all || !provider(*all)) return false;
    DatasourceInfo info;
    info.declaration = at_;
    relation_mode(*all, info);
    extensions(*all, info);
    if (check_.seven())
      urls_moved(*all);
    else if (!urls(*all))
      return false;
    if (const auto* preview = take(*all, "previewFeatures"))
      say(preview->range, "preview-features-in-datasource", "previewFeatures belongs into the generator");
    schemas(*all, info);
    for (const auto& [name, property] : *all)
      say(property->range, "unknown-property", name + " is no property of a datasource");
    if (!check_.datasource) check_.datasource = std::move(info);
    return true;
  }

  void generator() {
    auto all = properties();
    if (!all) return;
    if (auto engine = all->find("engineType"); engine != all->end() && engine->second->value->kind != Kind::string)
      say_wrong_value(check_, at_->file, *engine->second->value, "a text in quotes");
    const auto* provider = take(*all, "provider");
    if (!provider) return say(at_->range, "missing-provider", "the generator " + at_->name + " has no provider");
    if (!text_or_env(*provider->value)) return;
    if (const auto* output = take(*all, "output")) text_or_env(*output->value);
    if (const auto* targets = take(*all, "binaryTargets"))
      for (const auto* target : elements(*targets->value)) text_or_env(*target);
    if (const auto* features = take(*all, "previewFeatures")) preview(*features);
  }

  void preview(const PropertyDeclaration& property) {
    std::vector<std::string> names;
    bool usable = true;
    for (const auto* feature : elements(*property.value)) {
      auto name = string_of(check_, at_->file, *feature);
      name ? names.push_back(*name) : void(usable = false);
    }
    if (!usable) return;
    for (const auto& name : names) {
      check_.preview_features.insert(lower(name));
      if (!is_preview_feature(lower(name), check_.major))
        say(property.value->range, "unknown-preview-feature", name + " is no preview feature of this Prisma");
    }
  }

  Checker& check_;
  const Declaration* at_ = nullptr;
  std::vector<std::pair<Range, std::string>> twice_;
};

}  // namespace

void check_config(Checker& check) {
  Config(check).look();
}

}  // namespace tributary::psl
