// Silences protobuf's own log: what it would print about garbage frames and recipes is told by our
// failures instead. Internal to common/wire.
#pragma once

namespace photomill::wire {

// Once for each process; any thread.
void SilenceProtobufLog();

}  // namespace photomill::wire
