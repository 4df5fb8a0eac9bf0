// Carries out the commands that steer a live run. Used by the loop's thread.
#pragma once

#include <functional>
#include <string>

#include "common/model/admin.h"
#include "common/os/clock.h"
#include "coordinator/runtime/coordinator_loop.h"

namespace photomill {

class AdminDesk {
 public:
  // `let_go` is called with the name of a worker that is going to leave as asked, so that nobody
  // restarts it. `local`: the workers are children of this process. Loop and clock outlive it.
  AdminDesk(CoordinatorLoop& loop, const Clock& clock, bool local,
            std::function<void(const std::string&)> let_go)
      : loop_(loop), clock_(clock), local_(local), let_go_(std::move(let_go)) {}

  // Takes effect with the loop's next turn.
  AdminResponse Answer(const AdminCommand& command);

 private:
  AdminResponse On(const admin::Ping& ping);
  AdminResponse On(const admin::Pause& pause);
  AdminResponse On(const admin::Resume& resume);
  AdminResponse On(const admin::Drain& drain);
  AdminResponse On(const admin::SetThreads& set);
  AdminResponse On(const admin::Explain& explain);
  [[nodiscard]] std::string DrainText(const Worker& worker) const;

  CoordinatorLoop& loop_;
  const Clock& clock_;
  const bool local_;
  const std::function<void(const std::string&)> let_go_;
};

}  // namespace photomill
