#pragma once
// The parts of a member that stand behind its name: its type and its attributes.
#include "psl/lexer.hpp"

namespace tributary::psl {

/// At an attribute of one or two signs; the lexer stands behind it afterwards.
Attribute read_attribute(Lexer& lex, std::size_t signs);
FieldType read_field_type(Lexer& lex);

}  // namespace tributary::psl
