#include "coordinator/outputs/decode_check.h"

#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/limits.h"

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

// Nothing if the other side ends, or is silent for this long.
std::optional<std::string> ReadLine(int socket, Duration silence_max) {
  const auto silence_ms =
      static_cast<int>(std::chrono::duration_cast<milliseconds>(silence_max).count());
  std::string line;
  while (line.size() < kAnswerBytesMax) {
    pollfd polled = {socket, POLLIN, 0};
    const int ready = poll(&polled, 1, silence_ms);
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return std::nullopt;
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

std::optional<std::string> DecodeCheck::Ask(const RecordedOutput& output, bool isolated) {
  if (!worker_ && !Start()) return std::nullopt;
  const std::string path = root_ + "/" + output.key;
  const std::string request =
      fmt::format("{} {} {} {}\n", output.width, output.height, isolated ? 1 : 0, path.size()) +
      path;
  std::optional<std::string> answer;
  // The worker's own limit on the time of an isolated file applies first.
  const Duration silence = (isolated ? 2 : 1) * limits::kTaskTimeCeiling;
  if (SendAll(socket_.get(), request)) answer = ReadLine(socket_.get(), silence);
  if (!answer) worker_.reset();  // kills it; the next file gets another one
  return answer;
}

void DecodeCheck::Check(CheckedFile& file) {
  if (file.finding != FileFinding::kRight) return;
  std::optional<std::string> answer = Ask(file.output, false);
  if (!answer) answer = Ask(file.output, true);
  if (answer == "ok") return;
  if (answer && answer->starts_with("bad ")) {
    file.finding = FileFinding::kUndecodable;
    file.detail = answer->substr(4);
    return;
  }
  file.finding = FileFinding::kUnreadable;
  const bool said = answer && answer->starts_with("unreadable ");
  file.detail = said ? answer->substr(11) : "photomill-worker, which decodes it, does not work";
}

}  // namespace photomill
