// A descriptor that one thread makes readable to wake another thread that polls it.
#pragma once

#include "common/os/files.h"

namespace photomill {

// Any thread may call it. Aborts the process with a message if no eventfd can be created (no
// descriptors left at startup), because then nothing would work.
class EventFd {
 public:
  EventFd();

  // Makes the descriptor readable. Any number of calls before a Clear() count as one.
  void Notify();
  // Makes it unreadable until the next Notify().
  void Clear();
  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  FileDescriptor fd_;
};

}  // namespace photomill
