// Connections between the workers and the coordinator, as ZeroMQ makes them, or worse.
//
// Fault model: a connection carries frames in order and loses none until it breaks. Then everything
// in transit is lost, in both directions; frames that had arrived can still be read. A broken
// connection is made again automatically, as another peer. A stalled connection delivers nothing
// for a while, and neither end is notified; the same holds for a silent partition, in which no new
// connection is made either. An end with too many frames in transit accepts no more.
//
// While the network is lossy, it no longer behaves like ZeroMQ: single frames are lost, duplicated,
// delayed or reordered, and the connection stays open. No frame is changed in transit.
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
  Network(const SimClock& clock, uint64_t seed);

  // --- the coordinator's end ---
  bool Receive(PeerId& peer, std::string& frame) override;
  SendResult Send(PeerId peer, const std::string& frame) override;
  // While nobody listens, every connection is broken, and none is made.
  void Listen(bool listening);

  // --- a worker's end ---
  void Dial(size_t worker);                     // a new socket; the old one's frames are lost
  void HangUp(size_t worker);                   // the process is gone
  bool Send(size_t worker, std::string frame);  // false: not now
  bool Receive(size_t worker, std::string& frame);

  // Connections accept so few frames that some have to wait.
  [[nodiscard]] bool is_narrow() const { return frames_max_ <= kNarrow; }

  // --- faults ---
  void Break(size_t worker);
  void Stall(size_t worker, Instant until);
  // No connection of this worker is made until then; an existing one breaks, or falls silent.
  void Part(size_t worker, Instant until, bool silently);
  void LoseFrames(Instant until) { lossy_until_ = until; }
  void Inject(std::string frame);  // from a peer that is not a worker

  // Makes the connections that are due.
  void Step();

  // Sees every frame that the coordinator sends or receives.
  using Observer = std::function<void(PeerId, const std::string&)>;
  void OnSend(Observer observer) { on_send_ = std::move(observer); }
  void OnReceive(Observer observer) { on_receive_ = std::move(observer); }

 private:
  using Frames = std::deque<std::pair<Instant, std::string>>;  // in the order of their arrival
  struct Direction {
    Instant last_due;
    Frames frames;
  };
  struct Link {
    size_t worker = 0;
    bool open = true;
    Instant gone_at;  // when the coordinator's end notices that the connection is closed
    Instant stalled_until;
    Direction up;
    Direction down;
  };
  struct Socket {
    std::optional<PeerId> link;
    std::optional<Instant> connects_at;
    Instant parted_until;
    std::deque<std::string> arrived;  // on connections that broke since
  };

  static constexpr size_t kNarrow = 6;
  static constexpr size_t kWide = 1000;

  void Carry(Direction& direction, const Link& link, const std::string& frame);
  bool Take(Direction& direction, std::string& frame);
  void Close(Socket& socket, bool keep_arrived);
  Socket& SocketOf(size_t worker);
  Link* LinkOf(Socket& socket);

  const SimClock& clock_;
  Random random_;
  const size_t frames_max_;  // in transit in one direction
  Observer on_send_;
  Observer on_receive_;
  bool listening_ = false;
  Instant lossy_until_;
  uint64_t next_peer_ = 1;
  std::map<PeerId, Link> links_;
  std::map<size_t, Socket> sockets_;
};

}  // namespace photomill::sim
