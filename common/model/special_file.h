// Directory entries that are neither files nor folders and therefore not objects of a store.
#pragma once

#include <cstddef>
#include <cstdint>

namespace photomill {

enum class SpecialFile : uint8_t {
  kLink,  // a link that is not followed, leads nowhere, or leads back to a folder above it
  kPipe,
  kSocket,
  kDevice,
  kOther,
};
inline constexpr size_t kSpecialFileCount = static_cast<size_t>(SpecialFile::kOther) + 1;

}  // namespace photomill
