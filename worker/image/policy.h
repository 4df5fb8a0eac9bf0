// What ImageMagick may do in a worker: the text of its security policy, and the way in which it is
// put into force.
#pragma once

#include <string>

#include "common/base/result.h"

namespace photomill {

// The whole policy.xml.
std::string PolicyText();

// Puts the policy where ImageMagick's start will find it, for as long as this object lives: in a
// fresh private folder, named by MAGICK_CONFIGURE_PATH. All other MAGICK_* variables are removed
// from the environment: they could load modules or lower limits, and a worker's outputs must not
// depend on who started it. Only for the time before any thread exists.
class PolicyInForce {
 public:
  PolicyInForce() = default;
  ~PolicyInForce();
  PolicyInForce(const PolicyInForce&) = delete;
  PolicyInForce& operator=(const PolicyInForce&) = delete;

  Status Begin();

 private:
  std::string folder_;
};

}  // namespace photomill
