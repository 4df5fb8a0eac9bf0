// What a whole run was bound by: the time that each limit held. Pure.
#pragma once

#include <array>
#include <string>

#include "common/base/instant.h"
#include "coordinator/report/bottleneck/verdict.h"

namespace photomill {

class RunBound {
 public:
  // The verdict held for this long.
  void Add(const Bottleneck& verdict, Duration time);

  // The limit that held for longest, as of its last verdict; with its share of the time in which a
  // limit was known, unless that is nearly all of it. Empty if nothing was known.
  [[nodiscard]] std::string Text() const;

 private:
  struct Held {
    Duration time = Duration::zero();
    Bottleneck last;
  };
  std::array<Held, kLimitCount> held_;
};

}  // namespace photomill
