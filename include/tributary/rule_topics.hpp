#pragma once
// What a rule is about, in the words by which others choose among findings: nobody asks for a rule by its id.
#include <compare>
#include <cstdint>
#include <initializer_list>

namespace tributary {

enum class Group { none, names, sources, schema, sql, hazards, ledger, environments };
const char* group_name(Group group);  ///< "names and folders", "between sources and target", …; "" of none

/// A rule may have several.
enum class Topic {
  company,      ///< holds a source against others: without any it finds nothing, and that says nothing
  row_loss,     ///< a hit means that rows are lost
  lock,         ///< a hit means that others wait, the longer the more rows there are
  unusable,     ///< the folder or its script cannot be used as it is
  unfinished,   ///< true of every migration that is still being made
  worktree,     ///< of a worktree's state, not of the names in it
  history,      ///< stamps and contents against what the target has
  late,         ///< sorts before what the target has
  content,      ///< one name with two contents, or one content under two names
  stack,        ///< of sources that stand on each other
  turn,         ///< which source is merged before which
  waits,        ///< only says that another has to be merged first: merging both in order settles it
  mutual,       ///< of sources that can only be merged together
  sharing,      ///< that sources share a database
  command,      ///< of commands that stand in files of the repository
  explained,    ///< whether schema.prisma and the migrations say the same
  validity,     ///< whether Prisma reads schema.prisma at all
  refused,      ///< that Prisma refuses schema.prisma
  merge_text,   ///< of a merge of schema.prisma that git's merge driver settles or stops at
  structure,    ///< whether a database has what its migrations made
  execution,    ///< what a rehearsal has shown
  pending,      ///< that a database waits for a migration
  unreachable,  ///< that a database did not answer
  drift_notes,  ///< of the team's section on known drift
  suppression   ///< of comments and entries that allow findings
};

class Topics {
 public:
  constexpr Topics() = default;
  constexpr Topics(std::initializer_list<Topic> topics) {
    for (auto topic : topics) bits_ |= bit(topic);
  }
  constexpr bool has(Topic topic) const { return (bits_ & bit(topic)) != 0; }
  constexpr bool share(Topics others) const { return (bits_ & others.bits_) != 0; }  ///< at least one of theirs
  auto operator<=>(const Topics&) const = default;

 private:
  static constexpr std::uint32_t bit(Topic topic) { return std::uint32_t{1} << static_cast<unsigned>(topic); }
  std::uint32_t bits_ = 0;
};

/// The part of a rule's card that goes along with each of its findings.
struct About {
  Group group = Group::none;
  Topics topics;
  bool is(Topic topic) const { return topics.has(topic); }
  auto operator<=>(const About&) const = default;
};

}  // namespace tributary
