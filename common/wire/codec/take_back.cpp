// TakeBack: the attempts.
#include "common/wire/codec/fields/attempt_steps.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const TakeBack& message, proto::TakeBack& out) {
  WriteAttempts(message.attempts, out);
}

Status FromProto(const proto::TakeBack& in, TakeBack& out) {
  return ReadAttempts("take_back", in, out.attempts);
}

}  // namespace photomill::wire
