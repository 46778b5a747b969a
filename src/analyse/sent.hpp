#pragma once
// How Prisma sends a script: as a whole, which PostgreSQL runs as one transaction, or statement by statement.
#include "analyse/hazards.hpp"

namespace tributary {

enum class Sent {
  whole,      ///< one simple query
  statements  ///< one after the other, each committed by itself
};

/// As the holder's Prisma sends it.
Sent sent(const OwnChange& at);
/// Whether a statement of the script is one that Prisma's splitter cannot parse, as far as is known: the whole goes as
/// one.
bool cannot_be_split(const ScriptChanges& script);
/// Whether both run in one transaction: as nothing between them commits, or as one BEGIN holds both.
bool in_one_transaction(const OwnChange& at, std::size_t first, std::size_t later);
/// Inside of BEGIN … COMMIT of the script's own.
bool in_own_transaction(const ScriptChanges& script, std::size_t statement);
/// Of the project that holds the migration; the newest where it is not known.
PrismaVersion prisma_of(const OwnChange& at);

}  // namespace tributary
