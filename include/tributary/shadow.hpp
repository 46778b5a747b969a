#pragma once
// A shadow database of our own for the project's Prisma: it wipes what it is given.
#include <memory>
#include <string>
#include <vector>

#include "tributary/rehearse.hpp"
#include "tributary/secret.hpp"

namespace tributary {

/// An empty database on the scratch server, dropped when it dies. `server` must outlive it.
class ShadowDatabase {
 public:
  ShadowDatabase(const ScratchServer& server, const std::vector<std::string>& extensions);
  ~ShadowDatabase();
  ShadowDatabase(const ShadowDatabase&) = delete;
  ShadowDatabase& operator=(const ShadowDatabase&) = delete;

  Secret url() const;  ///< as Prisma takes it; through a private server's socket

 private:
  struct Held;
  std::unique_ptr<Held> held_;
};

}  // namespace tributary
