// TaskBatch: what its tasks share once, the rest as columns.
#include <algorithm>

#include "common/base/limits.h"
#include "common/wire/codec/columns.h"
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
  if (all_equal) {
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

void CheckColumns(const proto::TaskBatch& in, FieldReader& fields, size_t rows) {
  fields.OptionalColumn("lacks_each", in.lacks_each_size(), rows);
  fields.OptionalColumn("crashes", in.crashes_size(), rows);
  fields.OptionalColumn("suspect", in.suspect_size(), rows);
  if (rows > 0 && (in.lacks() == 0) == in.lacks_each().empty()) {
    fields.Fail("lacks", FieldReader::kNoRow,
                in.lacks() == 0 ? "nothing is lacking" : "is given for all tasks and for each");
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
    const uint32_t lacks = in.lacks() != 0 ? in.lacks() : in.lacks_each(row);
    assignment.task.lacks.bits = fields.Number32("lacks_each", lacks, 1, UINT32_MAX, i);
    if (in.crashes_size() > 0) {
      assignment.task.crashes = fields.Number32("crashes", in.crashes(row), 0, kCrashesToldMax, i);
    }
    if (in.suspect_size() > 0) assignment.task.suspect = in.suspect(row);
  }
  return fields.status();
}

}  // namespace photomill::wire
