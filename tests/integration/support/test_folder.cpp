#include "tests/integration/support/test_folder.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "common/base/check.h"

namespace photomill::test {

namespace fs = std::filesystem;

TestFolder::TestFolder() {
  std::string pattern = (fs::temp_directory_path() / "photomill-test-XXXXXX").string();
  PHOTOMILL_CHECK(mkdtemp(pattern.data()) != nullptr);
  path_ = fs::canonical(pattern).string();  // /tmp may be a link; programs print resolved paths
  MakeFolder("runtime");
  PHOTOMILL_CHECK(setenv("XDG_RUNTIME_DIR", At("runtime").c_str(), 1) == 0);
  PHOTOMILL_CHECK(setenv("XDG_STATE_HOME", At("home-state").c_str(), 1) == 0);
}

TestFolder::~TestFolder() {
  std::error_code error;
  fs::remove_all(path_, error);
}

std::string TestFolder::At(std::string_view below) const {
  return path_ + "/" + std::string(below);
}

void TestFolder::Write(std::string_view below, std::string_view bytes) const {
  const fs::path file = At(below);
  fs::create_directories(file.parent_path());
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  stream.close();
  PHOTOMILL_CHECK(stream.good());
}

void TestFolder::MakeFolder(std::string_view below) const {
  fs::create_directories(At(below));
}

void TestFolder::OpenToAll() const {
  fs::permissions(path_, fs::perms::all);
  for (const auto& entry : fs::recursive_directory_iterator(path_)) {
    if (entry.is_symlink()) continue;
    fs::permissions(entry.path(), entry.is_directory() ? fs::perms::all : fs::perms(0644));
  }
}

std::string ReadFile(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace photomill::test
