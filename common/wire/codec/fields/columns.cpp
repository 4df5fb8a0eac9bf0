#include "common/wire/codec/fields/columns.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "proto/control.pb.h"

namespace photomill::wire {

DeliveriesWriter::DeliveriesWriter(proto::Deliveries& out, size_t rows) : out_(out) {
  const int count = static_cast<int>(rows);
  out_.mutable_attempt_step()->Reserve(count);
  out_.mutable_source_step()->Reserve(count);
  out_.mutable_size()->Reserve(count);
  out_.mutable_mtime_step_ns()->Reserve(count);
}

void DeliveriesWriter::Add(AttemptId attempt, SourceId source, const ObjectVersion& version) {
  out_.add_attempt_step(attempts_.Next(attempt.value));
  out_.add_source_step(sources_.Next(static_cast<uint64_t>(source.value)));
  out_.add_size(version.size);
  out_.add_mtime_step_ns(mtimes_.Next(static_cast<uint64_t>(version.mtime_ns)));
  has_mtime_ = has_mtime_ || version.mtime_ns != 0;
  if (!version.etag.empty() && !has_etag_) {
    // The first entity tag: the rows before it had none.
    has_etag_ = true;
    for (int i = 1; i < out_.size_size(); ++i) out_.add_etag();
  }
  if (has_etag_) out_.add_etag(version.etag);
}

void DeliveriesWriter::Finish() {
  if (!has_mtime_) out_.clear_mtime_step_ns();
}

DeliveriesReader::DeliveriesReader(const proto::Deliveries& in, FieldReader& fields,
                                   size_t rows_max)
    : in_(in), fields_(fields) {
  const size_t rows = fields.Count("deliveries.attempt_step",
                                   static_cast<size_t>(in.attempt_step_size()), rows_max);
  fields.Column("deliveries.source_step", in.source_step_size(), rows);
  fields.Column("deliveries.size", in.size_size(), rows);
  fields.OptionalColumn("deliveries.mtime_step_ns", in.mtime_step_ns_size(), rows);
  fields.OptionalColumn("deliveries.etag", in.etag_size(), rows);
  if (fields.ok()) rows_ = rows;
}

HeldTask DeliveriesReader::Next() {
  PHOTOMILL_CHECK(row_ < rows_);
  const int i = static_cast<int>(row_);
  HeldTask row;
  row.attempt.value = attempts_.Next(in_.attempt_step(i));
  row.source.value = static_cast<int64_t>(
      fields_.Number("deliveries.source", sources_.Next(in_.source_step(i)), 1, kCountMax, row_));
  row.version.size = fields_.Number("deliveries.size", in_.size(i), 0, kCountMax, row_);
  if (in_.mtime_step_ns_size() > 0) {
    row.version.mtime_ns = static_cast<int64_t>(mtimes_.Next(in_.mtime_step_ns(i)));
  }
  if (in_.etag_size() > 0) {
    row.version.etag =
        fields_.Bytes("deliveries.etag", in_.etag(i), 0, limits::kEtagBytesMax, row_);
  }
  ++row_;
  return row;
}

KeysWriter::KeysWriter(proto::Keys& out, size_t rows) : out_(out) {
  const int count = static_cast<int>(rows);
  out_.mutable_shared()->Reserve(count);
  out_.mutable_length()->Reserve(count);
}

void KeysWriter::Add(std::string_view key, std::string_view compared_with) {
  const auto end =
      key.begin() + static_cast<std::ptrdiff_t>(std::min(key.size(), compared_with.size()));
  const auto shared = static_cast<size_t>(
      std::mismatch(key.begin(), end, compared_with.begin()).first - key.begin());
  out_.add_shared(static_cast<uint32_t>(shared));
  out_.add_length(static_cast<uint32_t>(key.size() - shared));
  out_.mutable_text()->append(key.substr(shared));
}

KeysReader::KeysReader(const proto::Keys& in, FieldReader& fields, std::string_view field,
                       size_t rows)
    : in_(in), fields_(fields), field_(field), rest_(in.text()) {
  fields.Column(field, in.shared_size(), rows);
  fields.Column(field, in.length_size(), rows);
  uint64_t bytes = 0;
  for (const uint32_t length : in.length()) bytes += length;
  if (bytes != in.text().size()) {
    fields.Fail(field, FieldReader::kNoRow,
                fmt::format("lengths of {} bytes for a text of {}", bytes, in.text().size()));
  }
}

std::string KeysReader::Next(std::string_view compared_with) {
  const int i = static_cast<int>(row_);
  PHOTOMILL_CHECK(i < in_.length_size());
  const size_t shared = in_.shared(i);
  const size_t length = in_.length(i);
  std::string key;
  if (shared > compared_with.size()) {
    fields_.Fail(field_, row_, "shares more bytes than the key before it has");
  } else {
    key.reserve(shared + length);
    key += compared_with.substr(0, shared);
    key += rest_.substr(0, length);
    if (!fields_.CheckKey(field_, key, row_)) key.clear();
  }
  rest_.remove_prefix(length);
  ++row_;
  return key;
}

void SampleToProto(const StoreSample& sample, proto::StoreSample& out) {
  out.set_key(sample.key);
  out.set_size(sample.size);
  out.set_mtime_ns(sample.mtime_ns);
}

StoreSample SampleFromProto(const proto::StoreSample& in, FieldReader& fields, size_t row) {
  return {fields.Key("samples.key", in.key(), row),
          fields.Number("samples.size", in.size(), 0, kCountMax, row), in.mtime_ns()};
}

}  // namespace photomill::wire
