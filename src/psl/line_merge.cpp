#include "psl/line_merge.hpp"

#include <algorithm>
#include <unordered_map>
#include <vector>

namespace tributary::psl {
namespace {

using Lines = std::vector<std::string_view>;  // with their line ends

Lines lines_of(std::string_view text) {
  Lines out;
  while (!text.empty()) {
    auto end = text.find('\n');
    auto length = end == text.npos ? text.size() : end + 1;
    out.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

// For each line of `a` the line of `b` it stays as, or -1: a longest common subsequence by Myers' greedy algorithm,
// with common ends cut off first. Beyond `most_changes` the middle counts as rewritten: the answer stays right, only
// coarser.
std::vector<int> matches(const Lines& a, const Lines& b) {
  constexpr int most_changes = 4000;
  std::vector<int> out(a.size(), -1);
  int head = 0, n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  while (head < n && head < m && a[head] == b[head]) out[head] = head, ++head;
  while (n > head && m > head && a[n - 1] == b[m - 1]) out[--n] = --m;
  int rows = n - head, columns = m - head, limit = std::min(rows + columns, most_changes);
  std::vector<std::vector<int>> trace;
  std::vector<int> furthest(2 * static_cast<std::size_t>(limit) + 3, 0);
  auto at = [&](std::vector<int>& v, int k) -> int& { return v[static_cast<std::size_t>(k + limit + 1)]; };
  for (int d = 0; d <= limit; ++d) {
    for (int k = -d; k <= d; k += 2) {
      int x = k == -d || (k != d && at(furthest, k - 1) < at(furthest, k + 1)) ? at(furthest, k + 1)
                                                                               : at(furthest, k - 1) + 1;
      while (x < rows && x - k < columns && x - k >= 0 && a[head + x] == b[head + x - k]) ++x;
      at(furthest, k) = x;
      if (x < rows || x - k < columns) continue;
      int y = x - k;
      for (int step = d; step > 0; --step) {  // walk the trace back to the start
        auto& before = trace[static_cast<std::size_t>(step - 1)];
        int diagonal = x - y;
        bool down = diagonal == -step || (diagonal != step && at(before, diagonal - 1) < at(before, diagonal + 1));
        int previous = down ? diagonal + 1 : diagonal - 1;
        int from = at(before, previous);
        while (x > from && y > from - previous && x > 0 && y > 0) --x, --y, out[head + x] = head + y;
        x = from, y = from - previous;
      }
      while (x > 0 && y > 0) --x, --y, out[head + x] = head + y;
      return out;
    }
    trace.push_back(furthest);
  }
  return out;
}

std::string joined(const Lines& lines, std::size_t from, std::size_t to) {
  std::string out;
  for (auto i = from; i < to; ++i) out += lines[i];
  return out;
}

}  // namespace

LineMerged merge_lines(std::string_view base, std::string_view ours, std::string_view theirs, const Labels& labels,
                       Take take) {
  auto b = lines_of(base), o = lines_of(ours), t = lines_of(theirs);
  auto in_ours = matches(b, o), in_theirs = matches(b, t);
  LineMerged out;
  std::size_t bi = 0, oi = 0, ti = 0;
  auto take_changed = [&](std::size_t be, std::size_t oe, std::size_t te) {
    auto from_base = joined(b, bi, be), from_ours = joined(o, oi, oe), from_theirs = joined(t, ti, te);
    if (from_ours == from_theirs || from_theirs == from_base)
      out.text += from_ours;
    else if (from_ours == from_base)
      out.text += from_theirs;
    else {
      out.clean = false;
      out.text = ended(std::move(out.text)) + undecided(take, labels, from_ours, from_base, from_theirs);
    }
    bi = be, oi = oe, ti = te;
  };
  while (bi < b.size() || oi < o.size() || ti < t.size()) {
    auto be = bi;  // the next base line that both sides kept
    while (be < b.size() && (in_ours[be] < 0 || in_theirs[be] < 0)) ++be;
    auto oe = be < b.size() ? static_cast<std::size_t>(in_ours[be]) : o.size();
    auto te = be < b.size() ? static_cast<std::size_t>(in_theirs[be]) : t.size();
    if (be > bi || oe > oi || te > ti) take_changed(be, oe, te);
    if (bi < b.size()) out.text += o[oi], ++bi, ++oi, ++ti;
  }
  return out;
}

}  // namespace tributary::psl
