// Which known photos a complete listing would have shown. Others are not gone if it did not show
// them: the filter leaves them out, they are behind a link that is not followed, or in a folder
// that the listing does not enter. Pure but for one question about links; any thread may ask.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "coordinator/scan/key_filter.h"

namespace photomill {

class UnlistedScope {
 public:
  // `folders`: keys of folders that the listing did not enter. `is_behind_link`: nothing if links
  // are followed.
  UnlistedScope(KeyFilter filter, std::vector<std::string> folders,
                std::function<bool(std::string_view key)> is_behind_link);

  // Whether the photo is gone if a complete listing did not show it.
  bool operator()(std::string_view key) const;

 private:
  KeyFilter filter_;
  std::vector<std::string> folders_;  // sorted, each with a slash at its end
  std::function<bool(std::string_view)> is_behind_link_;
};

}  // namespace photomill
