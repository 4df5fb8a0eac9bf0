// Encodes and decodes the messages between a command and a live run (proto/admin.proto). Every
// field is checked and bounded, as in the control protocol. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/admin.h"

namespace photomill {

// The token is part of the frame, so a frame must not be logged.
std::string Encode(const AdminRequest& request);
Result<AdminRequest> DecodeAdminRequest(std::string_view frame);

// Cuts the text if it is too long.
std::string Encode(const AdminResponse& response);
Result<AdminResponse> DecodeAdminResponse(std::string_view frame);

}  // namespace photomill
