// Each history of these tests commits hundreds of times to a real file: the suite tries a few, the
// same ones each time. RC_PARAMS="max_success=1000" tries others.
#include <gtest/gtest.h>

#include <cstdlib>

namespace photomill {
namespace {

const bool kFew = setenv("RC_PARAMS", "max_success=50 seed=16962519422061998545", 0) == 0;

TEST(Histories, AreFew) {
  EXPECT_TRUE(kFew);
}

}  // namespace
}  // namespace photomill
