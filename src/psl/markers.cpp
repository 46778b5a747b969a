#include "psl/markers.hpp"

namespace tributary::psl {

std::string ended(std::string text) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  return text;
}

std::string marked(const Labels& labels, const std::string& ours, const std::string& base, const std::string& theirs) {
  return "<<<<<<< " + labels.ours + "\n" + ended(ours) + "||||||| " + labels.base + "\n" + ended(base) + "=======\n" +
         ended(theirs) + ">>>>>>> " + labels.theirs + "\n";
}

std::string undecided(Take take, const Labels& labels, const std::string& ours, const std::string& base,
                      const std::string& theirs) {
  if (take == Take::markers) return marked(labels, ours, base, theirs);
  return ended(take == Take::ours ? ours : theirs);
}

}  // namespace tributary::psl
