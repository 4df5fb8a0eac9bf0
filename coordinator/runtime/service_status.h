// Reports the state of a run to the service manager, in one line. Used by the loop's thread, which
// a slow service manager does not block.
#pragma once

#include "common/os/clock.h"
#include "common/os/service_notify.h"
#include "coordinator/report/progress_listener.h"

namespace photomill {

class ServiceStatus final : public ProgressListener {
 public:
  // Both must outlive this object.
  ServiceStatus(const ServiceNotifier& service, const Clock& clock)
      : service_(service), clock_(clock) {}

  void OnSnapshot(const ProgressSnapshot& snapshot) override;

 private:
  const ServiceNotifier& service_;
  const Clock& clock_;
  Instant next_;
};

}  // namespace photomill
