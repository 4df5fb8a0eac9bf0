// Reads an open file from its beginning to its end in pieces. Any thread may call it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/storage/local_support.h"

namespace photomill::local {

// Returns how many bytes there were. `path` is for messages.
Result<uint64_t> StreamBytes(int fd, const std::string& path,
                             const std::function<void(std::string_view bytes)>& on_bytes,
                             const OnAnswer& on_answer);

}  // namespace photomill::local
