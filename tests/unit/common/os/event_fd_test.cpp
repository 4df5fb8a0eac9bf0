#include "common/os/event_fd.h"

#include <gtest/gtest.h>
#include <poll.h>

namespace photomill {
namespace {

bool IsReadable(int fd) {
  pollfd polled{fd, POLLIN, 0};
  return poll(&polled, 1, 0) == 1;
}

TEST(EventFdTest, AnyNumberOfNoticesIsOne) {
  EventFd event;
  EXPECT_FALSE(IsReadable(event.fd()));
  event.Clear();
  event.Notify();
  event.Notify();
  EXPECT_TRUE(IsReadable(event.fd()));
  event.Clear();
  EXPECT_FALSE(IsReadable(event.fd()));
}

}  // namespace
}  // namespace photomill
