#pragma once
// .env files as Prisma reads them (dotenv, then dotenv-expand's ${NAME}).
#include <map>
#include <string>
#include <string_view>

namespace tributary::prisma {

/// Keys and raw values of one .env file: quotes removed, `export` allowed, comments and \n in double quotes as dotenv
/// does.
std::map<std::string, std::string> parse_env(std::string_view text);

/// `${NAME}` replaced from `environment` first, then from `values`; $NAME is left alone; a cycle ends with the empty
/// text.
std::string expand(const std::string& value, const std::map<std::string, std::string>& environment,
                   const std::map<std::string, std::string>& values);

}  // namespace tributary::prisma
