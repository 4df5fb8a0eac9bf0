#include "common/wire/codec/protobuf_log.h"

#include <google/protobuf/stubs/logging.h>

#include <mutex>

namespace photomill::wire {

void SilenceProtobufLog() {
  static std::once_flag once;
  std::call_once(once, [] { google::protobuf::SetLogHandler(nullptr); });
}

}  // namespace photomill::wire
