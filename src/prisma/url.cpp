#include "prisma/url.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/text.hpp"

namespace tributary::prisma {
namespace {

using std::string_view;

/// A URL cut where RFC 3986 cuts it, nothing decoded yet.
struct Pieces {
  bool is_url = false;
  bool has_authority = false;  ///< "//" follows the scheme
  string_view scheme, userinfo, host_and_port, path, query;
  bool has_userinfo = false, has_query = false;
};

bool scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

string_view unquoted(string_view text) {
  auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  if (text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back())
    return text.substr(1, text.size() - 2);
  return text;
}

Pieces cut(string_view text) {
  Pieces pieces;
  auto colon = text.find(':');
  if (colon == 0 || colon == text.npos) return pieces;
  pieces.scheme = text.substr(0, colon);
  pieces.is_url = std::all_of(pieces.scheme.begin(), pieces.scheme.end(), scheme_character);
  auto rest = text.substr(colon + 1);
  rest = rest.substr(0, rest.find('#'));
  pieces.has_authority = rest.substr(0, 2) == "//";
  if (pieces.has_authority) {
    rest.remove_prefix(2);
    auto authority = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(authority.size());
    if (auto at = authority.rfind('@'); at != authority.npos) {
      pieces.has_userinfo = true;
      pieces.userinfo = authority.substr(0, at);
      authority.remove_prefix(at + 1);
    }
    pieces.host_and_port = authority;
  }
  auto question = rest.find('?');
  pieces.path = rest.substr(0, question);
  pieces.has_query = question != rest.npos;
  if (pieces.has_query) pieces.query = rest.substr(question + 1);
  return pieces;
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// A % that two hex digits do not follow stands for itself, as in the WHATWG URL standard.
std::string decoded(string_view text, bool plus_is_blank = false) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]));
      i += 2;
    } else {
      out += plus_is_blank && text[i] == '+' ? ' ' : text[i];
    }
  }
  return out;
}

bool whole_number(string_view text) {
  unsigned long long value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

std::string invalid(const std::string& because) {
  return "P1013: The provided database string is invalid: " + because;
}

void read_host(Url& url, string_view text) {
  auto colon = text.rfind(':');
  if (!text.empty() && text.front() == '[') {
    auto bracket = text.find(']');
    if (bracket == text.npos) return void(url.problem = invalid("an IPv6 address without its closing bracket"));
    if (colon != text.npos && colon < bracket) colon = text.npos;
  }
  auto port = colon == text.npos ? string_view() : text.substr(colon + 1);
  auto host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  if (!host.empty()) url.host = decoded(host);
  if (port.empty()) return;
  int number = 0;
  auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number < 0 || number > 65535)
    url.problem = invalid("invalid port number (characters such as / ? # in a password must be percent-encoded)");
  else
    url.port = number;
}

void read_parameters(Url& url, string_view query) {
  for (const auto& pair : text::split(query, '&')) {
    if (pair.empty()) continue;
    string_view view = pair;
    auto equals = view.find('=');
    auto value = equals == view.npos ? string_view() : view.substr(equals + 1);
    url.parameters[decoded(view.substr(0, equals), true)] = decoded(value, true);
  }
}

void apply_parameters(Url& url) {
  auto value = [&](const char* name) {
    auto at = url.parameters.find(name);
    return at == url.parameters.end() ? std::string() : at->second;
  };
  url.schema = value("schema");
  if (auto host = value("host"); !host.empty()) url.host = host;
  for (const char* name : {"connect_timeout", "connection_limit", "pool_timeout", "socket_timeout",
                           "statement_cache_size", "max_connection_lifetime", "max_idle_connection_lifetime"})
    if (url.parameters.count(name) && !whole_number(value(name)))
      url.problem = invalid(std::string("the parameter ") + name + " is not a whole number");
}

// Whatever is not known to be harmless is hidden: sslpassword, sslidentity, api_key and what the next version brings.
bool harmless(const std::string& parameter) {
  static constexpr std::array<string_view, 20> names = {"application_name",
                                                        "channel_binding",
                                                        "connect_timeout",
                                                        "connection_limit",
                                                        "host",
                                                        "keepalives",
                                                        "max_connection_lifetime",
                                                        "max_idle_connection_lifetime",
                                                        "pgbouncer",
                                                        "pool_timeout",
                                                        "port",
                                                        "schema",
                                                        "single_use_connections",
                                                        "socket_timeout",
                                                        "sslaccept",
                                                        "sslmode",
                                                        "statement_cache_size",
                                                        "target_session_attrs",
                                                        "connection_timeout",
                                                        "pool_mode"};
  return std::find(names.begin(), names.end(), parameter) != names.end();
}

