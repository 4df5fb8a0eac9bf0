#include "tests/integration/readme/pages.h"

#include <algorithm>
#include <filesystem>

#include "common/base/check.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

namespace fs = std::filesystem;

std::string InProject(const std::string& path) {
  return std::string(PHOTOMILL_ROOT) + "/" + path;
}

std::string ReadProjectFile(const std::string& path) {
  return ReadFile(InProject(path));
}

const std::vector<Page>& UserPages() {
  static const std::vector<Page> pages = [] {
    std::vector<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(InProject("docs"))) {
      if (entry.path().extension() == ".md") {
        names.push_back(fs::relative(entry.path(), InProject("")).generic_string());
      }
    }
    std::sort(names.begin(), names.end());
    names.insert(names.begin(), {"README.md", "deploy/README.md"});
    std::vector<Page> read;
    for (const std::string& name : names) read.push_back(ReadPage(name, ReadProjectFile(name)));
    return read;
  }();
  return pages;
}

const Page& UserPage(const std::string& name) {
  for (const Page& page : UserPages()) {
    if (page.name == name) return page;
  }
  PHOTOMILL_CHECK(false);
}

std::string Place(const Page& page, int line) {
  return page.name + ":" + std::to_string(line);
}

}  // namespace photomill::test
