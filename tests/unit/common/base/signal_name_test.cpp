#include "common/base/signal_name.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(SignalName, IsTheOneThatPeopleKnow) {
  EXPECT_EQ(SignalName(11), "SIGSEGV");
  EXPECT_EQ(SignalName(9), "SIGKILL");
  EXPECT_EQ(SignalName(1000), "signal 1000");
}

}  // namespace
}  // namespace photomill
