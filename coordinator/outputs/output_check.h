// Compares one file of the destination with what the ledger recorded. Any thread may call it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/output_reader.h"

namespace photomill {

enum class FileFinding : uint8_t {
  kRight,
  kMissing,
  kChanged,     // other bytes, or something that is not a regular file
  kUnreadable,  // it is there, but cannot be read
  kUndecodable  // the recorded bytes, but not the image that was recorded
};
inline constexpr size_t kFindingCount = 5;

// "right", "missing", …
std::string_view FindingWord(FileFinding finding);

struct CheckedFile {
  RecordedOutput output;
  FileFinding finding = FileFinding::kRight;
  std::string detail{};                     // human-readable, for everything but kRight
  std::optional<uint64_t> present_bytes{};  // of the file, if all of it could be read
  std::optional<Digest> present{};
};

// Reads the whole file.
CheckedFile CheckFile(ObjectStore& store, RecordedOutput output);

}  // namespace photomill
