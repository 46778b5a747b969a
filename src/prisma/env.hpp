#pragma once
// .env files as Prisma reads them (dotenv, then dotenv-expand's ${NAME}).
#include <map>
#include <string>
#include <string_view>

namespace tributary::prisma {

/// Keys and raw values of one .env file: quotes removed, `export` allowed, comments and \n in double quotes as dotenv
/// does.
std::map<std::string, std::string> parse_env(std::string_view text);

/// How much one file's `${NAME}` may cost. Where it is spent, what is left is not expanded and nothing of it is known.
struct ExpansionBudget {
  int steps = 20'000;
  std::size_t bytes = 4u << 20;
  bool spent = false;
  bool step() { return !(spent = spent || --steps < 0); }
  bool take(std::size_t more) {
    spent = spent || more > bytes;
    if (!spent) bytes -= more;
    return !spent;
  }
};

/// `${NAME}` replaced from `environment` first, then from `values`; $NAME is left alone; a cycle ends with the empty
/// text.
std::string expand(const std::string& value, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& values);
std::string expand(const std::string& value, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& values, ExpansionBudget& budget);

}  // namespace tributary::prisma
