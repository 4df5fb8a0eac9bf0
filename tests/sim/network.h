// Connections between the workers and the coordinator, as ZeroMQ makes them.
//
// Fault model: a connection carries frames in order and loses none, until it breaks; then
// everything that is still under way is lost, in both directions, and frames that had arrived can
// still be read. A broken connection forms again by itself, as another peer. A stalled one delivers
// nothing for a while, and neither end is told. No frame is changed, doubled or overtaken.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/random.h"
#include "coordinator/runtime/transport.h"
#include "tests/sim/sim_clock.h"

namespace photomill::sim {

class Network final : public Transport {
 public:
  Network(const SimClock& clock, uint64_t seed) : clock_(clock), random_(seed) {}

  // --- the coordinator's end ---
  bool Receive(PeerId& peer, std::string& frame) override;
  SendResult Send(PeerId peer, const std::string& frame) override;
  // While nobody listens every connection is broken, and none is made.
  void Listen(bool listening);

  // --- a worker's end ---
  void Dial(size_t worker);                     // a new socket; what the old one had is lost
  void HangUp(size_t worker);                   // the process is gone
  bool Send(size_t worker, std::string frame);  // false: not connected
  bool Receive(size_t worker, std::string& frame);

  // --- faults ---
  void Break(size_t worker);
  void Stall(size_t worker, Instant until);
  void Inject(std::string frame);  // from somebody who is no worker

  // Connections that are due are made.
  void Step();

  // Sees every frame that the coordinator sends.
  void OnSend(std::function<void(const std::string&)> observer) { observer_ = std::move(observer); }

 private:
  struct Link {
    size_t worker = 0;
    bool open = true;
    Instant gone_at;  // from then on the coordinator's end knows that it is not open
    Instant stalled_until;
    Instant up_due;
    Instant down_due;
    std::deque<std::pair<Instant, std::string>> up;
    std::deque<std::pair<Instant, std::string>> down;
  };
  struct Socket {
    std::optional<PeerId> link;
    std::optional<Instant> connects_at;
    std::deque<std::string> arrived;  // of connections that broke since
  };

  Instant Due(Instant& last, const Link& link);
  void Close(Socket& socket, bool keep_arrived);
  Socket& SocketOf(size_t worker);
  Link* LinkOf(Socket& socket);

  const SimClock& clock_;
  Random random_;
  std::function<void(const std::string&)> observer_;
  bool listening_ = false;
  uint64_t next_peer_ = 1;
  std::map<PeerId, Link> links_;
  std::map<size_t, Socket> sockets_;
};

}  // namespace photomill::sim
