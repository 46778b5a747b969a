#pragma once
// How names of migrations are spelled, and how they should be.
#include <string>
#include <vector>

#include "tributary/policy.hpp"

namespace tributary {

/// Words as a reader sees them: split at signs, at the borders of digits and where small letters meet capitals; lower
/// case. "add_Story5-1Models" -> add, story, 5, 1, models.
std::vector<std::string> words(const std::string& description);
/// What is left without filler words, numbers, single letters and epic words that only carry a number ("epic3").
std::vector<std::string> descriptive_words(const std::string& description, const Policy& policy);
bool names_epic(const std::string& description,
                const std::vector<std::string>& epic_words);  ///< at the start of a word, any case

/// The first character that is no small ASCII letter, digit or underscore, described: "a capital ('U')"; "" = none.
std::string first_odd_character(const std::string& description);
std::string snake_case(const std::string& description);
/// A name that Prisma could have made, as near to the given one as possible: the stamp completed or cut to 14 digits
/// and made a moment that exists, YYYYMMDDHHMMSS where there is none, the description in snake_case.
std::string well_formed_name(const std::string& name);
/// The same name stamped `seconds` later; unchanged where its stamp is no moment.
std::string with_later_stamp(const std::string& name, int seconds);
std::string readable_stamp(const std::string& digits);  ///< "2025-10-16 16:40:00"; as it is unless 14 digits

}  // namespace tributary
