#include "common/os/event_fd.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "common/base/check.h"

namespace photomill {

EventFd::EventFd() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  const bool descriptors_were_left = fd_.valid();
  PHOTOMILL_CHECK(descriptors_were_left);
}

void EventFd::Notify() {
  const uint64_t one = 1;
  ssize_t written = -1;
  do {
    written = write(fd_.get(), &one, sizeof one);
  } while (written < 0 && errno == EINTR);
  // EAGAIN: the counter is full after so many notices, so the descriptor is readable.
  PHOTOMILL_CHECK(written == static_cast<ssize_t>(sizeof one) || errno == EAGAIN);
}

void EventFd::Clear() {
  uint64_t count = 0;
  ssize_t got = -1;
  do {
    got = read(fd_.get(), &count, sizeof count);
  } while (got < 0 && errno == EINTR);
  PHOTOMILL_CHECK(got == static_cast<ssize_t>(sizeof count) || errno == EAGAIN);
}

}  // namespace photomill
