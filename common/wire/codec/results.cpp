// ResultBatch: outcomes as columns; their outputs stand in outputs.cpp.
#include <algorithm>
#include <array>
#include <optional>

#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/fields/enums.h"
#include "common/wire/codec/messages.h"
#include "common/wire/codec/outputs.h"
#include "common/wire/codec/reasons.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

using Kind = Outcome::Kind;

constexpr EnumTable<Kind, proto::OutcomeKind, 5> kKinds = {{{
    {Kind::kDone, proto::DONE},
    {Kind::kSkipped, proto::SKIPPED},
    {Kind::kFailed, proto::FAILED},
    {Kind::kBarred, proto::BARRED},
    {Kind::kDied, proto::DIED},
}}};

constexpr EnumTable<Warning, proto::WarningKind, kWarningCount> kWarnings = {{{
    {Warning::kPartlyDecoded, proto::PARTLY_DECODED},
    {Warning::kColoursLeftOut, proto::COLOURS_LEFT_OUT},
    {Warning::kMetadataLeftOut, proto::METADATA_LEFT_OUT},
    {Warning::kOneOfSeveral, proto::ONE_OF_SEVERAL},
    {Warning::kOther, proto::OTHER_WARNING},
    {Warning::kSourceKept, proto::SOURCE_KEPT},
}}};

// --- the columns of StepTimes, in the order of Step
// -----------------------------------------------

using TimeColumn = google::protobuf::RepeatedField<uint64_t>;

std::array<TimeColumn*, kStepCount> TimeColumns(proto::StepTimes& times) {
  return {times.mutable_queue_us(),  times.mutable_fetch_us(),  times.mutable_decode_us(),
          times.mutable_derive_us(), times.mutable_encode_us(), times.mutable_publish_us()};
}

std::array<const TimeColumn*, kStepCount> TimeColumns(const proto::StepTimes& times) {
  return {&times.queue_us(),  &times.fetch_us(),  &times.decode_us(),
          &times.derive_us(), &times.encode_us(), &times.publish_us()};
}

constexpr std::array<std::string_view, kStepCount> kTimeFields = {
    "times.queue_us",  "times.fetch_us",  "times.decode_us",
    "times.derive_us", "times.encode_us", "times.publish_us"};

void WriteTimes(const std::vector<TaskResult>& results, proto::StepTimes& out) {
  const std::array<TimeColumn*, kStepCount> columns = TimeColumns(out);
  for (size_t step = 0; step < kStepCount; ++step) {
    TimeColumn& column = *columns[step];
    column.Reserve(static_cast<int>(results.size()));
    bool any = false;
    for (const TaskResult& result : results) {
      const uint64_t time_us = result.outcome.times.microseconds[step];
      column.Add(AtMost(time_us, kStepMicrosecondsMax));
      any = any || time_us != 0;
    }
    if (!any) column.Clear();
  }
}

void ReadTimes(const proto::StepTimes& in, FieldReader& fields, std::vector<TaskResult>& results) {
  const std::array<const TimeColumn*, kStepCount> columns = TimeColumns(in);
  for (size_t step = 0; step < kStepCount && fields.ok(); ++step) {
    const TimeColumn& column = *columns[step];
    if (!fields.OptionalColumn(kTimeFields[step], column.size(), results.size())) return;
    for (int row = 0; row < column.size(); ++row) {
      const auto i = static_cast<size_t>(row);
      results[i].outcome.times.microseconds[step] =
          fields.Number(kTimeFields[step], column.Get(row), 0, kStepMicrosecondsMax, i);
    }
  }
}

// --- outcomes
// --------------------------------------------------------------------------------------

bool AnyDetail(const std::vector<TaskResult>& results) {
  return std::any_of(results.begin(), results.end(),
                     [](const TaskResult& result) { return !result.outcome.detail.empty(); });
}

bool AnyReason(const std::vector<TaskResult>& results) {
  return std::any_of(results.begin(), results.end(),
                     [](const TaskResult& result) { return result.outcome.kind != Kind::kDone; });
}

proto::FailureReason ReasonToProto(const Outcome& outcome) {
  if (outcome.kind == Kind::kDone) return proto::NO_REASON;
  // kInvalid belongs in no ledger: a worker that fails a task with it has a bug, and says so.
  const Reason reason = outcome.reason == Reason::kInvalid ? Reason::kInternal : outcome.reason;
  return kReasons.ToProto(reason);
}

