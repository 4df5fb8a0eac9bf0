#include "worker/runtime/running_table.h"

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
  };
  std::atomic<uint64_t> session{0};
  uint64_t dead_session = 0;
  std::atomic<uint32_t> suspect_count{0};
  std::array<SuspectRow, kSuspectsMax> suspects{};
  std::array<std::atomic<int64_t>, kRowsMax> running{};  // source ids, 0: none
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
  if (!fd.valid()) return FailureFromErrno(errno, "cannot make the table of running tasks");
  if (ftruncate(fd.get(), static_cast<off_t>(sizeof(Memory))) != 0) {
    return FailureFromErrno(errno, "cannot size the table of running tasks");
  }
  return Map(std::move(fd), true);
}

Result<RunningTable> RunningTable::Attach(int fd) {
  FileDescriptor own(fd);
  if (lseek(own.get(), 0, SEEK_END) < static_cast<off_t>(sizeof(Memory))) {
    (void)own.Release();
    return Invalid("descriptor " + std::to_string(fd) +
                   " is no table of running tasks: engines are started by their supervisor");
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
SessionId RunningTable::session() const {
  return SessionId{memory_->session};
}
SessionId RunningTable::dead_session() const {
  return SessionId{memory_->dead_session};
}

void RunningTable::Begin(size_t row, SourceId source) {
  PHOTOMILL_CHECK(row < kRowsMax);
  memory_->running[row] = source.value;
}

void RunningTable::End(size_t row) {
  memory_->running[row] = 0;
}

std::vector<SourceId> RunningTable::Running() const {
  std::vector<SourceId> running;
  for (const std::atomic<int64_t>& source : memory_->running) {
    if (source != 0) running.push_back(SourceId{source});
  }
  return running;
}

void RunningTable::HandOn(SessionId dead_session, const std::vector<Suspect>& suspects) {
  memory_->dead_session = dead_session.value;
  const size_t count = std::min(suspects.size(), kSuspectsMax);
  for (size_t i = 0; i < count; ++i) {
    memory_->suspects[i] = {suspects[i].source.value, suspects[i].signal};
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
    suspects.push_back({SourceId{memory_->suspects[i].source}, memory_->suspects[i].signal});
  }
  return suspects;
}

}  // namespace photomill
