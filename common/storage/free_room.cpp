#include "common/storage/free_room.h"

#include <sys/statvfs.h>

#include <algorithm>

#include "common/base/limits.h"

namespace photomill::local {
namespace {

uint64_t ReserveOf(uint64_t total_bytes) {
  return std::min(limits::kReserveBytes, total_bytes / limits::kReserveShare);
}

}  // namespace

std::optional<FreeRoom::Shortage> FreeRoom::Take(uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  const Instant now = clock_.Now();
  // Other programs also write or free space, so when little is left the system is asked each time.
  if (!asked_ || now - *asked_ >= limits::kRoomKnown || (known_ && !Fits(reserve_ + bytes))) {
    asked_ = now;
    Ask();
  }
  if (!known_) return std::nullopt;
  const uint64_t whole_blocks = (bytes + block_ - 1) / block_ * block_;
  if (!Fits(whole_blocks)) return Shortage{available_, reserve_};
  available_ -= whole_blocks;
  return std::nullopt;
}

std::optional<FreeRoom::Shortage> FreeRoom::Look() {
  const std::lock_guard lock(mutex_);
  asked_.reset();
  Ask();
  if (!known_) return std::nullopt;
  return Shortage{available_, reserve_};
}

void FreeRoom::Ask() {
  struct statvfs system {};
  known_ = fstatvfs(fd_, &system) == 0 && system.f_blocks > 0;
  if (!known_) return;
  block_ = std::max<uint64_t>(system.f_frsize, 1);
  available_ = system.f_bavail * block_;
  reserve_ = ReserveOf(system.f_blocks * block_);
}

}  // namespace photomill::local
