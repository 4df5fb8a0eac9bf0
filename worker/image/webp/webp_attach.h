// Metadata into a WebP's container, with libwebpmux.
#pragma once

#include <string>

#include "common/base/result.h"
#include "worker/image/metadata/attachments.h"

namespace photomill {

// The file in an extended container with what is attached; as it is if nothing is. Throws
// std::bad_alloc.
Result<std::string> AttachToWebp(std::string file, const Attachments& attachments);

}  // namespace photomill
