#include "tributary/shadow.hpp"

#include <cctype>

#include "rehearse/database.hpp"
#include "rehearse/server.hpp"

namespace tributary {
namespace {

std::string in_url(const std::string& text) {
  static const char* digits = "0123456789ABCDEF";
  std::string out;
  for (char c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-')
      out += c;
    else
      out += {'%', digits[static_cast<unsigned char>(c) >> 4], digits[static_cast<unsigned char>(c) & 15]};
  return out;
}

}  // namespace

struct ShadowDatabase::Held {
  scratch::ScratchDatabase database;
};

ShadowDatabase::ShadowDatabase(const ScratchServer& server, const std::vector<std::string>& extensions)
    : held_(new Held{scratch::ScratchDatabase(server.parts(), extensions)}) {}

ShadowDatabase::~ShadowDatabase() = default;

Secret ShadowDatabase::url() const {
  const auto& owner = held_->database.server().owner;
  bool socket = owner.host.starts_with('/');
  auto url = "postgresql://" + in_url(owner.user) + ":" + in_url(owner.password) + "@" +
             (socket ? std::string("localhost") : owner.host) + ":" + owner.port + "/" + held_->database.name();
  url += socket ? "?host=" + in_url(owner.host) : "?sslmode=" + owner.sslmode;
  return Secret(url);
}

}  // namespace tributary
