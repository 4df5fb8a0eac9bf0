// Heartbeat, with the load of its worker.
#include "common/base/limits.h"
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

// Far above what a worker can have, so that differences and sums of a few thousand workers fit.
constexpr uint64_t kTotalMax = uint64_t{1} << 48;
constexpr uint32_t kThreadsMax = 1U << 20;
constexpr uint32_t kAllowedMax = 1U << 30;  // thousandths of processors

void ToProto(const CallFigures& figures, proto::CallFigures& out) {
  out.set_calls(AtMost(figures.calls, kTotalMax));
  out.set_sum_us(AtMost(figures.microseconds, kTotalMax));
  out.set_in_progress(AtMost(figures.in_progress, kTotalMax));
}

void ToProto(const StoreLoad& load, proto::StoreLoad& out) {
  out.set_bytes(AtMost(load.bytes, kTotalMax));
  ToProto(load.all, *out.mutable_all());
  ToProto(load.few, *out.mutable_few());
  if (load.all.calls == 0) return;
  for (const uint64_t calls : load.latency) out.add_latency(AtMost(calls, kTotalMax));
}

void ToProto(const ProcessorLoad& load, proto::ProcessorLoad& out) {
  out.set_used_us(AtMost(load.used, kTotalMax));
  out.set_ready_us(AtMost(load.ready, kTotalMax));
  out.set_machine_us(AtMost(load.machine, kTotalMax));
  out.set_stolen_us(AtMost(load.stolen, kTotalMax));
  out.set_allowed(static_cast<uint32_t>(AtMost(load.allowed, kAllowedMax)));
  out.set_machine_processors(static_cast<uint32_t>(AtMost(load.machine_processors, kThreadsMax)));
}

void ToProto(const WorkerLoad& load, proto::WorkerLoad& out) {
  out.set_elapsed_us(AtMost(load.elapsed, kTotalMax));
  for (const uint64_t time : load.stage_time) out.add_stage_us(AtMost(time, kTotalMax));
  for (const uint32_t tasks : load.stage_now) {
    out.add_stage_now(static_cast<uint32_t>(AtMost(tasks, kThreadsMax)));
  }
  out.set_tasks_ended(AtMost(load.tasks_ended, kTotalMax));
  out.set_cpu_threads(static_cast<uint32_t>(AtMost(load.cpu_threads, kThreadsMax)));
  out.set_fetch_threads(static_cast<uint32_t>(AtMost(load.fetch_threads, kThreadsMax)));
  out.set_publish_threads(static_cast<uint32_t>(AtMost(load.publish_threads, kThreadsMax)));
  out.set_tasks_max(static_cast<uint32_t>(AtMost(load.tasks_max, kThreadsMax)));
  ToProto(load.processors, *out.mutable_processors());
  ToProto(load.source, *out.mutable_source());
  ToProto(load.destination, *out.mutable_destination());
}

void FromProto(FieldReader& fields, const proto::CallFigures& in, CallFigures& out) {
  out.calls = fields.Number("calls", in.calls(), 0, kTotalMax);
  out.microseconds = fields.Number("sum_us", in.sum_us(), 0, kTotalMax);
  out.in_progress = fields.Number("in_progress", in.in_progress(), 0, kTotalMax);
}

void FromProto(FieldReader& fields, const proto::StoreLoad& in, StoreLoad& out) {
  out.bytes = fields.Number("bytes", in.bytes(), 0, kTotalMax);
  FromProto(fields, in.all(), out.all);
  FromProto(fields, in.few(), out.few);
  if (!fields.OptionalColumn("latency", in.latency_size(), kLatencyBuckets)) return;
  if (out.all.calls == 0) return;
  for (int i = 0; i < in.latency_size(); ++i) {
    out.latency[static_cast<size_t>(i)] = fields.Number("latency", in.latency(i), 0, kTotalMax);
  }
}

void FromProto(FieldReader& fields, const proto::ProcessorLoad& in, ProcessorLoad& out) {
  out.used = fields.Number("used_us", in.used_us(), 0, kTotalMax);
  out.ready = fields.Number("ready_us", in.ready_us(), 0, kTotalMax);
  out.machine = fields.Number("machine_us", in.machine_us(), 0, kTotalMax);
  out.stolen = fields.Number("stolen_us", in.stolen_us(), 0, kTotalMax);
  out.allowed = fields.Number32("allowed", in.allowed(), 0, kAllowedMax);
  out.machine_processors =
      fields.Number32("machine_processors", in.machine_processors(), 0, kThreadsMax);
}

void ReadStages(FieldReader& fields, const proto::WorkerLoad& in, WorkerLoad& out) {
  if (!fields.Column("stage_us", in.stage_us_size(), kStageCount)) return;
  if (!fields.Column("stage_now", in.stage_now_size(), kStageCount)) return;
  for (size_t i = 0; i < kStageCount; ++i) {
    const int at = static_cast<int>(i);
    out.stage_time[i] = fields.Number("stage_us", in.stage_us(at), 0, kTotalMax);
    out.stage_now[i] = fields.Number32("stage_now", in.stage_now(at), 0, kThreadsMax);
  }
}

Status FromProto(const proto::WorkerLoad& in, WorkerLoad& out) {
  FieldReader fields("heartbeat.load");
  out.elapsed = fields.Number("elapsed_us", in.elapsed_us(), 0, kTotalMax);
  ReadStages(fields, in, out);
  out.tasks_ended = fields.Number("tasks_ended", in.tasks_ended(), 0, kTotalMax);
  out.cpu_threads = fields.Number32("cpu_threads", in.cpu_threads(), 0, kThreadsMax);
  out.fetch_threads = fields.Number32("fetch_threads", in.fetch_threads(), 0, kThreadsMax);
  out.publish_threads = fields.Number32("publish_threads", in.publish_threads(), 0, kThreadsMax);
  out.tasks_max = fields.Number32("tasks_max", in.tasks_max(), 0, kThreadsMax);
  FromProto(fields, in.processors(), out.processors);
  FromProto(fields, in.source(), out.source);
  FromProto(fields, in.destination(), out.destination);
  if (out.elapsed == 0) out = {};  // nothing is known
  return fields.status();
}

}  // namespace

void ToProto(const Heartbeat& message, proto::Heartbeat& out) {
  out.set_sequence(message.sequence);
  out.set_cpu_milliseconds(AtMost(message.cpu_milliseconds, kMillisecondsMax));
  out.set_source_wait_milliseconds(AtMost(message.waits.source_milliseconds, kMillisecondsMax));
  out.set_destination_wait_milliseconds(
      AtMost(message.waits.destination_milliseconds, kMillisecondsMax));
  if (message.load.elapsed > 0) ToProto(message.load, *out.mutable_load());
  out.set_slots(message.slots);
}

Status FromProto(const proto::Heartbeat& in, Heartbeat& out) {
  FieldReader fields("heartbeat");
  out.sequence = in.sequence();
  out.cpu_milliseconds =
      fields.Number("cpu_milliseconds", in.cpu_milliseconds(), 0, kMillisecondsMax);
  out.waits.source_milliseconds =
      fields.Number("source_wait_milliseconds", in.source_wait_milliseconds(), 0, kMillisecondsMax);
  out.waits.destination_milliseconds = fields.Number(
      "destination_wait_milliseconds", in.destination_wait_milliseconds(), 0, kMillisecondsMax);
  out.slots = fields.Number32("slots", in.slots(), 0, limits::kSlotsMax);
  if (!fields.ok() || !in.has_load()) return fields.status();
  return FromProto(in.load(), out.load);
}

}  // namespace photomill::wire
