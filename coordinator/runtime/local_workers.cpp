#include "coordinator/runtime/local_workers.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>

#include <algorithm>

#include "common/obs/log.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/os/own_file.h"

namespace photomill {
namespace {

constexpr Duration kQuickDeath = seconds(5);
constexpr uint32_t kQuickDeathsMax = 5;
constexpr Duration kRestartPause = milliseconds(500);
constexpr uint64_t kLogTailBytes = 64 * 1024;

std::string NameOf(size_t index) {
  return fmt::format("local-{}", index + 1);
}

}  // namespace

LocalWorkers::~LocalWorkers() {
  End(Duration::zero());
}

std::string LocalWorkers::LogFile(size_t index) const {
  return fmt::format("{}/worker-{}.log", options_.log_folder, index + 1);
}

Status LocalWorkers::Start(Instant now) {
  slots_.resize(options_.workers);
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (Status started = StartOne(i, now); !started) return started;
  }
  return {};
}

Status LocalWorkers::StartOne(size_t index, Instant now) {
  Result<std::string> folder = OwnProgramFolder();
  if (!folder) return folder.failure();
  Result<FileDescriptor> log = OpenOwnFile(LogFile(index), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (!log) return log.failure();
  const auto in_seconds = [](Duration duration) {
    return std::to_string(std::chrono::duration_cast<seconds>(duration).count());
  };
  std::vector<std::string> command = {
      *folder + "/photomill-worker",
      "--connect=" + options_.endpoint,
      fmt::format("--threads={}", options_.threads),
      fmt::format("--memory={}", options_.memory_bytes),
      "--isolate=" + std::string(IsolationWord(options_.isolation)),
      "--task_time_floor=" + in_seconds(options_.task_time.floor),
      "--task_time_ceiling=" + in_seconds(options_.task_time.ceiling),
      "--name=" + NameOf(index)};
  if (options_.nice > 0) command.push_back(fmt::format("--nice={}", options_.nice));
  if (options_.log_json) command.emplace_back("--log_format=json");
  SpawnOptions spawn;
  spawn.output_fd = log->get();
  spawn.error_fd = log->get();
  spawn.parent_death_signal = SIGKILL;
  spawn.own_process_group = true;  // the coordinator handles Ctrl-C
  Result<ChildProcess> process = SpawnProcess(command, spawn);
  if (!process) return process.failure();
  slots_[index].process.emplace(*std::move(process));
  slots_[index].started = now;
  return {};
}

Status LocalWorkers::Supervise(Instant now) {
  for (size_t i = 0; i < slots_.size(); ++i) {
    Slot& slot = slots_[i];
    if (slot.process) {
      const std::optional<ProcessExit> exit = slot.process->Poll();
      if (!exit) continue;
      slot.process.reset();
      if (slot.let_go) {
        LogInfo(fmt::format("worker {} {}, as asked", NameOf(i), exit->Describe()));
        continue;
      }
      slot.quick_deaths = now - slot.started < kQuickDeath ? slot.quick_deaths + 1 : 1;
      slot.start_again = now + kRestartPause * slot.quick_deaths;
      // Exit code 1 is a refusal; a restart would not change its reason.
      slot.gave_up = exit->code == 1 || slot.quick_deaths >= kQuickDeathsMax;
      LogWarning(fmt::format("worker {} {}{}; its log is {}", NameOf(i), exit->Describe(),
                             slot.gave_up ? "" : "; restarting it", LogFile(i)));
      continue;
    }
    if (!slot.gave_up && !slot.let_go && now >= slot.start_again) {
      if (Status started = StartOne(i, now); !started) return started;
    }
  }
  return CheckSome();
}

// Fails if workers gave up, and no other one is left.
Status LocalWorkers::CheckSome() const {
  std::optional<size_t> gave_up;
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].gave_up) {
      gave_up = i;
    } else if (!slots_[i].has_left()) {
      return {};
    }
  }
  if (!gave_up) return {};
  return Failure{Reason::kInternal,
                 "no worker can run on this machine. The last one said: " + LastLogLine(*gave_up)};
}

void LocalWorkers::LetGo(const std::string& name) {
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (NameOf(i) == name) slots_[i].let_go = true;
  }
}

bool LocalWorkers::AllHaveLeft() const {
  return !slots_.empty() && std::all_of(slots_.begin(), slots_.end(),
                                        [](const Slot& slot) { return slot.has_left(); });
}

std::string LocalWorkers::LastLogLine(size_t index) const {
  Result<std::string> log = ReadOwnFile(LogFile(index), kLogTailBytes);
  if (!log) return fmt::format("(see {})", LogFile(index));
  std::string_view text = *log;
  while (!text.empty() && text.back() == '\n') text.remove_suffix(1);
  const size_t newline = text.rfind('\n');
  return std::string(newline == std::string_view::npos ? text : text.substr(newline + 1));
}

std::vector<int> LocalWorkers::Fds() const {
  std::vector<int> fds;
  for (const Slot& slot : slots_) {
    if (slot.process) fds.push_back(slot.process->fd());
  }
  return fds;
}

void LocalWorkers::End(Duration patience) {
  for (Slot& slot : slots_) {
    if (slot.process) (void)slot.process->SendSignal(SIGTERM);
  }
  const SystemClock clock;
  const Instant deadline = clock.Now() + patience;
  for (Slot& slot : slots_) {
    while (slot.process && !slot.process->Poll() && clock.Now() < deadline) {
      pollfd polled = {slot.process->fd(), POLLIN, 0};
      const auto wait = std::chrono::ceil<milliseconds>(deadline - clock.Now());
      (void)poll(&polled, 1, static_cast<int>(std::max<int64_t>(wait.count(), 0)));
    }
    slot.process.reset();  // kills and reaps a process that is still running
  }
  slots_.clear();
}

}  // namespace photomill
