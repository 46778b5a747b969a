#pragma once
// Texts of types, expressions and definitions: equal text, equal meaning, whatever the spelling in the script.
#include <string>

#include "sql/tree.hpp"

namespace tributary::sql {

/// As format_type() of the server: "integer", "character varying(20)", "timestamp(3) without time zone", "Role"[].
std::string type_text(const Node& type_name);
/// Of a type as pg_proc has it, of arguments and results: without its modifiers, and without SETOF.
std::string argument_type_text(const Node& type_name);
std::string expression_text(const Node& expression);
std::string options_text(const Node& options);  ///< "(m=16, fastupdate=off)"; "" = none
/// The tree itself, without places and defaults: for what has no shorter text.
std::string canonical_text(const Node& node);
std::string literal_text(std::string_view text);  ///< 'it''s'
std::string name_text(std::string_view name);     ///< quoted where PostgreSQL would quote it
std::vector<std::string> name_texts(std::vector<std::string> names);
std::vector<std::string> strings(const Node& list);

}  // namespace tributary::sql
