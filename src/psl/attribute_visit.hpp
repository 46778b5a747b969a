#pragma once
// Goes through the attributes of one field, value or block, and through the arguments of one attribute, and reports
// what nobody asked for: unknown attributes and arguments, and those that stand twice.
#include <map>

#include "psl/checker.hpp"

namespace tributary::psl {

class AttributeVisit {
 public:
  AttributeVisit(Checker& check, std::size_t file, const std::vector<AttributeUse>& attributes)
      : check_(check), file_(file), attributes_(attributes), used_(attributes.size(), false) {}

  /// The attribute of that name, its arguments ready to be asked for; null: there is none, or none that can be used,
  /// which has been reported.
  const AttributeUse* once(const char* name);
  /// The next one of that name, where several may stand.
  const AttributeUse* next(const char* name);
  /// The one native type, `@db.Text`.
  const AttributeUse* native_type();

  const Expression* argument(const char* name);
  /// The argument of that name or the unnamed one; null: missing or both, which has been reported.
  const Expression* main_argument(const char* name);
  /// As main_argument(), but it may be missing.
  const Expression* optional_main_argument(const char* name);
  /// An argument that is a text and not empty; an empty one is reported.
  std::optional<std::string> name_argument(const char* name);
  std::optional<std::string> text_argument(const char* name);

  void say(const char* kind, std::string message) { check_.say(file_, current_->range, kind, std::move(message)); }
  void finish_arguments();  ///< reports the arguments nobody asked for
  void forget_arguments() { arguments_.clear(); }
  void finish();  ///< reports the attributes nobody asked for

 private:
  bool begin(const AttributeUse& attribute);
  void look_at_arguments(const AttributeUse& attribute, const Arguments& arguments, bool& usable);
  void say_missing(const EmptyArgument& argument);

  Checker& check_;
  std::size_t file_;
  const std::vector<AttributeUse>& attributes_;
  std::vector<bool> used_;
  std::map<std::string, std::size_t> reached_;  ///< by name: where next() goes on
  const AttributeUse* current_ = nullptr;
  std::map<std::string, const Given*> arguments_;  ///< by name, "" = unnamed; those not yet asked for
};

}  // namespace tributary::psl
