// Welcome: the recipe, the stores, and the times that the worker keeps.
#include "common/base/limits.h"
#include "common/wire/codec/columns.h"
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
  for (const std::string_view word : FormatWords(message.source_rules.formats)) {
    out.add_formats(std::string(word));
  }
  out.set_accept_partial(message.source_rules.accept_partial);
  const SizeLimits& size = message.source_rules.size;
  out.set_width_max(size.width);
  out.set_height_max(size.height);
  out.set_pixels_max(size.pixels);
  out.set_frame_pixels_max(size.frame_pixels);
  out.set_file_bytes_max(size.file_bytes);
  out.set_heartbeat_interval_ns(static_cast<uint64_t>(message.heartbeat_interval.count()));
  out.set_lease_duration_ns(static_cast<uint64_t>(message.lease_duration.count()));
  out.set_keep_times(message.keep_times);
}

namespace {

constexpr size_t kFormatsMax = 32;  // bits of a FormatSet
constexpr size_t kFormatBytesMax = 16;

FormatSet FormatsFromProto(const proto::Welcome& in, FieldReader& fields) {
  const size_t count = fields.Count("formats", static_cast<size_t>(in.formats_size()), kFormatsMax);
  std::vector<std::string> words;
  for (size_t i = 0; i < count; ++i) {
    words.push_back(fields.Text("formats", in.formats(static_cast<int>(i)), 1, kFormatBytesMax, i));
  }
  const Result<FormatSet> formats = ParseFormats(words);
  if (formats) return *formats;
  fields.Fail("formats", FieldReader::kNoRow, formats.failure().detail);
  return kDecodedFormats;
}

SizeLimits SizeFromProto(const proto::Welcome& in, FieldReader& fields) {
  const SizeLimits most;
  SizeLimits size;
  size.width = fields.Number("width_max", in.width_max(), 1, most.width);
  size.height = fields.Number("height_max", in.height_max(), 1, most.height);
  size.pixels = fields.Number("pixels_max", in.pixels_max(), 1, most.pixels);
  size.frame_pixels =
      fields.Number("frame_pixels_max", in.frame_pixels_max(), 1, most.frame_pixels);
  size.file_bytes = fields.Number("file_bytes_max", in.file_bytes_max(), 1, most.file_bytes);
  return size;
}

}  // namespace

Status FromProto(const proto::Welcome& in, Welcome& out) {
  FieldReader fields("welcome");
  out.migration_id = fields.Text("migration_id", in.migration_id(), 1, limits::kWorkerNameBytesMax);
  if (const Status recipe = FromProto(in.recipe(), out.recipe); !recipe.ok()) {
    fields.Fail("recipe", FieldReader::kNoRow, recipe.failure().detail);
  }
  out.source_url = fields.Bytes("source_url", in.source_url(), 1, limits::kKeyBytesMax);
  out.destination_url =
      fields.Bytes("destination_url", in.destination_url(), 1, limits::kKeyBytesMax);
  out.source_rules.formats = FormatsFromProto(in, fields);
  out.source_rules.accept_partial = in.accept_partial();
  out.source_rules.size = SizeFromProto(in, fields);
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
