// Silences protobuf's own log: what it would print about garbage frames and recipes is told by our
// failures instead. Internal to common/wire.
#pragma once

#include <google/protobuf/stubs/logging.h>

#include <mutex>

namespace photomill::wire {

inline void SilenceProtobufLog() {
  static std::once_flag once;
  std::call_once(once, [] { google::protobuf::SetLogHandler(nullptr); });
}

}  // namespace photomill::wire
