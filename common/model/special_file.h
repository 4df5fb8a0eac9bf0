// Entries of a folder that are neither files nor folders and therefore no objects of a store.
#pragma once

#include <cstddef>
#include <cstdint>

namespace photomill {

enum class SpecialFile : uint8_t {
  kLink,  // that is not followed, leads nowhere, or leads back to a folder above it
  kPipe,
  kSocket,
  kDevice,
  kOther,
};
inline constexpr size_t kSpecialFileCount = static_cast<size_t>(SpecialFile::kOther) + 1;

}  // namespace photomill
