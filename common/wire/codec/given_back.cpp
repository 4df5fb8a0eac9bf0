// GivenBack: the attempts.
#include "common/wire/codec/fields/attempt_steps.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const GivenBack& message, proto::GivenBack& out) {
  WriteAttempts(message.attempts, out);
}

Status FromProto(const proto::GivenBack& in, GivenBack& out) {
  return ReadAttempts("given_back", in, out.attempts);
}

}  // namespace photomill::wire
