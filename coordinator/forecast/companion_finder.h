// Raw files and films: those with a photo of the same name next to them are skipped by a run, the
// others fail, because nothing else shows their content. Keeps 16 bytes for each photo and 24 for
// each such file. Used by one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

inline constexpr size_t kCompanionNamesMax = 20'000'000;  // of photos, and of their companions

class CompanionFinder {
 public:
  struct Found {
    uint64_t skipped = 0;
    uint64_t skipped_bytes = 0;
    uint64_t failed = 0;
    uint64_t failed_bytes = 0;
    std::string example;  // the key of one that would fail
  };

  void AddPhoto(std::string_view key);
  // A raw file or a film.
  void AddCompanion(std::string_view key, uint64_t bytes);
  // Sorts the names. Call it once.
  Found Find();

 private:
  static constexpr size_t kNamesKept = 1000;  // for the example

  struct Companion {
    uint64_t key = 0;  // digests
    uint64_t stem = 0;
    uint64_t bytes = 0;
  };

  std::vector<uint64_t> photo_keys_;  // digests
  std::vector<uint64_t> photo_stems_;
  std::vector<Companion> companions_;
  std::map<std::string, uint64_t> names_;  // the first companions, and their digests
};

}  // namespace photomill
