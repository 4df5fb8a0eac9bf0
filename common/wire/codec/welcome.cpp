// Welcome: the recipe, the stores, and the times that the worker keeps.
#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/fields/source_rules.h"
#include "common/wire/codec/messages.h"
#include "common/wire/codec/recipe.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Welcome& message, proto::Welcome& out) {
  out.set_migration_id(message.migration_id);
  ToProto(message.recipe, *out.mutable_recipe());
  out.set_source_url(message.source_url);
  out.set_destination_url(message.destination_url);
  for (const StoreSample& sample : message.samples) SampleToProto(sample, *out.add_samples());
  SourceRulesToProto(message.source_rules, out);
  out.set_heartbeat_interval_ns(static_cast<uint64_t>(message.heartbeat_interval.count()));
  out.set_lease_duration_ns(static_cast<uint64_t>(message.lease_duration.count()));
  out.set_keep_times(message.keep_times);
}

Status FromProto(const proto::Welcome& in, Welcome& out) {
  FieldReader fields("welcome");
  out.migration_id =
      fields.Text("migration_id", in.migration_id(), 1, limits::kMigrationIdBytesMax);
  if (const Status recipe = FromProto(in.recipe(), out.recipe); !recipe.ok()) {
    fields.Fail("recipe", FieldReader::kNoRow, recipe.failure().detail);
  }
  out.source_url = fields.Bytes("source_url", in.source_url(), 1, limits::kKeyBytesMax);
  out.destination_url =
      fields.Bytes("destination_url", in.destination_url(), 1, limits::kKeyBytesMax);
  out.source_rules = SourceRulesFromProto(in, fields);
  out.samples = SamplesFromProto(in.samples(), fields);
  const uint64_t interval_ns =
      fields.Number("heartbeat_interval_ns", in.heartbeat_interval_ns(), 1, kDurationNsMax - 1);
  const uint64_t lease_ns =
      fields.Number("lease_duration_ns", in.lease_duration_ns(), interval_ns + 1, kDurationNsMax);
  out.heartbeat_interval = Duration(static_cast<int64_t>(interval_ns));
  out.lease_duration = Duration(static_cast<int64_t>(lease_ns));
  out.keep_times = in.keep_times();
  return fields.status();
}

}  // namespace photomill::wire
