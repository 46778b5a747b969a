#include "psl/inflect.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "psl/letters.hpp"

namespace tributary::psl {
namespace {

// Words without a plural of their own, in order.
constexpr std::array<std::string_view, 202> uncountable = {"accommodation",
                                                           "adulthood",
                                                           "advertising",
                                                           "advice",
                                                           "aggression",
                                                           "aid",
                                                           "air",
                                                           "aircraft",
                                                           "alcohol",
                                                           "anger",
                                                           "applause",
                                                           "arithmetic",
                                                           "assistance",
                                                           "athletics",
                                                           "bacon",
                                                           "baggage",
                                                           "beef",
                                                           "biology",
                                                           "blood",
                                                           "botany",
                                                           "bread",
                                                           "butter",
                                                           "carbon",
                                                           "cardboard",
                                                           "cash",
                                                           "chalk",
                                                           "chaos",
                                                           "chess",
                                                           "countryside",
                                                           "crossroads",
                                                           "dancing",
                                                           "deer",
                                                           "dignity",
                                                           "dirt",
                                                           "dust",
                                                           "economics",
                                                           "education",
                                                           "electricity",
                                                           "engineering",
                                                           "enjoyment",
                                                           "envy",
                                                           "equipment",
                                                           "ethics",
                                                           "evidence",
                                                           "evolution",
                                                           "fame",
                                                           "fiction",
                                                           "flour",
                                                           "flu",
                                                           "food",
                                                           "fuel",
                                                           "fun",
                                                           "furniture",
                                                           "gallows",
                                                           "garbage",
                                                           "garlic",
                                                           "genetics",
                                                           "gold",
                                                           "golf",
                                                           "gossip",
                                                           "grammar",
                                                           "gratitude",
                                                           "grief",
                                                           "guilt",
                                                           "gymnastics",
                                                           "happiness",
                                                           "hardware",
                                                           "harm",
                                                           "hate",
                                                           "hatred",
                                                           "health",
                                                           "heat",
                                                           "help",
                                                           "homework",
                                                           "honesty",
                                                           "honey",
                                                           "hospitality",
                                                           "housework",
                                                           "humour",
                                                           "hunger",
                                                           "hydrogen",
                                                           "ice",
                                                           "importance",
                                                           "inflation",
                                                           "information",
                                                           "innocence",
                                                           "iron",
                                                           "irony",
                                                           "jam",
                                                           "jewelry",
                                                           "judo",
                                                           "karate",
                                                           "knowledge",
                                                           "lack",
                                                           "laughter",
                                                           "lava",
                                                           "leather",
                                                           "leisure",
                                                           "lightning",
                                                           "linguine",
                                                           "linguini",
                                                           "linguistics",
                                                           "literature",
                                                           "litter",
                                                           "livestock",
                                                           "logic",
                                                           "loneliness",
                                                           "luck",
                                                           "luggage",
                                                           "macaroni",
                                                           "machinery",
                                                           "magic",
                                                           "management",
                                                           "mankind",
                                                           "marble",
                                                           "mathematics",
                                                           "mayonnaise",
                                                           "measles",
                                                           "methane",
                                                           "milk",
                                                           "money",
                                                           "mud",
                                                           "mumps",
                                                           "music",
                                                           "nature",
                                                           "news",
                                                           "nitrogen",
                                                           "nonsense",
                                                           "nurture",
                                                           "nutrition",
                                                           "obedience",
                                                           "obesity",
                                                           "oxygen",
                                                           "pasta",
                                                           "patience",
                                                           "physics",
                                                           "poetry",
                                                           "pollution",
                                                           "poverty",
                                                           "pride",
                                                           "psychology",
                                                           "publicity",
                                                           "punctuation",
                                                           "quartz",
                                                           "racism",
                                                           "relaxation",
                                                           "reliability",
                                                           "research",
                                                           "respect",
                                                           "revenge",
                                                           "rice",
                                                           "rubbish",
                                                           "rum",
                                                           "safety",
                                                           "scenery",
                                                           "seafood",
                                                           "seaside",
                                                           "series",
                                                           "shame",
                                                           "sheep",
                                                           "shopping",
                                                           "sleep",
                                                           "smoke",
                                                           "smoking",
                                                           "snow",
                                                           "soap",
                                                           "software",
                                                           "soil",
                                                           "spaghetti",
                                                           "species",
                                                           "steam",
                                                           "stuff",
                                                           "stupidity",
                                                           "sunshine",
                                                           "symmetry",
                                                           "tennis",
                                                           "thirst",
                                                           "thunder",
                                                           "timber",
                                                           "traffic",
                                                           "transportation",
                                                           "trust",
                                                           "underwear",
                                                           "unemployment",
                                                           "unity",
                                                           "validity",
                                                           "veal",
                                                           "vegetarianism",
                                                           "vegetation",
                                                           "vengeance",
                                                           "violence",
                                                           "vitality",
                                                           "warmth",
                                                           "wealth",
                                                           "weather",
                                                           "welfare",
                                                           "wheat",
                                                           "wildlife",
                                                           "wisdom",
                                                           "yoga",
                                                           "zinc",
                                                           "zoology"};

constexpr std::array<std::pair<std::string_view, std::string_view>, 10> irregular = {{{"ox", "oxen"},
                                                                                      {"man", "men"},
                                                                                      {"woman", "women"},
                                                                                      {"die", "dice"},
                                                                                      {"yes", "yeses"},
                                                                                      {"foot", "feet"},
                                                                                      {"eave", "eaves"},
                                                                                      {"goose", "geese"},
                                                                                      {"tooth", "teeth"},
                                                                                      {"quiz", "quizzes"}}};

// A word that ends with one of the stems and one of the tails behind it gets the ending for its tail. In a stem, [abc]
// stands for one of these letters and [^abc] for any other.
struct Rule {
  std::initializer_list<std::string_view> stems;
  std::initializer_list<std::string_view> tails;
  std::string_view ending;
};

const std::initializer_list<Rule> rules = {
    {{"eaux"}, {""}, ""},
    {{"child"}, {"ren", ""}, "ren"},
    {{"pe"}, {"rson", "ople"}, "ople"},
    {{"m", "l"}, {"ice", "ouse"}, "ice"},
    {{"matr", "cod", "mur", "sil", "vert", "ind", "append"}, {"ix", "ex"}, "ices"},
    {{"x", "ch", "ss", "sh", "zz"}, {""}, "es"},
    {{"xes", "ches", "sses", "shes", "zzes"}, {""}, ""},
    {{"[^ch][ieo][ln]"}, {"ey"}, "ies"},
    {{"[^aeiouy]", "qu"}, {"y"}, "ies"},
    {{"ar", "l", "ea", "eo", "oa", "hoo"}, {"f"}, "ves"},
    {{"kni", "wi", "li"}, {"fe"}, "ves"},
    {{""}, {"sis"}, "ses"},
    {{"apheli", "hyperbat", "periheli", "asyndet", "noumen", "phenomen", "criteri", "organ", "prolegomen", "hedr",
      "automat"},
     {"a", "on"},
     "a"},
    {{"agend", "addend", "millenni", "dat", "extrem", "bacteri", "desiderat", "strat", "candelabr", "errat", "ov",
      "symposi", "curricul", "automat", "quor"},
     {"a", "um"},
     "a"},
    {{"her", "at", "gr"}, {"o"}, "oes"},
    {{"seraph", "cherub"}, {"im", ""}, "im"},
    {{"alumn", "alg", "vertebr"}, {"a", "ae"}, "ae"},
    {{"alumn", "syllab", "octop", "vir", "radi", "nucle", "fung", "cact", "stimul", "termin", "bacill", "foc", "uter",
      "loc", "strat"},
     {"us", "i"},
     "i"},
    {{"[^l]ias", "[aeiou]las", "[emjzr]as", "[iu]am"}, {""}, ""},
    {{"e[mn]u"}, {"s", ""}, "s"},
    {{"alias", "[^aou]us", "tlas", "gas", "ris"}, {""}, "es"},
    {{"ax", "test"}, {"is"}, "es"},
    {{"[^aeiou]ese"}, {""}, ""},
    {{""}, {"s"}, "s"}};

// Cuts a stem's last letter or class off; whether `letter` is it.
bool last_fits(std::string_view& stem, char letter) {
  if (stem.back() != ']') {
    bool same = stem.back() == letter;
    return stem.remove_suffix(1), same;
  }
  auto open = stem.rfind('[');
  auto letters = stem.substr(open + 1, stem.size() - open - 2);
  stem.remove_suffix(stem.size() - open);
  bool other = letters.starts_with('^');
  return (letters.substr(other ? 1 : 0).find(letter) != letters.npos) != other;
}

bool ends_with(std::string_view word, std::string_view stem) {
  while (!stem.empty()) {
    if (word.empty() || !last_fits(stem, word.back())) return false;
    word.remove_suffix(1);
  }
  return true;
}

bool digit(char c) {
  return c >= '0' && c <= '9';
}
bool alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || digit(c) || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string plural(std::string_view word) {
  if (std::binary_search(uncountable.begin(), uncountable.end(), word)) return std::string(word);
  for (const auto& [one, many] : irregular)
    if (word == one) return std::string(many);
  for (const auto& rule : rules)
    for (auto tail : rule.tails) {
      if (!word.ends_with(tail)) continue;
      auto before = word.substr(0, word.size() - tail.size());
      for (auto stem : rule.stems)
        if (ends_with(before, stem)) return std::string(before) + std::string(rule.ending);
    }
  return std::string(word) + "s";
}

std::string camel_case(std::string_view name) {
  while (!name.empty() && !alphanumeric(name.back())) name.remove_suffix(1);
  std::string out;
  bool new_word = false, after_lower = false;  // the latter of the last letter that began no word
  for (std::size_t size = 0; !name.empty(); name.remove_prefix(size)) {
    size = character_size(name);
    auto letter = name.substr(0, size);
    char c = letter[0];
    if (!alphanumeric(c)) {
      new_word = !out.empty();
    } else if (digit(c)) {
      new_word = true;
      out += c;
    } else if (new_word || (after_lower && is_upper(letter))) {
      new_word = false;
      out += size > 1 ? std::string(letter) : upper_cased(letter);
    } else {
      after_lower = is_lower(letter);
      out += size > 1 ? std::string(letter) : lower_cased(letter);
    }
  }
  return out;
}

std::string first_lower(std::string_view name) {
  auto size = name.empty() ? 0 : character_size(name);
  return lower_cased(name.substr(0, size)) + std::string(name.substr(size));
}

std::string first_upper(std::string_view name) {
  auto size = name.empty() ? 0 : character_size(name);
  return upper_cased(name.substr(0, size)) + std::string(name.substr(size));
}

}  // namespace tributary::psl
