// The connection to the coordinator: its addresses, the socket to one of them, and the cause if
// none of them can ever work. libzmq retries silently whatever happens; this finds out why. Owned
// and used only by the engine's loop.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/dealer_socket.h"
#include "worker/runtime/engine_transport.h"

namespace photomill {

struct ContactOptions {
  std::vector<std::string> addresses;  // of one coordinator, not empty
  std::optional<CurveClient> keys;     // none: unencrypted
  std::string migration_id;            // of the join file, for messages; may be empty
};

class Contact final : public EngineTransport {
 public:
  explicit Contact(ContactOptions options);

  // Creates a new socket, to the same address if that has answered, otherwise to the next one.
  // Fails if no address is usable, for example if the host names are unknown. There is still a
  // socket then, but it is not connected.
  Status Dial(Instant now) override;

  // Call it once per turn. Switches to the next address if nobody answers at this one. Returns the
  // reason if every address has permanently rejected this worker. Without a connection it may block
  // for two seconds to ask what is at the other end.
  std::optional<std::string> Follow(Instant now) override;

  bool Receive(std::string& frame) override { return socket_->Receive(frame); }
  bool Send(const std::string& frame) override { return socket_->Send(frame); }

  // For display: "tcp://192.0.2.5:5577 or tcp://nas.example:5577".
  [[nodiscard]] std::string Describe() const;

  // Valid after the first Dial().
  [[nodiscard]] DealerSocket& socket() { return *socket_; }

 private:
  [[nodiscard]] const std::string& Address() const { return options_.addresses[current_]; }
  // Why this address can never work; nothing if it still could.
  [[nodiscard]] std::optional<std::string> FindReason() const;
  std::optional<std::string> GiveUpAddress(Instant now, std::string reason);
  void GoOnToNextAddress();

  const ContactOptions options_;
  const ZmqContext context_;
  std::unique_ptr<DealerSocket> socket_;
  size_t current_ = 0;
  bool answered_ = false;  // at this address since the last dial
  bool reached_ = false;   // its machine accepted a connection since the last dial
  uint32_t failed_ = 0;    // failed attempts in a row at this address
  Instant dialed_at_;
  std::vector<std::string> reasons_;  // by address; empty: none so far
};

}  // namespace photomill
