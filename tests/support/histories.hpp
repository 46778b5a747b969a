#pragma once
// Pseudo-random histories of migrations, valid by construction: a model of the database says what each statement may
// name. The same seed gives the same history everywhere.
#include <random>
#include <string>
#include <vector>

namespace tributary::testing {

struct Structure {
  struct Column {
    std::string name, type;
    int user_type = -1;  ///< index into `types`; -1 = built in
    bool used = false;   ///< by a constraint, index, view…: its type stays as it is
    bool not_null = false, identity = false;
    std::string made_from;  ///< of a generated column: the column it reads
  };
  struct Constraint {
    std::string name;
    std::vector<std::string> columns;
    int references = -1;  ///< index into `tables`
  };
  struct Table {
    std::string schema, name;
    std::vector<Column> columns;          ///< the first one is its key
    std::vector<Constraint> constraints;  ///< those with a name of ours
    std::vector<std::string> indexes, policies;
    std::vector<std::pair<std::string, int>> triggers;  ///< with their function
    int parent = -1;                                    ///< of a partition or a child
    bool partitioned = false, gone = false;
    int partitions = 0;
  };
  struct View {
    std::string schema, name;
    int table = -1;
    std::vector<std::string> columns;
    bool materialized = false, gone = false;
  };
  struct Type {
    enum class Kind { enumeration, domain, composite, range };
    Kind kind = Kind::enumeration;
    std::string schema, name;
    std::vector<std::string> values;
    bool gone = false;
  };
  struct Routine {
    std::string schema, name, arguments;
    bool trigger = false, procedure = false, gone = false;
  };
  struct Sequence {
    std::string schema, name;
    int table = -1;  ///< of its owner; -1 = none
    std::string column;
    bool gone = false;
  };
  std::vector<std::string> schemas{"public"};
  std::vector<Table> tables;
  std::vector<View> views;
  std::vector<Type> types;
  std::vector<Routine> routines;
  std::vector<Sequence> sequences;
};

/// What a verb works with: the model, the dice and the script that it writes to.
class HistoryWriter {
 public:
  explicit HistoryWriter(unsigned seed) : dice_(seed) {}

  std::size_t below(std::size_t n) { return dice_() % n; }
  bool chance(int percent) { return below(100) < static_cast<std::size_t>(percent); }
  template <typename T>
  const T& one_of(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  std::string fresh_name(const std::string& stem);  ///< some are quoted, of mixed case, long or not ASCII
  std::string some_schema() { return one_of(model.schemas); }
  void write(const std::string& statement) { script += statement + ";\n"; }

  Structure model;
  std::string script;
  bool prisma = false;  ///< write as `prisma migrate` does

 private:
  std::mt19937 dice_;
  int number_ = 0;
};

struct HistoryVerb {
  const char* name;
  bool (*write)(HistoryWriter&);  ///< false: nothing there that it could be done to
  int weight = 1;
};
const std::vector<HistoryVerb>& history_verbs();

struct WrittenHistory {
  std::vector<std::string> migrations;
  std::vector<std::string> verbs;  ///< in the order they were written
};
/// 3 to 12 migrations; every fifth seed in Prisma's style.
WrittenHistory write_history(unsigned seed);

}  // namespace tributary::testing
