// Hello: who a worker is, what it holds, and what its predecessor was executing when it died.
#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/messages.h"
#include "common/wire/codec/reasons.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

constexpr uint32_t kProcessMax = INT32_MAX;

void ReadHeld(const proto::Hello& in, FieldReader& fields, Hello& out) {
  DeliveriesReader deliveries(in.held(), fields, limits::kHeldTasksMax);
  out.held.reserve(deliveries.rows());
  for (size_t i = 0; i < deliveries.rows() && fields.ok(); ++i) {
    out.held.push_back(deliveries.Next());
  }
}

Reason ReadReason(const proto::Suspect& in, FieldReader& fields, size_t row) {
  if (in.reason() == proto::NO_REASON) return Reason::kCrashed;
  const Reason reason = kReasons.FromProto(in.reason(), fields, "suspects.reason", row);
  if (!IsDeath(reason)) fields.Fail("suspects.reason", row, "is not a cause of death of a process");
  return reason;
}

void ReadSuspects(const proto::Hello& in, FieldReader& fields, Hello& out) {
  // Tasks that one engine was executing: never more than it had slots.
  const size_t count =
      fields.Count("suspects", static_cast<size_t>(in.suspects_size()), limits::kSlotsMax);
  out.suspects.reserve(count);
  for (size_t i = 0; i < count && fields.ok(); ++i) {
    const proto::Suspect& suspect = in.suspects(static_cast<int>(i));
    const auto source = static_cast<uint64_t>(suspect.source());
    out.suspects.push_back(
        {SourceId{static_cast<int64_t>(fields.Number("suspects.source", source, 1, kCountMax, i))},
         fields.Number32("suspects.signal", suspect.signal(), 0, kSignalMax, i),
         ReadReason(suspect, fields, i)});
  }
}

void ReadNames(const proto::Hello& in, FieldReader& fields, Hello& out) {
  out.worker_name = fields.Text("worker_name", in.worker_name(), 1, limits::kWorkerNameBytesMax);
  out.host = fields.Text("host", in.host(), 0, limits::kNameBytesMax);
  out.program_version =
      fields.Text("program_version", in.program_version(), 0, limits::kWorkerNameBytesMax);
}

}  // namespace

void ToProto(const Hello& message, proto::Hello& out) {
  out.set_protocol_version(message.protocol_version);
  out.set_session(message.session.value);
  out.set_replaces(message.replaces.value);
  out.set_worker_name(WireText(message.worker_name, limits::kWorkerNameBytesMax));
  out.set_host(WireText(message.host, limits::kNameBytesMax));
  out.set_process(message.process);
  out.set_slots(message.slots);
  out.set_revision(message.revision);
  out.set_program_version(WireText(message.program_version, limits::kWorkerNameBytesMax));
  if (!message.held.empty()) {
    DeliveriesWriter held(*out.mutable_held(), message.held.size());
    for (const HeldTask& task : message.held) held.Add(task.attempt, task.source, task.version);
    held.Finish();
  }
  for (const Suspect& suspect : message.suspects) {
    proto::Suspect& row = *out.add_suspects();
    row.set_source(suspect.source.value);
    row.set_signal(suspect.signal);
    if (suspect.reason != Reason::kCrashed) row.set_reason(kReasons.ToProto(suspect.reason));
  }
}

Status FromProto(const proto::Hello& in, Hello& out) {
  FieldReader fields("hello");
  out.protocol_version = in.protocol_version();
  ReadNames(in, fields, out);
  // Of another version nothing else has a known meaning; the coordinator refuses by the version.
  if (in.protocol_version() != kProtocolVersion) return fields.status();
  out.session.value = fields.Number("session", in.session(), 1, UINT64_MAX);
  out.replaces.value = in.replaces();
  out.process = fields.Number32("process", in.process(), 0, kProcessMax);
  out.revision = in.revision();
  out.slots = fields.Number32("slots", in.slots(), 1, limits::kSlotsMax);
  ReadHeld(in, fields, out);
  ReadSuspects(in, fields, out);
  return fields.status();
}

}  // namespace photomill::wire
