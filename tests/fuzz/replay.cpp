// Runs a target without libFuzzer: feeds it every file in the given folders, in the order of their
// names, complete and truncated at some positions. A failure ends the process, as under libFuzzer;
// the last line names the file.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr size_t kCuts = 32;

std::vector<fs::path> FilesIn(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry : fs::directory_iterator(place)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

void Replay(const fs::path& path) {
  std::printf("%s\n", path.c_str());
  std::fflush(stdout);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  PHOTOMILL_CHECK(file.good() || file.eof());
  FuzzOne(bytes);
  for (size_t i = 0; i < kCuts; ++i) FuzzOne(std::string(bytes, 0, bytes.size() * i / kCuts));
}

int Main(int argc, char** argv) {
  size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const fs::path& file : FilesIn(argv[i])) {
      Replay(file);
      ++count;
    }
  }
  std::printf("%zu inputs\n", count);
  return count > 0 ? 0 : 1;
}

}  // namespace
}  // namespace photomill::fuzz

int main(int argc, char** argv) {
  return photomill::fuzz::Main(argc, argv);
}
