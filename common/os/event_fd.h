// A descriptor that one thread makes readable to wake another that polls it.
#pragma once

#include "common/os/files.h"

namespace photomill {

// Any thread may call it. A process that cannot even have an eventfd (no descriptors left at its
// start) is ended with a message: there is nothing that it could do.
class EventFd {
 public:
  EventFd();

  // Readable from now on. Any number of notices before a Clear() are one.
  void Notify();
  // Not readable until the next notice.
  void Clear();
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  FileDescriptor fd_;
};

}  // namespace photomill