void WriteOutcomes(const std::vector<TaskResult>& results, proto::ResultBatch& out) {
  const bool any_reason = AnyReason(results);
  const bool any_detail = AnyDetail(results);
  for (const TaskResult& result : results) {
    const Outcome& outcome = result.outcome;
    out.add_kind(kKinds.ToProto(outcome.kind));
    if (any_reason) out.add_reason(ReasonToProto(outcome));
    if (any_detail) out.add_detail(WireText(outcome.detail, limits::kDetailBytesMax));
  }
}

uint32_t BitOf(proto::WarningKind kind) {
  return uint32_t{1} << static_cast<uint32_t>(kind);
}

uint32_t WarningBits(WarningSet warnings) {
  uint32_t bits = 0;
  for (const auto& [ours, theirs] : kWarnings.rows) {
    if (warnings.Has(ours)) bits |= BitOf(theirs);
  }
  return bits;
}

void WriteWarnings(const std::vector<TaskResult>& results, proto::ResultBatch& out) {
  const bool any = std::any_of(results.begin(), results.end(), [](const TaskResult& result) {
    return !result.outcome.warnings.empty();
  });
  for (size_t i = 0; any && i < results.size(); ++i) {
    out.add_warnings(WarningBits(results[i].outcome.warnings));
  }
}

// What the results tell of their sources.
void WriteSources(const std::vector<TaskResult>& results, proto::ResultBatch& out) {
  bool any_content = false;
  bool any_format = false;
  for (const TaskResult& result : results) {
    any_content = any_content || result.outcome.content != Digest{};
    any_format = any_format || result.outcome.format != FileFormat::kUnknown;
  }
  for (const TaskResult& result : results) {
    if (any_content) {
      out.add_source_high(result.outcome.content.high);
      out.add_source_low(result.outcome.content.low);
    }
    if (any_format) out.add_format(std::string(FileFormatWord(result.outcome.format)));
  }
}

void ReadSources(const proto::ResultBatch& in, FieldReader& fields,
                 std::vector<TaskResult>& results) {
  fields.OptionalColumn("source_high", in.source_high_size(), results.size());
  fields.OptionalColumn("source_low", in.source_low_size(), results.size());
  fields.OptionalColumn("format", in.format_size(), results.size());
  if (fields.ok() && in.source_high_size() != in.source_low_size()) {
    fields.Fail("source_low", FieldReader::kNoRow, "has another number of rows than source_high");
  }
  for (size_t i = 0; i < results.size() && fields.ok(); ++i) {
    const int row = static_cast<int>(i);
    Outcome& outcome = results[i].outcome;
    if (in.source_high_size() > 0) outcome.content = {in.source_high(row), in.source_low(row)};
    if (in.format_size() == 0) continue;
    if (const std::optional<FileFormat> format = ParseFileFormat(in.format(row))) {
      outcome.format = *format;
    } else {
      fields.Fail("format", i, "is not a format that this version knows");
    }
  }
}

WarningSet WarningsFromProto(uint32_t bits, FieldReader& fields, size_t i) {
  WarningSet warnings;
  for (const auto& [ours, theirs] : kWarnings.rows) {
    if ((bits & BitOf(theirs)) != 0) warnings.Add(ours);
  }
  if (WarningBits(warnings) != bits) {
    fields.Fail("warnings", i, "has kinds that this version does not know");
  }
  return warnings;
}

// After the outcomes.
void ReadWarnings(const proto::ResultBatch& in, FieldReader& fields,
                  std::vector<TaskResult>& results) {
  fields.OptionalColumn("warnings", in.warnings_size(), results.size());
  for (size_t i = 0; i < results.size() && fields.ok(); ++i) {
    Outcome& outcome = results[i].outcome;
    if (in.warnings_size() > 0) {
      outcome.warnings = WarningsFromProto(in.warnings(static_cast<int>(i)), fields, i);
    }
    if (outcome.kind != Kind::kDone) {
      if (!outcome.warnings.empty()) fields.Fail("warnings", i, "is given for what is not done");
    } else if (outcome.warnings.empty() && !outcome.detail.empty()) {
      outcome.warnings.Add(Warning::kOther);
    }
  }
}

void WriteOutputs(const std::vector<TaskResult>& results, proto::ResultBatch& out) {
  size_t rows = 0;
  for (const TaskResult& result : results) rows += result.outcome.outputs.size();
  if (rows == 0) return;
  OutputsWriter outputs(*out.mutable_outputs(), rows);
  for (const TaskResult& result : results) {
    out.add_output_count(static_cast<uint32_t>(result.outcome.outputs.size()));
    for (const Output& output : result.outcome.outputs) outputs.Add(output);
  }
}

