// What ImageMagick may do in a worker: the text of its security policy, and the way in which it is
// put into force.
#pragma once

#include <string>

#include "common/base/result.h"

namespace photomill {

// The whole policy.xml.
std::string PolicyText();

// Where the folders of PolicyInForce are made, how their names begin, and the file in each: for
// whoever removes those that killed processes left (common/os/left_folders).
std::string PolicyBase();
inline constexpr const char* kPolicyFolderName = "photomill-policy-";
inline constexpr const char* kPolicyFileName = "policy.xml";

// Puts the policy where ImageMagick's start will find it, for as long as this object lives: in a
// fresh private folder, named by MAGICK_CONFIGURE_PATH and locked (flock). All other MAGICK_*
// variables are removed from the environment: they could load modules or lower limits, and a
// worker's outputs must not depend on who started it. Only for the time before any thread exists.
class PolicyInForce {
 public:
  PolicyInForce() = default;
  ~PolicyInForce();
  PolicyInForce(const PolicyInForce&) = delete;
  PolicyInForce& operator=(const PolicyInForce&) = delete;

  Status Begin();

 private:
  std::string folder_;
  int lock_ = -1;  // the folder's descriptor
};

}  // namespace photomill
