// A fresh folder for one test, removed with its contents.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "common/base/check.h"

namespace photomill {

class TempFolder {
 public:
  TempFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "photomill-test-XXXXXX").string();
    PHOTOMILL_CHECK(mkdtemp(pattern.data()) != nullptr);
    // /tmp may be a link: tests compare with resolved paths.
    path_ = std::filesystem::canonical(pattern).string();
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string At(std::string_view below) const {
    return path_ + "/" + std::string(below);
  }
  // Also creates the folders above it.
  void Write(std::string_view below, std::string_view bytes) const {
    const std::filesystem::path file = At(below);
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    stream.close();
    PHOTOMILL_CHECK(stream.good());
  }
  void MakeFolder(std::string_view below) const { std::filesystem::create_directories(At(below)); }

 private:
  std::string path_;
};

}  // namespace photomill
