#include "coordinator/outputs/decode_check.h"

#include <fmt/core.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace photomill {
namespace {

constexpr size_t kAnswerBytesMax = 16 * 1024;

// A worker that has died must not end this process with SIGPIPE.
bool SendAll(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::optional<std::string> ReadLine(int socket) {
  std::string line;
  while (line.size() < kAnswerBytesMax) {
    char buffer[256];
    const ssize_t got = read(socket, buffer, sizeof(buffer));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return std::nullopt;
    line.append(buffer, static_cast<size_t>(got));
    if (line.back() == '\n') return line.substr(0, line.size() - 1);
  }
  return std::nullopt;
}

}  // namespace

Status DecodeCheck::Start() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return FailureFromErrno(errno, "cannot make a socket for photomill-worker");
  }
  socket_.Reset(ends[0]);
  const FileDescriptor theirs(ends[1]);
  SpawnOptions options;
  options.inherited_fds = {theirs.get()};
  options.parent_death_signal = SIGKILL;
  options.own_process_group = true;
  Result<ChildProcess> started = SpawnProcess({program_, fmt::format("--check_fd={}", theirs.get()),
                                               fmt::format("--memory={}", memory_bytes_)},
                                              options);
  if (!started) return started.failure();
  worker_.emplace(*std::move(started));
  return {};
}

std::optional<std::string> DecodeCheck::Ask(const RecordedOutput& output) {
  const std::string path = root_ + "/" + output.key;
  const std::string request =
      fmt::format("{} {} {}\n", output.width, output.height, path.size()) + path;
  if (!SendAll(socket_.get(), request)) return std::nullopt;
  return ReadLine(socket_.get());
}

void DecodeCheck::Check(CheckedFile& file) {
  if (file.finding != FileFinding::kRight) return;
  if (!worker_) {
    if (const Status started = Start(); !started) {
      file.finding = FileFinding::kUnreadable;
      file.detail = started.failure().detail;
      return;
    }
  }
  const std::optional<std::string> answer = Ask(file.output);
  if (answer == "ok") return;
  if (answer && answer->starts_with("bad ")) {
    file.finding = FileFinding::kUndecodable;
    file.detail = answer->substr(4);
    return;
  }
  file.finding = FileFinding::kUnreadable;
  const bool said = answer && answer->starts_with("unreadable ");
  file.detail = said ? answer->substr(11) : "photomill-worker, which decodes it, has ended";
  if (!said) worker_.reset();  // the next file gets another one
}

}  // namespace photomill
