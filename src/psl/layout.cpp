#include "psl/layout.hpp"

#include <algorithm>
#include <array>

#include "psl/aligned_lines.hpp"
#include "psl/blanks.hpp"
#include "psl/grammar.hpp"

namespace tributary::psl {
namespace {

constexpr std::size_t indent = 2;

template <typename Cut>
bool any_blank(Cut cut) {
  return std::any_of(wide_blanks.begin(), wide_blanks.end(), cut) ||
         std::any_of(other_blanks.begin(), other_blanks.end(), cut);
}
std::string_view trimmed(std::string_view text) {
  auto front = [&](std::string_view blank) {
    return text.starts_with(blank) && (text.remove_prefix(blank.size()), true);
  };
  auto back = [&](std::string_view blank) { return text.ends_with(blank) && (text.remove_suffix(blank.size()), true); };
  while (any_blank(front)) {
  }
  while (any_blank(back)) {
  }
  return text;
}

// Attributes are set in this order, those of other names behind it in their own.
std::size_t place_of_attribute(std::string_view path) {
  constexpr std::array<std::string_view, 9> order = {"id",       "unique", "default",  "updatedAt", "index",
                                                     "fulltext", "map",    "relation", "ignore"};
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), path) - order.begin());
}

// A block attribute moves to its block's end with the comment lines right above it.
struct Moved {
  const Node* comments = nullptr;
  const Node* attribute = nullptr;
};

class Printer {
 public:
  explicit Printer(std::string_view text) : text_(text) {}

  std::string print(const Node& schema) {
    const auto& items = schema.inner;
    for (std::size_t i = first_of(items); i < items.size(); ++i) top(items[i], i + 1 == items.size());
    if (!out_.ends_with('\n')) out_ += '\n';
    return std::move(out_);
  }

 private:
  std::string_view of(const Node& node) const {
    return text_.substr(node.range.begin, node.range.end - node.range.begin);
  }
  static std::size_t first_of(const std::vector<Node>& nodes) {
    return !nodes.empty() && nodes[0].rule == Rule::blank_lines ? 1 : 0;
  }

  void top(const Node& item, bool last) {
    switch (item.rule) {
      case Rule::model:
      case Rule::enumeration:
      case Rule::config:
        return block(item);
      case Rule::comments:
        comments(item);
        return lines_.print(out_, 0);
      case Rule::blank_lines:
        if (!last) out_ += '\n';
        return;
      default:
        out_ += of(item);
    }
  }

  void block(const Node& item) {
    out_ += of(item.inner[0]);
    out_ += " ";
    out_ += of(item.inner[1]);
    out_ += " {\n";
    members(item.inner[2].inner);
    out_ += "}\n";
  }

  void members(const std::vector<Node>& members) {
    std::vector<Moved> attributes;
    const Node* above = nullptr;
    for (std::size_t i = first_of(members); i < members.size(); ++i) {
      const auto& member = members[i];
      const Node* next = i + 1 < members.size() ? &members[i + 1] : nullptr;
      bool after_blank = i > first_of(members) && members[i - 1].rule == Rule::blank_lines;
      if (member.rule == Rule::blank_lines) {
        if (next && next->rule != Rule::block_attribute && next->rule != Rule::comments) new_paragraph();
      } else if (member.rule == Rule::block_attribute) {
        attributes.push_back({above, &member});
        above = nullptr;
      } else if (member.rule == Rule::comments && next && next->rule == Rule::block_attribute) {
        above = &member;
      } else {
        if (member.rule == Rule::comments && after_blank) new_paragraph();
        this->member(member);
      }
    }
    lines_.print(out_, indent);
    block_attributes(std::move(attributes));
  }

  // AlignedLines are measured anew after a blank line.
  void new_paragraph() {
    lines_.print(out_, indent);
    lines_.start_line();
  }

  void member(const Node& member) {
    switch (member.rule) {
      case Rule::comments:
        return comments(member);
      case Rule::field:
        return field(member);
      case Rule::enum_value:
        return enum_value(member);
      case Rule::key_value:
        return key_value(member);
      default: {
        auto line = of(member);
        while (line.ends_with('\n')) line.remove_suffix(1);
        lines_.whole_line(line);
      }
    }
  }

  void block_attributes(std::vector<Moved> attributes) {
    if (attributes.empty()) return;
    std::stable_sort(attributes.begin(), attributes.end(), [this](const Moved& a, const Moved& b) {
      return place_of_attribute(of(a.attribute->inner[0])) < place_of_attribute(of(b.attribute->inner[0]));
    });
    lines_.start_line();
    for (const auto& moved : attributes) {
      if (moved.comments) comments(*moved.comments);
      lines_.start_line();
      lines_.cell(0) = "@@";
      call(*moved.attribute, lines_.cell(0));
      note_of(*moved.attribute);
    }
    lines_.print(out_, indent);
  }

