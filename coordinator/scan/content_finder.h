// Tells what a file of a store is by its content, and reads no more of it than that takes: a few
// kilobytes of nearly every file, less than 1 MB of any. Used by one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/file_format.h"
#include "common/base/result.h"
#include "common/storage/object_store.h"

namespace photomill {

class ContentFinder {
 public:
  explicit ContentFinder(ObjectStore& store) : store_(store) {}  // which outlives it

  // `bytes` is the file's size, as it was listed.
  Result<FileFormat> Find(std::string_view key, uint64_t bytes);

  // Of all files so far.
  [[nodiscard]] uint64_t bytes_read() const { return bytes_read_; }

 private:
  struct File {
    std::string_view key;
    uint64_t bytes = 0;
    std::string extension;
    std::string head;
  };

  Result<std::string> Read(const File& file, uint64_t offset, uint64_t bytes_max);
  Result<FileFormat> FindFilm(const File& file, FileFormat told);
  Result<FileFormat> FindTiff(const File& file);
  Result<FileFormat> FindZeros(const File& file);

  ObjectStore& store_;
  uint64_t bytes_read_ = 0;
};

}  // namespace photomill
