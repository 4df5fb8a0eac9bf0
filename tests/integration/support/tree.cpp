#include "tests/integration/support/tree.h"

#include <sys/stat.h>

#include <filesystem>

#include "tests/integration/support/test_folder.h"

namespace photomill::test {

Tree TreeOf(const std::string& folder) {
  namespace fs = std::filesystem;
  Tree tree;
  for (auto entry = fs::recursive_directory_iterator(folder);
       entry != fs::recursive_directory_iterator(); ++entry) {
    if (entry->path().filename() == ".photomill") entry.disable_recursion_pending();
    struct stat status {};
    // During a run, temporary files vanish.
    if (lstat(entry->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    FileFacts& facts = tree[entry->path().string().substr(folder.size() + 1)];
    facts.content = DigestOf(ReadFile(entry->path().string()));
    facts.mtime_ns = int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec;
  }
  return tree;
}

size_t FilesBelow(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  size_t files = 0;
  for (auto entry = fs::recursive_directory_iterator(folder, error);
       !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    std::error_code gone;
    if (entry->is_regular_file(gone)) ++files;
  }
  return files;
}

Contents ContentsOf(const Tree& tree) {
  Contents contents;
  for (const auto& [path, facts] : tree) contents.emplace(path, facts.content);
  return contents;
}

Contents ContentsOf(const std::string& folder) {
  return ContentsOf(TreeOf(folder));
}

Tree Below(const Tree& tree, const std::string& prefix) {
  Tree below;
  for (const auto& [path, facts] : tree) {
    if (path.starts_with(prefix)) below.emplace(path, facts);
  }
  return below;
}

}  // namespace photomill::test
