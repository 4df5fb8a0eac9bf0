#include "worker/runtime/sandbox_order.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(SandboxOrder, ComesBackAsItWasWritten) {
  for (const SandboxStep step : {SandboxStep::kExamine, SandboxStep::kExecute}) {
    const SandboxOrder order{4, 5, 60, 7, step, 1ULL << 40, 60};
    EXPECT_EQ(ReadSandboxOrder(WriteSandboxOrder(order)).value(), order);
  }
}

TEST(SandboxOrder, WhatNoEngineSaysIsRefused) {
  for (const char* text :
       {"", "1", "1,2,3,4,1,5", "1,2,3,4,1,5,", "1,2,3,4,1,5,6,7", "a,2,3,4,1,5,6",
        "-1,2,3,4,1,5,6", "1,2,3,4,2,5,6", "1,2,3,4,1,5,0", "1,2,3,99999999999,1,5,6",
        "1,2,3,4,1,5,99999999999", "1,2,3,4,1,99999999999999999999999,6"}) {
    const Result<SandboxOrder> order = ReadSandboxOrder(text);
    ASSERT_FALSE(order.ok()) << text;
    EXPECT_NE(order.failure().detail.find("--try"), std::string::npos);
  }
}

}  // namespace
}  // namespace photomill
