// Converts messages to frames and back. One frame is one protobuf envelope (proto/control.proto).
// The fields of each message have their own file in common/wire/codec/.
//
// Decoding treats its input as untrusted: every field is checked and bounded
// (common/base/limits.h). A frame that fails a check is rejected completely, with kInvalid and a
// text that names the field.
//
// Encoding expects valid messages, except for texts and figures that are only for display: details,
// names and problems are escaped and truncated, and times and totals are limited to what the other
// side accepts. All functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/message.h"

namespace photomill {

// One frame. A batch must be small enough for one frame (see EncodeFrames); a larger one is a bug
// of the caller. If a Hello is too large, its last held tasks are omitted. The coordinator then
// assigns them again, and repeats are harmless.
std::string Encode(const WorkerMessage& message);
std::string Encode(const CoordinatorMessage& message);

// Like Encode, but splits a batch of tasks, results or acks with more than kBatchTasksMax rows, or
// with a frame over kMessageBytesMax, into several frames. Send them in this order.
std::vector<std::string> EncodeFrames(const WorkerMessage& message);
std::vector<std::string> EncodeFrames(const CoordinatorMessage& message);

Result<WorkerMessage> DecodeWorkerMessage(std::string_view frame);
Result<CoordinatorMessage> DecodeCoordinatorMessage(std::string_view frame);

}  // namespace photomill
