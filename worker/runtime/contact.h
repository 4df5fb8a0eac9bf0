// The way to the coordinator: its addresses, the socket to one of them, and the reason where none
// of them will ever do. libzmq tries again in silence whatever happens; this finds out why. Owned
// and used by the engine's loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/zmq_socket.h"
#include "worker/runtime/engine_transport.h"

namespace photomill {

struct ContactOptions {
  std::vector<std::string> addresses;  // of one coordinator, not empty
  std::optional<CurveClient> keys;     // none: plain text
  std::string migration_id;            // of the join file, for messages; may be empty
};

class Contact final : public EngineTransport {
 public:
  explicit Contact(ContactOptions options);

  // Makes a new socket: to the same address where that one has answered, else to the next one. A
  // failure says that no address can be made sense of, unknown host names say; there is a socket
  // all the same, which is not connected.
  Status Dial(Instant now) override;

  // Once a turn: goes on to the next address where nobody is at this one. The reason, where every
  // address has turned this worker away for good. May block for two seconds while there is no
  // connection, to ask who is at the other end.
  std::optional<std::string> Follow(Instant now) override;

  bool Receive(std::string& frame) override { return socket_->Receive(frame); }
  bool Send(const std::string& frame) override { return socket_->Send(frame); }

  // For people: "tcp://192.0.2.5:5577 or tcp://nas.example:5577".
  [[nodiscard]] std::string Describe() const;

  // After the first Dial().
  [[nodiscard]] DealerSocket& socket() { return *socket_; }

 private:
  [[nodiscard]] const std::string& Address() const { return options_.addresses[current_]; }
  // Why this address will never do; nothing where it may yet.
  [[nodiscard]] std::optional<std::string> FindReason() const;
  std::optional<std::string> GiveUpAddress(Instant now, std::string reason);
  void GoOnToNextAddress();

  const ContactOptions options_;
  const ZmqContext context_;
  std::unique_ptr<DealerSocket> socket_;
  size_t current_ = 0;
  bool answered_ = false;  // this address, since the last dial
  bool reached_ = false;   // its machine took a connection since the last dial
  uint32_t failed_ = 0;    // tries in a row that came to nothing, at this address
  Instant dialed_at_;
  std::vector<std::string> reasons_;  // by address; empty: none so far
};

}  // namespace photomill
