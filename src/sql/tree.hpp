#pragma once
// The parser's tree. libpg_query hands it out as JSON; this keeps it flat in one vector, so that a chain of 100,000
// terms neither overflows a stack nor costs 100,000 allocations. A general JSON library took twice the parser's time.
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace tributary::sql {

class Tree;

/// A place in a Tree: an object, a list, a text, a number or a truth value; or nothing. libpg_query leaves out what is
/// false, 0, "" or empty, so asking nothing for anything answers with just these.
class Node {
 public:
  class Iterator;
  Node() = default;
  Node(const Tree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
  explicit operator bool() const { return at_ != 0; }

  Node operator[](std::string_view key) const;
  std::string_view text() const;  ///< of a text, number or truth value; "" of anything else
  bool truth() const { return text() == "true"; }
  long number(long otherwise = 0) const;
  std::string_view key() const;  ///< under which it stands in its object
  bool is_list() const;
  bool is_object() const;
  std::size_t size() const;

  /// A node that stands where any kind may stand is an object with one key, its kind. Typed fields have no such
  /// wrapper.
  std::string_view kind() const;
  Node body() const;                     ///< what stands under the kind
  Node as(std::string_view kind) const;  ///< the body where the kind is this one, else nothing
  int location() const;                  ///< bytes; -1 = not known
  Node first() const;
  Iterator begin() const;
  Iterator end() const;
  std::string_view source() const;  ///< the SQL that the tree was read from
  bool operator==(const Node&) const = default;

 private:
  friend class Iterator;
  const Tree* tree_ = nullptr;
  std::uint32_t at_ = 0;
};

class Node::Iterator {
 public:
  Iterator(const Tree* tree, std::uint32_t at) : tree_(tree), at_(at) {}
  Node operator*() const { return {tree_, at_}; }
  Iterator& operator++();
  bool operator==(const Iterator& other) const { return at_ == other.at_; }

 private:
  const Tree* tree_;
  std::uint32_t at_;
};

/// Owns the text and the entries; neither copied nor moved, as nodes point to it.
class Tree {
 public:
  /// The parser's output (anything that is not JSON gives an empty root), and the SQL, which must outlive the tree.
  explicit Tree(std::string json, std::string_view source = {});
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  Node root() const { return {this, entries_.size() > 1 ? 1u : 0u}; }
  std::size_t depth() const { return depth_; }  ///< levels of JSON

 private:
  friend class Node;
  friend class Node::Iterator;
  enum class Type : std::uint8_t { text, word, list, object };
  struct Entry {
    std::string_view key, scalar;
    std::uint32_t first = 0, next = 0;
    Type type = Type::text;
  };
  struct Open {
    std::uint32_t entry, last;
  };
  bool read();
  std::string_view quoted(std::size_t& at);
  std::uint32_t add(std::string_view key, Type type, std::string_view scalar);

  std::string json_;
  std::string_view source_;
  std::deque<std::string> unescaped_;
  std::vector<Entry> entries_;
  std::vector<Open> open_;
  std::size_t depth_ = 0;
};

}  // namespace tributary::sql
