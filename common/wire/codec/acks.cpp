// Acks: the attempts.
#include "common/wire/codec/fields/attempt_steps.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Acks& message, proto::Acks& out) {
  WriteAttempts(message.attempts, out);
}

Status FromProto(const proto::Acks& in, Acks& out) {
  return ReadAttempts("acks", in, out.attempts);
}

}  // namespace photomill::wire