  void note_of(const Node& node) {
    if (!node.inner.empty() && node.inner.back().rule == Rule::trailing_comment) lines_.note(of(node.inner.back()));
  }

  void comments(const Node& node) {
    for (const auto& comment : node.inner) {
      if (comment.rule == Rule::block_comment) {
        block_comment(of(comment));
      } else {
        lines_.start_line();
        lines_.note(of(comment));
      }
    }
  }

  void comment_line(std::string_view before, std::string_view text = {}) {
    lines_.start_line();
    lines_.note(before);
    lines_.note(text);
  }

  // `/* … */` becomes one line each with a star before it. Prisma cuts two bytes off its front even where those are the
  // blanks between it and another comment.
  void block_comment(std::string_view text) {
    comment_line("/**");
    text = text.substr(2, text.size() - 4);
    for (std::size_t at = 0; at < text.size();) {
      auto end = std::min(text.find('\n', at), text.size());
      auto line = trimmed(text.substr(at, end - at));
      if (line.starts_with('*')) line = trimmed(line.substr(1));
      if (!line.empty()) comment_line(" * ", line);
      at = end + 1;
    }
    comment_line(" */");
  }

  void key_value(const Node& node) {
    lines_.start_line();
    lines_.cell(0) = of(node.inner[0]);
    if (node.inner.size() > 1 && node.inner[1].rule == Rule::expression) {
      lines_.cell(1) = "= ";
      expression(node.inner[1], lines_.cell(1));
    }
    note_of(node);
  }

  void enum_value(const Node& node) {
    lines_.start_line();
    lines_.cell(0) = of(node.inner[0]);
    for (const auto& part : node.inner)
      if (part.rule == Rule::field_attribute) call(part, lines_.cell(1) += '@');
    note_of(node);
  }

  void field(const Node& node) {
    lines_.start_line();
    lines_.cell(0) = of(node.inner[0]);
    std::vector<const Node*> attributes;
    for (const auto& part : node.inner) {
      if (part.rule == Rule::type) lines_.cell(1) = type(part.inner[0]);
      if (part.rule == Rule::field_attribute) attributes.push_back(&part);
    }
    std::stable_sort(attributes.begin(), attributes.end(), [this](const Node* a, const Node* b) {
      return place_of_attribute(of(a->inner[0])) < place_of_attribute(of(b->inner[0]));
    });
    for (const auto* attribute : attributes) {
      auto& cell = lines_.cell(2);
      if (!cell.empty()) cell += ' ';
      call(*attribute, cell += '@');
    }
    note_of(node);
  }

  std::string type(const Node& node) const {
    if (node.rule == Rule::base_type) return std::string(of(node));
    auto name = std::string(of(node.inner[0]));
    switch (node.rule) {
      case Rule::optional_type:
        return name + "?";
      case Rule::list_type:
        return name + "[]";
      case Rule::optional_list_type:
        return name + "[]?";
      default:
        return name;
    }
  }

  // A path with its arguments, where it has any: calls and attributes alike.
  void call(const Node& node, std::string& out) {
    out += of(node.inner[0]);
    if (node.inner.size() > 1 && node.inner[1].rule == Rule::arguments) list(node.inner[1], "(", ")", out);
  }

  void list(const Node& node, std::string_view open, std::string_view close, std::string& out) {
    out += open;
    for (const auto& part : node.inner) {
      if (&part != &node.inner[0]) out += ", ";
      part.rule == Rule::argument ? argument(part, out) : expression(part, out);
    }
    out += close;
  }

  void argument(const Node& node, std::string& out) {
    out += of(node.inner[0]);
    out += ": ";
    if (node.inner.size() > 1) expression(node.inner[1], out);
  }

  void expression(const Node& node, std::string& out) {
    const auto& what = node.inner[0];
    if (what.rule == Rule::call)
      call(what, out);
    else if (what.rule == Rule::array)
      list(what, "[", "]", out);
    else if (what.rule == Rule::object)
      list(what, "{ ", " }", out);
    else
      out += of(what);
  }

  std::string_view text_;
  std::string out_;
  AlignedLines lines_;
};

}  // namespace

std::string laid_out(std::string_view text, int major) {
  return Printer(text).print(parse_grammar(text, major));
}

}  // namespace tributary::psl
