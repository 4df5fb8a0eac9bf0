#include "coordinator/forecast/examiner.h"

#include <fcntl.h>
#include <fmt/core.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "common/os/files.h"
#include "common/wire/examination_codec.h"

namespace photomill {
namespace {

// Requests under way to a process. Together they fit into a pipe, so that sending never waits.
constexpr size_t kHeadersAhead = 8;
constexpr size_t kConversionsAhead = 1;  // so that no process waits while another has two
constexpr uint32_t kUselessStartsMax = 3;
constexpr Duration kLook = milliseconds(500);

// The exit codes of a process that examines sources; worker/runtime has the same.
constexpr int kExitUnusable = 71;
constexpr int kExitNoMemory = 72;

size_t Ahead(ExaminationKind kind) {
  return kind == ExaminationKind::kHeader ? kHeadersAhead : kConversionsAhead;
}

Result<std::pair<FileDescriptor, FileDescriptor>> MakePipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) return FailureFromErrno(errno, "cannot make a pipe");
  return std::pair(FileDescriptor(ends[0]), FileDescriptor(ends[1]));
}

Failure FailureOf(const ProcessExit& exit, bool timed_out, Duration time_limit) {
  const std::string who = "the process that examined it ";
  if (timed_out) {
    return {Reason::kTimedOut,
            fmt::format("{}needed more than {} s", who,
                        std::chrono::duration_cast<seconds>(time_limit).count())};
  }
  if (exit.signal == 0 && exit.code == kExitNoMemory) {
    return {Reason::kOutOfMemory, who + "needed more memory than this machine has for it"};
  }
  return {Reason::kCrashed, fmt::format("{}was {}: a suspect, which a run retries in a process of "
                                        "its own",
                                        who, exit.Describe())};
}

}  // namespace

Examiners::Examiners(Options options, const Clock& clock, OnAnswer on_answer)
    : options_(std::move(options)), clock_(clock), on_answer_(std::move(on_answer)) {
  processes_.resize(std::max<uint32_t>(options_.processes, 1));
}

Examiners::~Examiners() = default;

Status Examiners::Start(Process& process) {
  if (process.useless_starts >= kUselessStartsMax) {
    return Failure{Reason::kInternal, "the process that examines sources does not start"};
  }
  ++process.useless_starts;
  auto requests = MakePipe();
  if (!requests) return requests.failure();
  auto answers = MakePipe();
  if (!answers) return answers.failure();
  std::vector<std::string> command = options_.command;
  command.push_back(fmt::format("--examine={},{}", requests->first.get(), answers->second.get()));
  SpawnOptions spawn;
  spawn.inherited_fds = {requests->first.get(), answers->second.get()};
  spawn.parent_death_signal = SIGKILL;
  Result<ChildProcess> child = SpawnProcess(command, spawn);
  if (!child) return child.failure();
  process.child.emplace(*std::move(child));
  process.requests = std::move(requests->second);
  process.answers = std::move(answers->first);
  process.buffer.clear();
  process.timed_out = false;
  process.answered = false;
  process.first_since = clock_.Now();
  for (const Asked& asked : process.asked) {
    if (!Send(process, asked)) break;  // the end of its answers shows why
  }
  return {};
}

bool Examiners::Send(Process& process, const Asked& asked) {
  return WriteAll(process.requests.get(), Encode({asked.kind, asked.source.key})) == 0;
}

Status Examiners::Ask(ExaminationKind kind, const AskedSource& source) {
  while (true) {
    const auto least = std::min_element(
        processes_.begin(), processes_.end(),
        [](const Process& a, const Process& b) { return a.asked.size() < b.asked.size(); });
    if (least->asked.size() < Ahead(kind)) {
      if (!least->child) {
        if (Status started = Start(*least); !started) return started;
      }
      if (least->asked.empty()) least->first_since = clock_.Now();
      least->asked.push_back({kind, source});
      (void)Send(*least, least->asked.back());  // if it died, it is sent again after the restart
      return {};
    }
    if (Status waited = AwaitAnswers(); !waited) return waited;
  }
}

Status Examiners::Finish() {
  const auto is_busy = [](const Process& process) { return !process.asked.empty(); };
  while (std::any_of(processes_.begin(), processes_.end(), is_busy)) {
    if (Status waited = AwaitAnswers(); !waited) return waited;
  }
  return {};
}

Status Examiners::AwaitAnswers() {
  std::vector<pollfd> polled;
  std::vector<size_t> indexes;
  for (size_t i = 0; i < processes_.size(); ++i) {
    if (!processes_[i].child || processes_[i].asked.empty()) continue;
    polled.push_back({processes_[i].answers.get(), POLLIN, 0});
    indexes.push_back(i);
  }
  const auto look = std::chrono::duration_cast<milliseconds>(kLook).count();
  if (poll(polled.data(), polled.size(), static_cast<int>(look)) < 0 && errno != EINTR) {
    return FailureFromErrno(errno, "cannot wait for processes");
  }
  for (size_t i = 0; i < polled.size(); ++i) {
    if (polled[i].revents == 0) continue;
    if (Status received = Receive(processes_[indexes[i]]); !received) return received;
  }
  EndSlowOnes();
  return {};
}

void Examiners::EndSlowOnes() {
  for (Process& process : processes_) {
    if (!process.child || process.asked.empty() || process.timed_out) continue;
    if (clock_.Now() - process.first_since < options_.time_limit) continue;
    process.timed_out = true;
    (void)process.child->SendSignal(SIGKILL);
  }
}

Status Examiners::Receive(Process& process) {
  std::array<char, 16 * 1024> bytes;
  const ssize_t count = read(process.answers.get(), bytes.data(), bytes.size());
  if (count < 0 && errno == EINTR) return {};
  if (count > 0) {
    process.buffer.append(bytes.data(), static_cast<size_t>(count));
    if (TakeAnswers(process)) return {};
    (void)process.child->SendSignal(SIGKILL);  // a picture broke it: its answers make no sense
  }
  return Died(process);
}

bool Examiners::TakeAnswers(Process& process) {
  while (true) {
    const Result<std::optional<Examination>> answer = TakeExamination(process.buffer);
    if (!answer) return false;
    if (!answer->has_value()) return true;
    if (process.asked.empty()) return false;
    const Asked asked = std::move(process.asked.front());
    process.asked.pop_front();
    process.first_since = clock_.Now();
    process.useless_starts = 0;
    process.answered = true;
    on_answer_(asked.source, **answer);
  }
}

// The source that it was examining is to blame. The others are asked again.
Status Examiners::Died(Process& process) {
  const ProcessExit exit = process.child->Wait();
  process.child.reset();
  const bool refused = !process.answered && exit.code <= 1;  // its command line
  if (exit.signal == 0 && (exit.code == kExitUnusable || refused)) {
    return Failure{Reason::kInternal,
                   "the process that examines sources cannot work: it " + exit.Describe()};
  }
  ++deaths_;
  if (process.asked.empty()) return {};
  const Asked asked = std::move(process.asked.front());
  process.asked.pop_front();
  process.useless_starts = 0;
  Examination examination;
  examination.failure = FailureOf(exit, process.timed_out, options_.time_limit);
  examination.bytes = asked.source.bytes;
  on_answer_(asked.source, examination);
  return process.asked.empty() ? Status() : Start(process);
}

}  // namespace photomill
