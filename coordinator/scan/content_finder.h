// Identifies a file of a store by its content, reading no more of it than necessary: a few
// kilobytes of nearly every file, and never 1 MB or more. Used by one thread.
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
  explicit ContentFinder(ObjectStore& store) : store_(store) {}  // must outlive this object

  // `bytes` is the file's listed size.
  Result<FileFormat> Find(std::string_view key, uint64_t bytes);

  // The total for all files so far.
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
