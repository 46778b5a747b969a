#include "collect/compose.hpp"

#include <algorithm>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"

namespace tributary {
namespace {

constexpr std::size_t largest = 1u << 20;

bool is_postgres(const std::string& image) {
  auto name = text::lower(image);
  for (const char* known : {"postgres", "postgis", "timescale", "pgvector", "supabase/"})
    if (name.find(known) != name.npos) return true;
  return false;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 6 && text.find_first_not_of("0123456789") == text.npos;
}

// "5433:5432", "127.0.0.1:5433:5432/tcp"; a lone container port is published at one that the engine chooses.
std::string host_port(const std::string& entry) {
  auto parts = text::split(entry.substr(0, entry.find('/')), ':');
  if (parts.size() < 2 || parts.back() != "5432") return {};
  const auto& port = parts[parts.size() - 2];
  return is_number(port) ? port : std::string();
}

struct Service {
  bool postgres = false;
  std::string port;
};

std::string unquoted(std::string word) {
  std::erase_if(word, [](char c) { return c == '"' || c == '\'' || c == '[' || c == ']' || c == ','; });
  return text::trim(word);
}

// One line of a service: its image, or an entry of its ports in the short or in the long form.
void read_line(const std::string& line, Service& service) {
  auto text = text::trim(line);
  if (text.starts_with("image:")) service.postgres = is_postgres(text.substr(6));
  if (text.starts_with("published:") && is_number(unquoted(text.substr(10)))) service.port = unquoted(text.substr(10));
  if (!text.starts_with("-") && !text.starts_with("ports:")) return;
  for (const auto& word : text::split(text.substr(text.starts_with("-") ? 1 : 6), ','))
    if (auto port = host_port(unquoted(word)); !port.empty() && service.port.empty()) service.port = port;
}

}  // namespace

std::string published_postgres(std::string_view compose) {
  constexpr auto none = std::string::npos;
  std::size_t services = none, service_indent = none;
  Service service;
  for (const auto& line : text::lines(std::string(compose))) {
    auto indent = line.find_first_not_of(' ');
    if (indent == line.npos || line[indent] == '#') continue;
    if (services == none || indent <= services) {
      services = line.starts_with("services:") ? indent : none;
      service_indent = none;
    } else {
      if (service_indent == none) service_indent = indent;
      if (indent == service_indent) service = {};
      read_line(line, service);
    }
    if (service.postgres && !service.port.empty()) return service.port;
  }
  return {};
}

std::string published_database(const std::string& worktree) {
  for (const char* name : {"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"}) {
    auto path = join_path(worktree, name);
    if (kind_of(path) != FileKind::file) continue;
    auto read = read_file(path);
    if (!read.bytes || read.bytes->size() > largest) continue;
    if (auto port = published_postgres(*read.bytes); !port.empty()) return std::string(name) + ": port " + port;
  }
  return {};
}

}  // namespace tributary
