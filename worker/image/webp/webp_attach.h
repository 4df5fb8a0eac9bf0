// Adds metadata to a WebP's container with libwebpmux.
#pragma once

#include <string>

#include "common/base/result.h"
#include "worker/image/metadata/attachments.h"

namespace photomill {

// The file in an extended container with the attachments. Unchanged if there are none. Throws
// std::bad_alloc.
Result<std::string> AttachToWebp(std::string file, const Attachments& attachments);

}  // namespace photomill
