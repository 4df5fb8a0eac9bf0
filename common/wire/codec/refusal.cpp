// Refusal and its codes.
#include "common/base/limits.h"
#include "common/wire/codec/fields/enums.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

constexpr EnumTable<RefusalCode, proto::RefusalCode, 4> kCodes = {{{
    {RefusalCode::kVersionMismatch, proto::VERSION_MISMATCH},
    {RefusalCode::kStoresNotSeen, proto::STORES_NOT_SEEN},
    {RefusalCode::kTooManyWorkers, proto::TOO_MANY_WORKERS},
    {RefusalCode::kBadMessage, proto::BAD_MESSAGE},
}}};

}  // namespace

void ToProto(const Refusal& message, proto::Refusal& out) {
  out.set_code(kCodes.ToProto(message.code));
  out.set_text(WireText(message.text, limits::kDetailBytesMax));
}

Status FromProto(const proto::Refusal& in, Refusal& out) {
  FieldReader fields("refusal");
  out.code = kCodes.FromProto(in.code(), fields, "code");
  out.text = fields.Text("text", in.text(), 0, limits::kDetailBytesMax);
  return fields.status();
}

}  // namespace photomill::wire
