#pragma once
// A server that speaks PostgreSQL's protocol and answers what no PostgreSQL does.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace tributary::testing {

class OddServer {
 public:
  /// `rows`: what a SELECT of this text is answered with, after a description of one text column per value.
  using Rows = std::function<std::vector<std::vector<std::string>>(const std::string& sql)>;

  OddServer(int columns, Rows rows) : columns_(columns), rows_(std::move(rows)) {
    fd_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_, 5) == 0);
    ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &length);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~OddServer() {
    ::shutdown(fd_, SHUT_RDWR);
    if (int client = client_; client >= 0) ::shutdown(client, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }
  OddServer(const OddServer&) = delete;
  OddServer& operator=(const OddServer&) = delete;

  std::string url() const { return "postgresql://ann:word@127.0.0.1:" + std::to_string(port_) + "/shop"; }

 private:
  static std::string number(std::uint32_t value, int bytes = 4) {
    std::string out;
    for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(value >> (8 * i));
    return out;
  }
  static std::string message(char type, const std::string& body) {
    return std::string(1, type) + number(static_cast<std::uint32_t>(body.size()) + 4) + body;
  }
  static bool take(int fd, std::string& into, std::size_t bytes) {
    into.resize(bytes);
    for (std::size_t at = 0; at < bytes;) {
      auto got = ::recv(fd, into.data() + at, bytes - at, 0);
      if (got <= 0) return false;
      at += static_cast<std::size_t>(got);
    }
    return true;
  }
  static std::uint32_t read_number(const std::string& text) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text.at(i));
    return value;
  }
  static bool send(int fd, const std::string& text) {
    return ::send(fd, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
  }

  void serve() {
    for (int fd = 0; (fd = ::accept(fd_, nullptr, nullptr)) >= 0; client_ = -1, ::close(fd)) client_ = fd, talk(fd);
  }

  bool greet(int fd) {
    for (std::string length, body; take(fd, length, 4) && take(fd, body, read_number(length) - 4);) {
      if (read_number(body) == 196608)
        return send(fd, message('R', number(0)) +
                            message('S', std::string("server_version\0"
                                                     "15.1\0",
                                                     20)) +
                            message('S', std::string("standard_conforming_strings\0"
                                                     "on\0",
                                                     31)) +
                            message('S', std::string("client_encoding\0"
                                                     "UTF8\0",
                                                     21)) +
                            message('Z', "I"));
      send(fd, "N");  // no TLS, no GSS
    }
    return false;
  }

  void talk(int fd) {
    if (!greet(fd)) return;
    char state = 'I';
    for (std::string type, length, body; take(fd, type, 1) && take(fd, length, 4);) {
      if (!take(fd, body, read_number(length) - 4) || type != "Q") return;
      std::string sql = body.c_str();
      if (sql.find("BEGIN") != sql.npos || sql.find("begin") != sql.npos) state = 'T';
      if (!(sql.find("SELECT") == sql.npos ? send(fd, message('C', std::string("SET\0", 4))) : answer(fd, sql))) return;
      if (!send(fd, message('Z', std::string(1, state)))) return;
    }
  }

  bool answer(int fd, const std::string& sql) {
    auto rows = rows_(sql);
    auto width = rows.empty() ? static_cast<std::size_t>(columns_) : rows.front().size();
    std::string description = number(static_cast<std::uint32_t>(width), 2);
    for (std::size_t i = 0; i < width; ++i)
      description += std::string("c\0", 2) + number(0) + number(0, 2) + number(25) + number(0xFFFF, 2) +
                     number(0xFFFFFFFF) + number(0, 2);
    bool sent = send(fd, message('T', description));
    for (std::size_t i = 0; i < rows.size() && sent; ++i) {
      std::string row = number(static_cast<std::uint32_t>(width), 2);
      for (const auto& value : rows[i]) row += number(static_cast<std::uint32_t>(value.size())) + value;
      do sent = send(fd, message('D', row));
      while (sent && endless && i + 1 == rows.size());
    }
    return sent && send(fd, message('C', std::string("SELECT 1\0", 9)));
  }

 public:
  bool endless = false;  ///< the last row of an answer comes again and again

 private:
  int columns_;
  Rows rows_;
  int fd_ = -1;
  std::atomic<int> client_{-1};
  int port_ = 0;
  std::thread thread_;
};

}  // namespace tributary::testing
