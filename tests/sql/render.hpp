#pragma once
#include <string>

#include "tributary/change.hpp"

/// One line for each change: what it does, flags in brackets, what it needs. Names are bare where that is unambiguous:
///   create column Course.name [text NOT NULL] needs parent table Course
std::string changes(const std::string& sql);
/// The same with "line:column " in front.
std::string places(const std::string& sql);
std::string rendered(const tributary::Change& change);
std::string needs(const std::string& sql);  ///< only what is needed, of all changes, one a line