void ReadReason(const proto::ResultBatch& in, FieldReader& fields, size_t i, Outcome& outcome) {
  const proto::FailureReason reason =
      in.reason_size() > 0 ? in.reason(static_cast<int>(i)) : proto::NO_REASON;
  if (outcome.kind == Kind::kDone) {
    if (reason != proto::NO_REASON) fields.Fail("reason", i, "is given for a done source");
    return;
  }
  outcome.reason = kReasons.FromProto(reason, fields, "reason", i);
  if (outcome.kind == Kind::kSkipped && outcome.reason != Reason::kNotAnImage) {
    fields.Fail("reason", i, "only files that are not images are skipped");
  }
  if (outcome.kind == Kind::kBarred && RetryClassOf(outcome.reason) != RetryClass::kPlace) {
    fields.Fail("reason", i, "is not a store's reason");
  }
  if (outcome.kind == Kind::kDied && !IsDeath(outcome.reason)) {
    fields.Fail("reason", i, "is not a cause of death of a process");
  }
}

void ReadOutcomes(const proto::ResultBatch& in, FieldReader& fields,
                  std::vector<TaskResult>& results) {
  for (size_t i = 0; i < results.size() && fields.ok(); ++i) {
    const int row = static_cast<int>(i);
    Outcome& outcome = results[i].outcome;
    outcome.kind = kKinds.FromProto(in.kind(row), fields, "kind", i);
    ReadReason(in, fields, i, outcome);
    if (in.detail_size() > 0) {
      outcome.detail = fields.Text("detail", in.detail(row), 0, limits::kDetailBytesMax, i);
    }
    if (outcome.kind != Kind::kDone && in.output_count_size() > 0 && in.output_count(row) > 0) {
      fields.Fail("output_count", i, "is given for a source that is not done");
    }
  }
}

void ReadOutputs(const proto::ResultBatch& in, FieldReader& fields,
                 std::vector<TaskResult>& results) {
  size_t rows = 0;
  for (int row = 0; row < in.output_count_size(); ++row) {
    rows += fields.Number("output_count", in.output_count(row), 0, limits::kDerivativesMax,
                          static_cast<size_t>(row));
  }
  OutputsReader outputs(in.outputs(), fields, rows);
  for (size_t i = 0; rows > 0 && i < results.size() && fields.ok(); ++i) {
    outputs.Next(in.output_count(static_cast<int>(i)), results[i].outcome.outputs);
  }
}

}  // namespace

void ToProto(const ResultBatch& message, proto::ResultBatch& out) {
  out.set_recipe_digest(ToBytes(message.recipe));
  DeliveriesWriter deliveries(*out.mutable_deliveries(), message.results.size());
  for (const TaskResult& result : message.results) {
    deliveries.Add(result.attempt, result.source, result.version);
  }
  deliveries.Finish();
  WriteOutcomes(message.results, out);
  WriteWarnings(message.results, out);
  WriteOutputs(message.results, out);
  WriteSources(message.results, out);
  WriteTimes(message.results, *out.mutable_times());
}

Status FromProto(const proto::ResultBatch& in, ResultBatch& out) {
  FieldReader fields("results");
  out.recipe = fields.DigestBytes("recipe_digest", in.recipe_digest());
  DeliveriesReader deliveries(in.deliveries(), fields, limits::kBatchTasksMax);
  const size_t rows = deliveries.rows();
  fields.Column("kind", in.kind_size(), rows);
  fields.OptionalColumn("reason", in.reason_size(), rows);
  fields.OptionalColumn("detail", in.detail_size(), rows);
  fields.OptionalColumn("output_count", in.output_count_size(), rows);
  if (!fields.ok()) return fields.status();

  out.results.resize(rows);
  for (TaskResult& result : out.results) {
    HeldTask delivery = deliveries.Next();
    result.attempt = delivery.attempt;
    result.source = delivery.source;
    result.version = std::move(delivery.version);
  }
  ReadOutcomes(in, fields, out.results);
  ReadWarnings(in, fields, out.results);
  ReadOutputs(in, fields, out.results);
  ReadSources(in, fields, out.results);
  ReadTimes(in.times(), fields, out.results);
  return fields.status();
}

}  // namespace photomill::wire
