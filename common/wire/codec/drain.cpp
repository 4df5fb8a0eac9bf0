// Drain and its causes.
#include "common/wire/codec/fields/enums.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

constexpr EnumTable<DrainCause, proto::DrainCause, 2> kCauses = {{{
    {DrainCause::kFinished, proto::FINISHED},
    {DrainCause::kAsked, proto::ASKED},
}}};

}  // namespace

void ToProto(const Drain& message, proto::Drain& out) {
  out.set_cause(kCauses.ToProto(message.cause));
}

Status FromProto(const proto::Drain& in, Drain& out) {
  FieldReader fields("drain");
  out.cause = kCauses.FromProto(in.cause(), fields, "cause");
  return fields.status();
}

}  // namespace photomill::wire
