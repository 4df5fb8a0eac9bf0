// A fresh folder for one test, removed with all that is in it.
#pragma once

#include <string>
#include <string_view>

namespace photomill::test {

class TestFolder {
 public:
  // From here on the programs put their sockets below it too (XDG_RUNTIME_DIR), so that nothing is
  // left behind by those that a test kills, and so do their notes about destinations
  // (XDG_STATE_HOME).
  TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder();

  // Canonical.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string At(std::string_view below) const;

  // A file, with the folders around it. Replaces what is there; its mtime is now.
  void Write(std::string_view below, std::string_view bytes) const;
  void MakeFolder(std::string_view below) const;

  // Everybody may read it all and write into its folders: for programs that run as somebody else.
  void OpenToAll() const;

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);

}  // namespace photomill::test
