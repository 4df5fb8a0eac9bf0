// Folders created for a run. They are removed again if the run does not start.
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
  ~NewFolders();  // removes folders that are not kept

  // Creates the folder and its missing parents.
  Status Make(const std::string& path);
  void Keep() { made_.clear(); }

 private:
  std::vector<std::string> made_;  // outermost first
};

}  // namespace photomill
