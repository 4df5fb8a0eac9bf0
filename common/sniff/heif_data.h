// Finds the bytes of a HEIF's items with the box iloc (ISO/IEC 14496-12, clause 8.11.3).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/container/byte_view.h"

namespace photomill::sniff {

class HeifData {
 public:
  // `meta` is the body of the file's meta box. The bytes of both stay where they are.
  static Result<HeifData> Read(std::string_view file, std::string_view meta);

  // Returns the item's bytes, copied to `joined` if they are in several places. kCorrupt if the
  // file lacks some or all of them; kFormatNotAllowed if they are inside another item.
  Result<std::string_view> Of(uint32_t item, std::string& joined) const;

 private:
  enum class Place : uint8_t { kFile, kMeta, kElsewhere };
  struct Extent {
    uint64_t offset = 0;
    uint64_t length = 0;
  };
  struct Location {
    Place place = Place::kFile;
    std::vector<Extent> extents;
  };

  Status ReadLocations(std::string_view body);

  ByteView file_{{}};
  ByteView in_meta_{{}};  // the box idat
  std::map<uint32_t, Location> locations_;
};

}  // namespace photomill::sniff