std::string redacted_query(string_view query) {
  std::vector<std::string> out;
  for (const auto& pair : text::split(query, '&')) {
    auto equals = pair.find('=');
    if (equals == pair.npos) {
      if (!pair.empty()) out.push_back("***");
    } else {
      auto name = decoded(pair.substr(0, equals), true);
      bool counts = name.ends_with("timeout") || name.ends_with("limit") || name == "port";
      bool shown = harmless(name) && (!counts || whole_number(string_view(pair).substr(equals + 1)));
      out.push_back(shown ? pair : pair.substr(0, equals) + "=***");
    }
  }
  return text::join(out, "&");
}

/// Where a password holds an unescaped / ? # or @, cutting by the standard leaves half of it in the path or query: then
/// the last @ that no parameter explains ends the secret. npos: nothing suspicious.
std::size_t end_of_broken_userinfo(string_view text, const Pieces& pieces) {
  auto begin = static_cast<std::size_t>(pieces.host_and_port.data() - text.data()) + pieces.host_and_port.size();
  std::size_t last = text.npos;
  bool in_query = false, value = false;
  for (std::size_t i = begin; i < text.size(); ++i) {
    if (text[i] == '?') in_query = true, value = false;
    if (text[i] == '&') value = false;
    if (text[i] == '=' && in_query && pieces.has_userinfo) value = true;
    if (text[i] == '@' && !value) last = i;
  }
  return last;
}

}  // namespace

Url parse_url(const std::string& text) {
  Url url;
  url.host = "localhost";
  url.database = "postgres";
  auto pieces = cut(unquoted(text));
  if (!pieces.is_url) {
    url.problem = invalid("it is not a URL");
    return url;
  }
  url.scheme = text::lower(pieces.scheme);
  url.postgres = (url.scheme == "postgres" || url.scheme == "postgresql") && pieces.has_authority;
  if (!url.postgres) {
    url.problem = "the URL does not start with postgresql:// or postgres://";
    return url;
  }
  // A password that is not encoded is cut into host, port, path and fragment: nothing of these is to be named.
  if (end_of_broken_userinfo(unquoted(text), pieces) != string_view::npos) {
    url.host.clear(), url.database.clear();
    url.problem = invalid("characters such as / ? # @ in a user name or password must be percent-encoded");
    return url;
  }
  auto colon = pieces.userinfo.find(':');
  url.user = decoded(pieces.userinfo.substr(0, colon));
  if (colon != string_view::npos) url.password = decoded(pieces.userinfo.substr(colon + 1));
  read_host(url, pieces.host_and_port);
  auto path = pieces.path.substr(pieces.path.empty() ? 0 : 1);
  if (auto name = decoded(path.substr(0, path.find('/'))); !name.empty()) url.database = name;
  read_parameters(url, pieces.query);
  apply_parameters(url);
  return url;
}

std::string without_secrets(const std::string& text) {
  std::string out;
  std::size_t from = 0;
  for (auto at = text.find("://"); at != text.npos; at = text.find("://", from)) {
    auto begin = at;
    while (begin > from && scheme_character(text[begin - 1])) --begin;
    auto end = std::min(text.find_first_of(" \t\r\n\"'`<>", at), text.size());
    out += text.substr(from, begin - from) + redacted(text.substr(begin, end - begin));
    from = end;
  }
  return out + text.substr(from);
}

std::string redacted(const std::string& text) {
  auto shown = unquoted(text);
  auto pieces = cut(shown);
  if (!pieces.is_url) return "***";
  auto scheme = std::string(pieces.scheme);
  if (!pieces.has_authority) {
    if (scheme != "file") return "***";
    auto query = pieces.has_query ? "?" + redacted_query(pieces.query) : std::string();
    return scheme + ":" + std::string(pieces.path) + query;
  }
  if (auto at = end_of_broken_userinfo(shown, pieces); at != shown.npos)
    return redacted(scheme + "://***@" + std::string(shown.substr(at + 1)));
  // SQL Server's form, sqlserver://host;password=…, and broken ports, which may be pieces of a password
  if (shown.find(';') != shown.npos) return scheme + "://***";
  auto host = pieces.host_and_port;
  if (auto colon = host.rfind(':'); colon != host.npos && host.find(']', colon) == host.npos)
    if (!whole_number(host.substr(colon + 1)) && colon + 1 < host.size()) return scheme + "://***";
  std::string out = scheme + "://";
  if (pieces.has_userinfo) {
    auto colon = pieces.userinfo.find(':');
    bool doubtful = pieces.userinfo.find('@') < colon;  // more than a user's name
    out += doubtful ? "***" : std::string(pieces.userinfo.substr(0, colon));
    out += colon == string_view::npos ? "@" : ":***@";
  }
  out += std::string(host) + std::string(pieces.path);
  if (pieces.has_query) out += "?" + redacted_query(pieces.query);
  return out;
}

}  // namespace tributary::prisma
