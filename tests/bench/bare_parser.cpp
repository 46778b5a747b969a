// PostgreSQL's parser alone over the files named on standard input: what an analysis of the same bytes cannot fall
// below.
#include <pg_query.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

int main() {
  std::size_t bytes = 0, refused = 0;
  for (std::string path; std::getline(std::cin, path);) {
    std::ifstream in(path);
    std::string sql{std::istreambuf_iterator<char>(in), {}};
    auto tree = pg_query_parse(sql.c_str());
    bytes += sql.size(), refused += tree.error != nullptr;
    pg_query_free_parse_result(tree);
  }
  std::printf("%zu bytes, %zu scripts refused\n", bytes, refused);
}
