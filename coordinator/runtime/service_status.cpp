#include "coordinator/runtime/service_status.h"

namespace photomill {
namespace {

constexpr auto kStatusInterval = seconds(1);

}  // namespace

void ServiceStatus::OnSnapshot(const ProgressSnapshot& snapshot) {
  if (clock_.Now() < next_) return;
  next_ = clock_.Now() + kStatusInterval;
  service_.Status(RenderPlain(snapshot));
}

}  // namespace photomill
