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

using Numbers = std::vector<int>;

// For each of `a` the place in `b` it stays at, or -1: a longest common subsequence by Myers' greedy algorithm, with
// common ends cut off first. Beyond `most_changes` the middle counts as rewritten: the answer stays right, only
// coarser.
Numbers matches(const Numbers& a, const Numbers& b) {
  constexpr int most_changes = 2000;
  Numbers out(a.size(), -1);
  int head = 0, n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  while (head < n && head < m && a[head] == b[head]) out[head] = head, ++head;
  while (n > head && m > head && a[n - 1] == b[m - 1]) out[--n] = --m;
  int rows = n - head, columns = m - head, limit = std::min(rows + columns, most_changes);
  std::vector<Numbers> trace;  // of each step what its diagonals -d to d had reached
  Numbers furthest(2 * static_cast<std::size_t>(limit) + 3, 0);
  auto at = [&](int k) -> int& { return furthest[static_cast<std::size_t>(k + limit + 1)]; };
  for (int d = 0; d <= limit; ++d) {
    for (int k = -d; k <= d; k += 2) {
      int x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
      while (x < rows && x - k < columns && x - k >= 0 && a[head + x] == b[head + x - k]) ++x;
      at(k) = x;
      if (x < rows || x - k < columns) continue;
      int y = x - k;
      for (int step = d; step > 0; --step) {  // walk the trace back to the start
        const auto& before = trace[static_cast<std::size_t>(step - 1)];
        auto reached = [&](int diagonal) { return before[static_cast<std::size_t>(diagonal + step)]; };
        int diagonal = x - y;
        bool down = diagonal == -step || (diagonal != step && reached(diagonal - 1) < reached(diagonal + 1));
        int previous = down ? diagonal + 1 : diagonal - 1;
        int from = reached(previous);
        while (x > from && y > from - previous && x > 0 && y > 0) --x, --y, out[head + x] = head + y;
        x = from, y = from - previous;
      }
      while (x > 0 && y > 0) --x, --y, out[head + x] = head + y;
      return out;
    }
    // With one diagonal more on either side, which the next step looks at.
    trace.emplace_back(furthest.begin() + (limit - d), furthest.begin() + (limit + d + 3));
  }
  return out;
}

// Lines that only one side has match nothing: without them two texts that have little in common cost nothing, too.
Numbers matches(const Lines& a, const Lines& b) {
  std::unordered_map<std::string_view, int> numbers;
  for (const auto& line : b) numbers.emplace(line, static_cast<int>(numbers.size()));
  std::vector<bool> met(numbers.size(), false);
  Numbers of_a, of_b, place_a, place_b;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (auto known = numbers.find(a[i]); known != numbers.end()) {
      met[static_cast<std::size_t>(known->second)] = true;
      of_a.push_back(known->second), place_a.push_back(static_cast<int>(i));
    }
  for (std::size_t i = 0; i < b.size(); ++i)
    if (int number = numbers.at(b[i]); met[static_cast<std::size_t>(number)])
      of_b.push_back(number), place_b.push_back(static_cast<int>(i));
  auto kept = matches(of_a, of_b);
  Numbers out(a.size(), -1);
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (kept[i] >= 0) out[static_cast<std::size_t>(place_a[i])] = place_b[static_cast<std::size_t>(kept[i])];
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
