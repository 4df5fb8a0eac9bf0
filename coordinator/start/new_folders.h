// Folders that are made for a run: if it does not come about, they are removed again.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace photomill {

class NewFolders {
 public:
  NewFolders() = default;
  NewFolders(const NewFolders&) = delete;
  NewFolders& operator=(const NewFolders&) = delete;
  ~NewFolders();  // removes those that are not kept

  // The folder, with those above it that are missing.
  Status Make(const std::string& path);
  void Keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;  // outermost first
};

}  // namespace photomill
