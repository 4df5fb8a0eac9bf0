// TaskBatch: what its tasks share once, the rest as columns.
#include <algorithm>

#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {
namespace {

void WriteLacks(const std::vector<Assignment>& assignments, proto::TaskBatch& out) {
  if (assignments.empty()) return;
  const DerivativeSet first = assignments.front().task.lacks;
  const bool all_equal =
      std::all_of(assignments.begin(), assignments.end(),
                  [&](const Assignment& assignment) { return assignment.task.lacks == first; });
  if (all_equal && !first.empty()) {
    out.set_lacks(first.bits);
    return;
  }
  for (const Assignment& assignment : assignments) {
    out.add_lacks_each(assignment.task.lacks.bits);
  }
}

void WriteCrashes(const std::vector<Assignment>& assignments, proto::TaskBatch& out) {
  const bool none =
      std::all_of(assignments.begin(), assignments.end(),
                  [](const Assignment& assignment) { return assignment.task.crashes == 0; });
  if (none) return;
  for (const Assignment& assignment : assignments) {
    out.add_crashes(std::min(assignment.task.crashes, kCrashesToldMax));
  }
}

void WriteSuspects(const std::vector<Assignment>& assignments, proto::TaskBatch& out) {
  const bool none = std::none_of(assignments.begin(), assignments.end(),
                                 [](const Assignment& one) { return one.task.suspect; });
  if (none) return;
  for (const Assignment& assignment : assignments) out.add_suspect(assignment.task.suspect);
}

void WriteOtherwise(const std::vector<Assignment>& assignments, proto::TaskBatch& out) {
  const bool none = std::all_of(assignments.begin(), assignments.end(),
                                [](const Assignment& one) { return one.task.otherwise.empty(); });
  if (none) return;
  for (const Assignment& assignment : assignments) {
    out.add_otherwise(assignment.task.otherwise.bits);
  }
}

// Tasks own files where their sources have outputs already: few, and mostly none.
void WriteOwn(const std::vector<Assignment>& assignments, proto::TaskBatch& out) {
  size_t rows = 0;
  for (const Assignment& assignment : assignments) rows += assignment.task.own.size();
  if (rows == 0) return;
  KeysWriter keys(*out.mutable_own_keys(), rows);
  std::string_view key_before;
  for (const Assignment& assignment : assignments) {
    out.add_own_count(static_cast<uint32_t>(assignment.task.own.size()));
    for (const OwnFile& file : assignment.task.own) {
      keys.Add(file.key, key_before);
      key_before = file.key;
      out.add_own_high(file.content.high);
      out.add_own_low(file.content.low);
    }
  }
}

void ReadOwn(const proto::TaskBatch& in, FieldReader& fields, std::vector<Assignment>& out) {
  size_t rows = 0;
  for (int row = 0; row < in.own_count_size(); ++row) {
    rows += fields.Number("own_count", in.own_count(row), 0, limits::kOwnFilesMax,
                          static_cast<size_t>(row));
  }
  KeysReader keys(in.own_keys(), fields, "own_keys", rows);
  fields.Column("own_high", in.own_high_size(), rows);
  fields.Column("own_low", in.own_low_size(), rows);
  if (in.own_count_size() == 0 || !fields.ok()) return;
  int file = 0;
  std::string key_before;
  for (size_t i = 0; i < out.size(); ++i) {
    const uint32_t count = in.own_count(static_cast<int>(i));
    for (uint32_t j = 0; j < count && fields.ok(); ++j, ++file) {
      key_before = keys.Next(key_before);
      out[i].task.own.push_back({key_before, {in.own_high(file), in.own_low(file)}});
    }
  }
}

void CheckColumns(const proto::TaskBatch& in, FieldReader& fields, size_t rows) {
  fields.OptionalColumn("lacks_each", in.lacks_each_size(), rows);
  fields.OptionalColumn("crashes", in.crashes_size(), rows);
  fields.OptionalColumn("suspect", in.suspect_size(), rows);
  fields.OptionalColumn("otherwise", in.otherwise_size(), rows);
  fields.OptionalColumn("own_count", in.own_count_size(), rows);
  if (rows > 0 && (in.lacks() == 0) == in.lacks_each().empty()) {
    fields.Fail("lacks", FieldReader::kNoRow,
                in.lacks() == 0 ? "is given neither for all tasks nor for each"
                                : "is given for all tasks and for each");
  }
}

}  // namespace

void ToProto(const TaskBatch& message, proto::TaskBatch& out) {
  const std::vector<Assignment>& assignments = message.assignments;
  out.set_recipe_digest(ToBytes(message.recipe));
  DeliveriesWriter deliveries(*out.mutable_deliveries(), assignments.size());
  KeysWriter keys(*out.mutable_keys(), assignments.size());
  std::string_view key_before;
  for (const Assignment& assignment : assignments) {
    const Task& task = assignment.task;
    deliveries.Add(assignment.attempt, task.source, task.version);
    keys.Add(task.key, key_before);
    key_before = task.key;
  }
  deliveries.Finish();
  WriteLacks(assignments, out);
  WriteCrashes(assignments, out);
  WriteSuspects(assignments, out);
  WriteOtherwise(assignments, out);
  WriteOwn(assignments, out);
}

Status FromProto(const proto::TaskBatch& in, TaskBatch& out) {
  FieldReader fields("tasks");
  out.recipe = fields.DigestBytes("recipe_digest", in.recipe_digest());
  DeliveriesReader deliveries(in.deliveries(), fields, limits::kBatchTasksMax);
  const size_t rows = deliveries.rows();
  KeysReader keys(in.keys(), fields, "keys", rows);
  CheckColumns(in, fields, rows);
  if (!fields.ok()) return fields.status();

  out.assignments.resize(rows);
  std::string_view key_before;
  for (size_t i = 0; i < rows && fields.ok(); ++i) {
    Assignment& assignment = out.assignments[i];
    const int row = static_cast<int>(i);
    HeldTask delivery = deliveries.Next();
    assignment.attempt = delivery.attempt;
    assignment.task.source = delivery.source;
    assignment.task.version = std::move(delivery.version);
    assignment.task.key = keys.Next(key_before);
    key_before = assignment.task.key;
    assignment.task.lacks.bits = in.lacks() != 0 ? in.lacks() : in.lacks_each(row);
    if (in.crashes_size() > 0) {
      assignment.task.crashes = fields.Number32("crashes", in.crashes(row), 0, kCrashesToldMax, i);
    }
    if (in.suspect_size() > 0) assignment.task.suspect = in.suspect(row);
    if (in.otherwise_size() > 0) assignment.task.otherwise.bits = in.otherwise(row);
  }
  if (fields.ok()) ReadOwn(in, fields, out.assignments);
  return fields.status();
}

}  // namespace photomill::wire
