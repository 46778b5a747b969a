#pragma once
// What a statement does without naming it: what falls with a drop, what is read through a view, which triggers,
// defaults and foreign keys a write sets off. Told from the objects that the history before it left.
#include <vector>

#include "analyse/effects.hpp"

namespace tributary {

void add_implied(const Folding& before, std::size_t unit, const Change& change, std::vector<Effect>& out);

/// Keeps an effect that no statement names, unless it is on what this folding made out of nothing.
void add_unnamed(const Folding& before, Effect effect, std::vector<Effect>& out);

/// The change keeps what it reads of rows: CREATE TABLE AS, a materialized view, INSERT, UPDATE, DELETE.
bool stores_a_query(const Change& change);
/// Whether the write sets the trigger off.
bool fires(const Change& trigger, const Change& write);

}  // namespace tributary
