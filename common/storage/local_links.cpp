#include "common/storage/local_links.h"

#include <sys/stat.h>

#include <algorithm>

namespace photomill {

bool IsBehindLink(const std::string& root, std::string_view key) {
  for (size_t end = 0; end < key.size(); ++end) {
    end = std::min(key.find('/', end), key.size());
    struct stat status {};
    if (lstat((root + "/" + std::string(key.substr(0, end))).c_str(), &status) != 0) return false;
    if (S_ISLNK(status.st_mode)) return true;
  }
  return false;
}

}  // namespace photomill
