#include "tests/fuzz/support.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "common/os/files.h"

namespace photomill::fuzz {
namespace {

class Folder {
 public:
  Folder() {
    const std::string memory = "/dev/shm";
    const std::string place = access(memory.c_str(), W_OK) == 0
                                  ? memory
                                  : std::filesystem::temp_directory_path().string();
    std::string pattern = place + "/photomill-fuzz-XXXXXX";
    PHOTOMILL_CHECK(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

void CheckTold(const Failure& failure) {
  PHOTOMILL_CHECK(!failure.detail.empty());
  PHOTOMILL_CHECK(std::none_of(failure.detail.begin(), failure.detail.end(),
                               [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; }));
}

std::vector<std::string_view> LinesOf(std::string_view input) {
  std::vector<std::string_view> lines;
  for (size_t end = input.find('\n'); end != std::string_view::npos; end = input.find('\n')) {
    lines.push_back(input.substr(0, end));
    input.remove_prefix(end + 1);
  }
  lines.push_back(input);
  return lines;
}

const std::string& WorkFolder() {
  static const Folder folder;
  return folder.path();
}

void WriteInput(const std::string& path, std::string_view bytes, bool is_private) {
  const Result<FileDescriptor> file =
      OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC, is_private ? 0600 : 0644);
  PHOTOMILL_CHECK(file.ok());
  PHOTOMILL_CHECK(WriteAll(file->get(), bytes) == 0);
}

}  // namespace photomill::fuzz
