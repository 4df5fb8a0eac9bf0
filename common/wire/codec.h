// Messages to frames and back. One frame is one protobuf envelope (proto/control.proto); the
// fields of each message are handled by a file of its own in common/wire/codec/.
//
// Decoding trusts nothing: every field is checked and bounded (common/base/limits.h), and a frame
// that fails any check is refused whole, with kInvalid and a text that names the field.
//
// Encoding expects messages that are valid, but for texts and figures that only inform people:
// details, names and problems are escaped and cut, times and totals capped to what the other side
// takes. All functions may be called from any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/model/message.h"

namespace photomill {

// One frame. A batch must be small enough for one (see EncodeFrames): a larger one is a bug of the
// caller. Of a hello that is too large, held tasks are left out at the end; the coordinator hands
// them out again, and repeats are harmless.
std::string Encode(const WorkerMessage& message);
std::string Encode(const CoordinatorMessage& message);

// As Encode, but a batch of tasks, results or acks that has more than kBatchTasksMax rows, or whose
// frame would be over kMessageBytesMax, becomes several frames, to be sent in this order.
std::vector<std::string> EncodeFrames(const WorkerMessage& message);
std::vector<std::string> EncodeFrames(const CoordinatorMessage& message);

Result<WorkerMessage> DecodeWorkerMessage(std::string_view frame);
Result<CoordinatorMessage> DecodeCoordinatorMessage(std::string_view frame);

}  // namespace photomill
