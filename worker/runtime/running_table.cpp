#include "worker/runtime/running_table.h"

#include <fmt/core.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <utility>

#include "common/base/check.h"

namespace photomill {

struct RunningTable::Memory {
  struct SuspectRow {
    int64_t source = 0;
    uint32_t signal = 0;
    Reason reason = Reason::kCrashed;
  };
  struct Row {
    std::atomic<int64_t> source{0};  // 0: none
    std::atomic<int64_t> deadline_ns{0};
  };
  std::atomic<uint64_t> session{0};
  std::atomic<bool> leaving{false};
  uint64_t dead_session = 0;
  std::atomic<uint32_t> suspect_count{0};
  std::array<SuspectRow, kSuspectsMax> suspects{};
  std::array<Row, kRowsMax> running{};
};

static_assert(std::atomic<int64_t>::is_always_lock_free &&
                  std::atomic<uint64_t>::is_always_lock_free,
              "the table is shared between processes");

Result<RunningTable> RunningTable::Map(FileDescriptor fd, bool fresh) {
  void* address = mmap(nullptr, sizeof(Memory), PROT_READ | PROT_WRITE, MAP_SHARED, fd.get(), 0);
  if (address == MAP_FAILED)
    return FailureFromErrno(errno, "cannot map the table of running tasks");
  auto* memory = fresh ? new (address) Memory : static_cast<Memory*>(address);
  return RunningTable(std::move(fd), memory);
}

Result<RunningTable> RunningTable::Make() {
  FileDescriptor fd(memfd_create("photomill-running", MFD_CLOEXEC));
  if (!fd.valid()) return FailureFromErrno(errno, "cannot create the table of running tasks");
  if (ftruncate(fd.get(), static_cast<off_t>(sizeof(Memory))) != 0) {
    return FailureFromErrno(errno, "cannot size the table of running tasks");
  }
  return Map(std::move(fd), true);
}

Result<RunningTable> RunningTable::Attach(int fd) {
  FileDescriptor own(fd);
  if (lseek(own.get(), 0, SEEK_END) < static_cast<off_t>(sizeof(Memory))) {
    (void)own.Release();
    return Invalid(fmt::format(
        "descriptor {} is not a table of running tasks: only a supervisor can start an engine",
        fd));
  }
  return Map(std::move(own), false);
}

RunningTable::RunningTable(RunningTable&& other) noexcept
    : fd_(std::move(other.fd_)), memory_(std::exchange(other.memory_, nullptr)) {}

RunningTable::~RunningTable() {
  if (memory_ != nullptr) munmap(memory_, sizeof(Memory));
}

void RunningTable::SetSession(SessionId session) {
  memory_->session = session.value;
}
void RunningTable::SetLeaving() {
  memory_->leaving = true;
}
bool RunningTable::leaving() const {
  return memory_->leaving;
}
SessionId RunningTable::session() const {
  return SessionId{memory_->session};
}
SessionId RunningTable::dead_session() const {
  return SessionId{memory_->dead_session};
}

void RunningTable::Begin(size_t row, SourceId source, Instant deadline) {
  PHOTOMILL_CHECK(row < kRowsMax);
  memory_->running[row].deadline_ns = deadline.time_since_epoch().count();
  memory_->running[row].source = source.value;
}

void RunningTable::End(size_t row) {
  memory_->running[row].source = 0;
}

std::vector<RunningTask> RunningTable::Running() const {
  std::vector<RunningTask> running;
  for (const Memory::Row& row : memory_->running) {
    const int64_t source = row.source;
    if (source == 0) continue;
    const Instant deadline{Duration(row.deadline_ns)};
    // Otherwise the row has another task by now, and the deadline could be of either. The new task
    // has only just started.
    if (row.source == source) running.push_back({SourceId{source}, deadline});
  }
  return running;
}

void RunningTable::HandOn(SessionId dead_session, const std::vector<Suspect>& suspects) {
  memory_->dead_session = dead_session.value;
  const size_t count = std::min(suspects.size(), kSuspectsMax);
  for (size_t i = 0; i < count; ++i) {
    memory_->suspects[i] = {suspects[i].source.value, suspects[i].signal, suspects[i].reason};
  }
  memory_->suspect_count = static_cast<uint32_t>(count);
}

void RunningTable::ForgetSuspects() {
  memory_->suspect_count = 0;
}

std::vector<Suspect> RunningTable::suspects() const {
  std::vector<Suspect> suspects;
  const size_t count = std::min<size_t>(memory_->suspect_count, kSuspectsMax);
  for (size_t i = 0; i < count; ++i) {
    const Memory::SuspectRow& row = memory_->suspects[i];
    suspects.push_back({SourceId{row.source}, row.signal, row.reason});
  }
  return suspects;
}

}  // namespace photomill
