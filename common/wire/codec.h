// Messages to frames and back. One frame is one protobuf envelope (proto/control.proto); the
// fields of each message are handled by a file of its own in common/wire/codec/.
//
// Decoding trusts nothing: every field is checked and bounded (common/base/limits.h), and a frame
// that fails any check is refused whole, with kInvalid and a text that names the field.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/model/message.h"

namespace photomill {

std::string Encode(const WorkerMessage& message);
std::string Encode(const CoordinatorMessage& message);

Result<WorkerMessage> DecodeWorkerMessage(std::string_view frame);
Result<CoordinatorMessage> DecodeCoordinatorMessage(std::string_view frame);

}  // namespace photomill
