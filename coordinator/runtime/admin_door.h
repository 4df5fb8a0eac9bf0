// Where a live run takes commands: a socket of its own for this machine, whose address and token
// are in STATE/control, and the frames of admins that arrive with the workers' frames. Answers one
// request after the other, a few per turn, and never waits. Owned and used by the loop's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/model/admin.h"
#include "common/wire/router_socket.h"
#include "coordinator/runtime/socket_folder.h"
#include "coordinator/runtime/zmq_transport.h"

namespace photomill {

class AdminDoor {
 public:
  using Answer = std::function<AdminResponse(const AdminCommand&)>;

  // The transport must outlive the door.
  AdminDoor(std::string state_folder, std::string migration_id, ZmqTransport& network)
      : state_folder_(std::move(state_folder)),
        migration_id_(std::move(migration_id)),
        network_(network) {}
  ~AdminDoor() { Close(); }
  AdminDoor(const AdminDoor&) = delete;
  AdminDoor& operator=(const AdminDoor&) = delete;

  // Creates the socket and STATE/control, replacing what a killed run left. The caller holds the
  // state directory's lock.
  Status Open();
  // Removes both.
  void Close();

  // Answers requests that have arrived, up to a limit. Returns true if there were any.
  bool Serve(const Answer& answer);

  // To wait for; null if the door is closed.
  [[nodiscard]] RouterSocket* socket() { return socket_ ? &*socket_ : nullptr; }

 private:
  [[nodiscard]] std::string ControlPath() const { return state_folder_ + "/control"; }
  bool ServeLocal(const Answer& answer);
  bool ServeNetwork(const Answer& answer);

  const std::string state_folder_;
  const std::string migration_id_;
  ZmqTransport& network_;
  std::optional<SocketFolder> folder_;
  std::optional<RouterSocket> socket_;
  Secret token_;
};

// What the door answers to one frame. `token`: what the request must bring; null: its sender has
// proved already who it is.
AdminResponse AnswerAdminFrame(std::string_view frame, const Secret* token,
                               const AdminDoor::Answer& answer);

}  // namespace photomill
