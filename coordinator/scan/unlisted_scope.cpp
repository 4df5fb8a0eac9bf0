#include "coordinator/scan/unlisted_scope.h"

#include <algorithm>
#include <utility>

namespace photomill {

UnlistedScope::UnlistedScope(KeyFilter filter, std::vector<std::string> folders,
                             std::function<bool(std::string_view)> is_behind_link)
    : filter_(std::move(filter)),
      folders_(std::move(folders)),
      is_behind_link_(std::move(is_behind_link)) {
  for (std::string& folder : folders_) folder += '/';
  std::sort(folders_.begin(), folders_.end());
}

bool UnlistedScope::operator()(std::string_view key) const {
  if (!filter_.InScope(key)) return false;
  for (size_t slash = key.find('/'); slash != std::string_view::npos;
       slash = key.find('/', slash + 1)) {
    const std::string_view folder = key.substr(0, slash + 1);
    if (std::binary_search(folders_.begin(), folders_.end(), folder)) return false;
  }
  return !is_behind_link_ || !is_behind_link_(key);
}

}  // namespace photomill
