// A fresh folder for one test, removed with its contents.
#pragma once

#include <string>
#include <string_view>

namespace photomill::test {

class TestFolder {
 public:
  // From here on the programs also put their sockets below it (XDG_RUNTIME_DIR), and their notes
  // about destinations (XDG_STATE_HOME), so that programs killed by a test leave nothing behind.
  TestFolder();
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  ~TestFolder();

  // Canonical.
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string At(std::string_view below) const;

  // Writes a file, with the folders above it. Replaces an existing one; its mtime is now.
  void Write(std::string_view below, std::string_view bytes) const;
  void MakeFolder(std::string_view below) const;

  // Lets everyone read all of it and write into its folders: for programs that run as another user.
  void OpenToAll() const;

 private:
  std::string path_;
};

std::string ReadFile(const std::string& path);

}  // namespace photomill::test
