#include "coordinator/start/new_folders.h"

#include <unistd.h>

#include <utility>

#include "common/os/files.h"

namespace photomill {

NewFolders::~NewFolders() {
  for (auto folder = made_.rbegin(); folder != made_.rend(); ++folder) rmdir(folder->c_str());
}

Status NewFolders::Make(const std::string& path) {
  Result<std::vector<std::string>> made = MakeFolders(path);
  if (!made) return made.failure();
  made_ = *std::move(made);
  return {};
}

}  // namespace photomill
