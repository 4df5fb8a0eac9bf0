#include "coordinator/runtime/admin_door.h"

#include <unistd.h>

#include <utility>

#include "common/os/private_file.h"
#include "common/wire/admin_codec.h"
#include "common/wire/admin_file.h"

namespace photomill {
namespace {

constexpr int kRequestsPerTurn = 4;
// A command sends one request and leaves. What it does not read is dropped.
constexpr int kQueuedResponsesMax = 16;

// Compares without showing by its time where the texts differ.
bool IsSameToken(const Secret& one, const Secret& other) {
  const std::string& a = one.Reveal();
  const std::string& b = other.Reveal();
  if (a.size() != b.size() || a.empty()) return false;
  unsigned difference = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference |=
        static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i]));
  }
  return difference == 0;
}

}  // namespace

AdminResponse AnswerAdminFrame(std::string_view frame, const Secret* token,
                               const AdminDoor::Answer& answer) {
  const Result<AdminRequest> request = DecodeAdminRequest(frame);
  if (!request) {
    return {AdminCode::kUnsupported,
            "the run does not understand this command: use the version of photomill that runs it"};
  }
  if (token != nullptr && !IsSameToken(request->token, *token)) {
    return {AdminCode::kNotAllowed, "the token is not that of this run"};
  }
  return answer(request->command);
}

Status AdminDoor::Open() {
  Result<SocketFolder> folder = SocketFolder::Make(SocketFolder::kControl);
  if (!folder) return folder.failure();
  folder_.emplace(*std::move(folder));
  SocketOptions options;
  options.linger = milliseconds(200);
  options.queued_frames_max = kQueuedResponsesMax;
  options.frame_bytes_max = kAdminMessageBytesMax;
  socket_.emplace(network_.context(), options);
  AdminFile file;
  file.migration_id = migration_id_;
  file.addresses = {folder_->Endpoint()};
  file.token = token_ = MakeAdminToken();
  Status opened = socket_->Bind(folder_->Endpoint());
  if (opened) opened = WritePrivateFile(ControlPath(), RenderAdminFile(file));
  if (!opened) Close();
  return opened;
}

void AdminDoor::Close() {
  if (!folder_) return;
  (void)unlink(ControlPath().c_str());
  socket_.reset();
  folder_.reset();
}

bool AdminDoor::Serve(const Answer& answer) {
  const bool local = ServeLocal(answer);
  return ServeNetwork(answer) || local;
}

// A response that cannot be delivered is of no use to anybody.
bool AdminDoor::ServeLocal(const Answer& answer) {
  PeerId peer;
  std::string frame;
  int served = 0;
  while (socket_ && served < kRequestsPerTurn && socket_->Receive(peer, frame)) {
    (void)socket_->Send(peer, Encode(AnswerAdminFrame(frame, &token_, answer)));
    ++served;
  }
  return served > 0;
}

bool AdminDoor::ServeNetwork(const Answer& answer) {
  PeerId peer;
  std::string frame;
  int served = 0;
  while (served < kRequestsPerTurn && network_.ReceiveAdmin(peer, frame)) {
    (void)network_.Send(peer, Encode(AnswerAdminFrame(frame, nullptr, answer)));
    ++served;
  }
  return served > 0;
}

}  // namespace photomill
