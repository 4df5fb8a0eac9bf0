// Each history of these tests commits hundreds of times to a real file, so the suite tries only a
// few, always the same ones. RC_PARAMS="max_success=1000" tries others.
#include <cstdlib>

namespace photomill {
namespace {

[[maybe_unused]] const int kSet =
    setenv("RC_PARAMS", "max_success=50 seed=16962519422061998545", 0);

}  // namespace
}  // namespace photomill
