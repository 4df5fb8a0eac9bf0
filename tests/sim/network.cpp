#include "tests/sim/network.h"

#include <algorithm>

namespace photomill::sim {

Network::Network(const SimClock& clock, uint64_t seed)
    : clock_(clock), random_(seed), frames_max_(random_.Below(4) == 0 ? kNarrow : kWide) {}

Network::Socket& Network::SocketOf(size_t worker) {
  return sockets_[worker];
}

Network::Link* Network::LinkOf(Socket& socket) {
  return socket.link ? &links_.at(*socket.link) : nullptr;
}

// In order, never before the previous frame, unless the network is lossy.
void Network::Carry(Direction& direction, const Link& link, const std::string& frame) {
  const Instant earliest = std::max(clock_.Now(), link.stalled_until);
  const auto insert = [&](Instant due) {
    const auto behind =
        std::upper_bound(direction.frames.begin(), direction.frames.end(), due,
                         [](Instant instant, const auto& other) { return instant < other.first; });
    direction.frames.emplace(behind, due, frame);
  };
  if (clock_.Now() < lossy_until_) {
    const uint64_t draw = random_.Below(20);
    if (draw == 0) return;                                         // lost
    if (draw == 1) insert(earliest + Between(random_, 0, 8'000));  // doubled
    if (draw <= 3) {                                               // late, and reordered
      insert(earliest + Between(random_, 20, 3'000));
      return;
    }
  }
  direction.last_due = std::max(direction.last_due, earliest + Between(random_, 0, 30));
  insert(direction.last_due);
}

bool Network::Take(Direction& direction, std::string& frame) {
  if (direction.frames.empty() || direction.frames.front().first > clock_.Now()) return false;
  frame = std::move(direction.frames.front().second);
  direction.frames.pop_front();
  return true;
}

bool Network::Receive(PeerId& peer, std::string& frame) {
  for (auto& [id, link] : links_) {
    if (!Take(link.up, frame)) continue;
    peer = id;
    if (on_receive_) on_receive_(peer, frame);
    return true;
  }
  return false;
}

SendResult Network::Send(PeerId peer, const std::string& frame) {
  const auto found = links_.find(peer);
  if (found == links_.end()) return SendResult::kGone;
  Link& link = found->second;
  if (!link.open && clock_.Now() >= link.gone_at) return SendResult::kGone;
  // If the connection is nearly full, there may be room for the next frame although there was none
  // for this one.
  if (link.open && link.down.frames.size() + random_.Below(3) >= frames_max_) {
    return SendResult::kFull;
  }
  if (on_send_) on_send_(peer, frame);
  if (link.open) Carry(link.down, link, frame);
  return SendResult::kSent;
}

void Network::Listen(bool listening) {
  listening_ = listening;
  if (listening) return;
  for (auto& [worker, socket] : sockets_) Break(worker);
  links_.clear();
}

void Network::Close(Socket& socket, bool keep_arrived) {
  socket.arrived.clear();
  Link* link = LinkOf(socket);
  if (link == nullptr) return;
  const Instant now = clock_.Now();
  std::erase_if(link->up.frames, [now](const auto& frame) { return frame.first > now; });
  for (auto& [due, frame] : link->down.frames) {
    if (keep_arrived && due <= now) socket.arrived.push_back(std::move(frame));
  }
  link->down.frames.clear();
  link->open = false;
  link->gone_at = std::max(now, link->stalled_until);
  socket.link.reset();
}

void Network::Dial(size_t worker) {
  Socket& socket = SocketOf(worker);
  Close(socket, false);
  socket.connects_at = clock_.Now() + Between(random_, 1, 60);
}

void Network::HangUp(size_t worker) {
  Socket& socket = SocketOf(worker);
  Close(socket, false);
  socket.connects_at.reset();
}

bool Network::Send(size_t worker, std::string frame) {
  Link* link = LinkOf(SocketOf(worker));
  if (link == nullptr || link->up.frames.size() >= frames_max_) return false;
  Carry(link->up, *link, frame);
  return true;
}

bool Network::Receive(size_t worker, std::string& frame) {
  Socket& socket = SocketOf(worker);
  if (!socket.arrived.empty()) {
    frame = std::move(socket.arrived.front());
    socket.arrived.pop_front();
    return true;
  }
  Link* link = LinkOf(socket);
  return link != nullptr && Take(link->down, frame);
}

void Network::Break(size_t worker) {
  Socket& socket = SocketOf(worker);
  if (!socket.link) return;
  Close(socket, true);
  socket.connects_at = clock_.Now() + Between(random_, 1, 2000);
}

void Network::Stall(size_t worker, Instant until) {
  Link* link = LinkOf(SocketOf(worker));
  if (link == nullptr) return;
  link->stalled_until = until;
  for (Direction* direction : {&link->up, &link->down}) {
    for (auto& [due, frame] : direction->frames) {
      if (due > clock_.Now()) due = std::max(due, until);
    }
  }
}

void Network::Part(size_t worker, Instant until, bool silently) {
  Socket& socket = SocketOf(worker);
  socket.parted_until = std::max(socket.parted_until, until);
  if (silently) {
    Stall(worker, until);
  } else {
    Break(worker);
  }
}

void Network::Inject(std::string frame) {
  Link link;
  link.worker = SIZE_MAX;
  link.open = false;
  link.gone_at = clock_.Now() + seconds(1);
  link.up.frames.emplace_back(clock_.Now(), std::move(frame));
  links_.emplace(PeerId{next_peer_++}, std::move(link));
}

void Network::Step() {
  std::erase_if(links_, [this](const auto& entry) {
    const Link& link = entry.second;
    return !link.open && link.up.frames.empty() && clock_.Now() > link.gone_at + seconds(60);
  });
  if (!listening_) return;
  for (auto& [worker, socket] : sockets_) {
    if (!socket.connects_at || *socket.connects_at > clock_.Now()) continue;
    if (socket.parted_until > clock_.Now()) continue;
    socket.connects_at.reset();
    const PeerId peer{next_peer_++};
    Link link;
    link.worker = worker;
    links_.emplace(peer, std::move(link));
    socket.link = peer;
  }
}

}  // namespace photomill::sim
