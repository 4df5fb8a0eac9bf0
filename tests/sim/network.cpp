#include "tests/sim/network.h"

#include <algorithm>

namespace photomill::sim {

Network::Socket& Network::SocketOf(size_t worker) {
  return sockets_[worker];
}

Network::Link* Network::LinkOf(Socket& socket) {
  return socket.link ? &links_.at(*socket.link) : nullptr;
}

// In order: never before the frame sent last.
Instant Network::Due(Instant& last, const Link& link) {
  const Instant earliest = std::max(clock_.Now(), link.stalled_until);
  last = std::max(last, earliest + Between(random_, 0, 30));
  return last;
}

bool Network::Receive(PeerId& peer, std::string& frame) {
  for (auto it = links_.begin(); it != links_.end(); ++it) {
    Link& link = it->second;
    if (link.up.empty() || link.up.front().first > clock_.Now()) continue;
    peer = it->first;
    frame = std::move(link.up.front().second);
    link.up.pop_front();
    return true;
  }
  return false;
}

SendResult Network::Send(PeerId peer, const std::string& frame) {
  if (observer_) observer_(frame);
  const auto found = links_.find(peer);
  if (found == links_.end()) return SendResult::kGone;
  Link& link = found->second;
  if (!link.open) return clock_.Now() >= link.gone_at ? SendResult::kGone : SendResult::kSent;
  const Instant due = Due(link.down_due, link);
  link.down.emplace_back(due, frame);
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
  std::erase_if(link->up, [now](const auto& frame) { return frame.first > now; });
  for (auto& [due, frame] : link->down) {
    if (keep_arrived && due <= now) socket.arrived.push_back(std::move(frame));
  }
  link->down.clear();
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
  if (link == nullptr) return false;
  const Instant due = Due(link->up_due, *link);
  link->up.emplace_back(due, std::move(frame));
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
  if (link == nullptr || link->down.empty() || link->down.front().first > clock_.Now()) {
    return false;
  }
  frame = std::move(link->down.front().second);
  link->down.pop_front();
  return true;
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
  for (auto* direction : {&link->up, &link->down}) {
    for (auto& [due, frame] : *direction) {
      if (due > clock_.Now()) due = std::max(due, until);
    }
  }
}

void Network::Inject(std::string frame) {
  Link link;
  link.worker = SIZE_MAX;
  link.open = false;
  link.gone_at = clock_.Now() + seconds(1);
  link.up.emplace_back(clock_.Now(), std::move(frame));
  links_.emplace(PeerId{next_peer_++}, std::move(link));
}

void Network::Step() {
  std::erase_if(links_, [this](const auto& entry) {
    const Link& link = entry.second;
    return !link.open && link.up.empty() && clock_.Now() > link.gone_at + seconds(60);
  });
  if (!listening_) return;
  for (auto& [worker, socket] : sockets_) {
    if (!socket.connects_at || *socket.connects_at > clock_.Now()) continue;
    socket.connects_at.reset();
    const PeerId peer{next_peer_++};
    Link link;
    link.worker = worker;
    links_.emplace(peer, std::move(link));
    socket.link = peer;
  }
}

}  // namespace photomill::sim
