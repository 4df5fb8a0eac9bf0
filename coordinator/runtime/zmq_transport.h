// The coordinator's real transport: a ROUTER socket. Owned and used by the loop's thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/router_socket.h"
#include "coordinator/report/bottleneck/load_book.h"
#include "coordinator/runtime/transport.h"
#include "coordinator/start/migration_keys.h"

namespace photomill {

class ZmqTransport final : public Transport {
 public:
  // With keys it encrypts, and accepts only peers with the migration's worker key, or its admin
  // key.
  explicit ZmqTransport(const std::optional<MigrationKeys>& keys);

  Status Listen(const std::string& endpoint) { return socket_.Bind(endpoint); }
  // With the actual port if the endpoint's port was 0.
  [[nodiscard]] std::string Endpoint() const { return socket_.BoundEndpoint(); }

  bool Receive(PeerId& peer, std::string& frame) override;
  SendResult Send(PeerId peer, const std::string& frame) override;

  // The next frame of an admin, of those that have arrived with the workers' frames.
  bool ReceiveAdmin(PeerId& peer, std::string& frame) { return socket_.ReceiveAdmin(peer, frame); }

  // Sleeps until a frame arrives, here or at `also`, one of `other_fds` is readable, or the timeout
  // is over.
  void Wait(std::span<const int> other_fds, Duration timeout, RouterSocket* also) {
    (void)socket_.Wait(other_fds, timeout, also);
  }

  // For other sockets of this process.
  [[nodiscard]] const ZmqContext& context() const { return context_; }

  // Without admins' frames and what encryption adds.
  [[nodiscard]] const WireTraffic& Traffic() const { return traffic_; }
  [[nodiscard]] uint64_t DroppedFrames() const { return socket_.DroppedFrames(); }
  [[nodiscard]] const TurnedAway& Strangers() const { return socket_.Strangers(); }

 private:
  ZmqContext context_;
  RouterSocket socket_;
  WireTraffic traffic_;
};

}  // namespace photomill
