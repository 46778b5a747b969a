#include "psl/attribute_visit.hpp"

#include <algorithm>

namespace tributary::psl {

const AttributeUse* AttributeVisit::once(const char* name) {
  std::vector<std::size_t> of_name;
  for (std::size_t i = 0; i < attributes_.size(); ++i)
    if (attributes_[i].name == name) of_name.push_back(i), used_[i] = true;
  if (of_name.size() > 1)
    for (auto i : of_name)
      check_.say(file_, attributes_[i].range, "duplicate-attribute", std::string("@") + name + " stands here twice");
  if (of_name.size() != 1) return nullptr;
  return begin(attributes_[of_name[0]]) ? current_ : nullptr;
}

const AttributeUse* AttributeVisit::next(const char* name) {
  for (auto& i = reached_[name]; i < attributes_.size();) {
    auto at = i++;
    if (attributes_[at].name != name || used_[at]) continue;
    used_[at] = true;
    if (begin(attributes_[at])) return current_;
  }
  return nullptr;
}

const AttributeUse* AttributeVisit::native_type() {
  const AttributeUse* found = nullptr;
  for (std::size_t i = 0; i < attributes_.size(); ++i) {
    if (attributes_[i].name.find('.') == std::string::npos) continue;
    used_[i] = true;
    if (found) check_.say(file_, attributes_[i].range, "duplicate-attribute", "a field takes one native type");
    found = &attributes_[i];
  }
  return found;
}

void AttributeVisit::say_missing(const EmptyArgument& argument) {
  check_.say(file_, argument.range, "argument-without-value", "the argument " + argument.name + " has no value");
}

void AttributeVisit::look_at_arguments(const AttributeUse& attribute, const Arguments& arguments, bool& usable) {
  for (const auto& empty : arguments.empty) say_missing(empty), usable = false;
  for (const auto& given : arguments.given)
    if (given.value.kind == Expression::Kind::array)
      for (const auto& item : given.value.items)
        for (const auto& empty : item.arguments.empty) say_missing(empty);
  if (!arguments.trailing_comma.empty())
    check_.say(file_, arguments.trailing_comma, "trailing-comma",
               "no comma can follow the last argument of @" + attribute.name);
}

bool AttributeVisit::begin(const AttributeUse& attribute) {
  bool usable = true;
  look_at_arguments(attribute, attribute.arguments, usable);
  for (const auto& given : attribute.arguments.given)
    if (given.value.kind == Expression::Kind::function) look_at_arguments(attribute, given.value.arguments, usable);
  arguments_.clear();
  if (!usable) return false;
  current_ = &attribute;
  int unnamed = 0;
  for (const auto& given : attribute.arguments.given) {
    auto*& slot = arguments_[given.name];
    if (given.name.empty())
      ++unnamed;
    else if (slot)
      check_.say(file_, given.range, "duplicate-argument", "the argument " + given.name + " is given twice");
    slot = &given;
  }
  if (unnamed > 1)
    say("several-unnamed-arguments",
        "@" + attribute.name + " has several arguments without a name; a list of fields stands in brackets");
  return true;
}

const Expression* AttributeVisit::argument(const char* name) {
  auto found = arguments_.find(name);
  if (found == arguments_.end()) return nullptr;
  const auto* value = &found->second->value;
  arguments_.erase(found);
  return value;
}

const Expression* AttributeVisit::optional_main_argument(const char* name) {
  auto named = arguments_.find(name);
  const Given* given = named == arguments_.end() ? nullptr : named->second;
  const auto* value = argument(name);
  const auto* unnamed = argument("");
  if (value && unnamed) {
    check_.say(file_, given->range, "argument-given-twice",
               std::string("the argument ") + name + " is given with its name and without");
    return nullptr;
  }
  return value ? value : unnamed;
}

const Expression* AttributeVisit::main_argument(const char* name) {
  bool there = arguments_.count(name) || arguments_.count("");
  if (!there) say("missing-argument", "@" + current_->name + " lacks its argument " + name);
  return optional_main_argument(name);
}

std::optional<std::string> AttributeVisit::text_argument(const char* name) {
  const auto* value = argument(name);
  return value ? string_of(check_, file_, *value) : std::nullopt;
}

std::optional<std::string> AttributeVisit::name_argument(const char* name) {
  auto text = text_argument(name);
  if (!text || !text->empty()) return text;
  say("empty-name", std::string("the argument ") + name + " of @" + current_->name + " is empty");
  return std::nullopt;
}

void AttributeVisit::finish_arguments() {
  for (const auto& [name, given] : arguments_)
    check_.say(file_, given->range, "unknown-argument",
               "@" + current_->name + " takes no such argument" + (name.empty() ? "" : ": " + name));
  arguments_.clear();
}

void AttributeVisit::finish() {
  for (std::size_t i = 0; i < attributes_.size(); ++i)
    if (!used_[i])
      check_.say(file_, attributes_[i].range, "unknown-attribute",
                 "the attribute @" + attributes_[i].name + " is not known here");
}

}  // namespace tributary::psl
