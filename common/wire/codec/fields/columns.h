// The parts that several messages share (proto/control.proto): deliveries and front-coded keys.
// Writers append rows; readers check a whole column once and then hand out its rows in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/object_version.h"
#include "common/model/message.h"
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/fields/proto_fwd.h"

namespace photomill::wire {

// Differences modulo 2^64: every pair of ids has one, whatever their order.
class StepWriter {
 public:
  int64_t Next(uint64_t value) {
    const auto step = static_cast<int64_t>(value - last_);
    last_ = value;
    return step;
  }

 private:
  uint64_t last_ = 0;
};

class StepReader {
 public:
  uint64_t Next(int64_t step) { return last_ += static_cast<uint64_t>(step); }

 private:
  uint64_t last_ = 0;
};

class DeliveriesWriter {
 public:
  DeliveriesWriter(proto::Deliveries& out, size_t rows);
  void Add(AttemptId attempt, SourceId source, const ObjectVersion& version);
  // After the last row: leaves the columns out that hold nothing.
  void Finish();

 private:
  proto::Deliveries& out_;
  StepWriter attempts_;
  StepWriter sources_;
  StepWriter mtimes_;
  bool has_mtime_ = false;
  bool has_etag_ = false;
};

class DeliveriesReader {
 public:
  // Checks the columns; with more than `rows_max` rows or columns that do not fit there are none.
  DeliveriesReader(const proto::Deliveries& in, FieldReader& fields, size_t rows_max);

  [[nodiscard]] size_t rows() const { return rows_; }
  // The next row; at most rows() times.
  HeldTask Next();

 private:
  const proto::Deliveries& in_;
  FieldReader& fields_;
  size_t rows_ = 0;
  size_t row_ = 0;
  StepReader attempts_;
  StepReader sources_;
  StepReader mtimes_;
};

class KeysWriter {
 public:
  KeysWriter(proto::Keys& out, size_t rows);
  void Add(std::string_view key, std::string_view compared_with);

 private:
  proto::Keys& out_;
};

class KeysReader {
 public:
  // `field` names the message's field in failures. Where the columns do not fit, ok() of `fields`
  // turns false and nothing may be read.
  KeysReader(const proto::Keys& in, FieldReader& fields, std::string_view field, size_t rows);

  // The next valid key; empty where it is none, with the failure in `fields`.
  std::string Next(std::string_view compared_with);

 private:
  const proto::Keys& in_;
  FieldReader& fields_;
  std::string_view field_;
  std::string_view rest_;
  size_t row_ = 0;
};

void SampleToProto(const StoreSample& sample, proto::StoreSample& out);
StoreSample SampleFromProto(const proto::StoreSample& in, FieldReader& fields, size_t row);

// Those of a Ready or Welcome, at most limits::kStoreSamplesMax.
template <typename Samples>
std::vector<StoreSample> SamplesFromProto(const Samples& in, FieldReader& fields) {
  const size_t count =
      fields.Count("samples", static_cast<size_t>(in.size()), limits::kStoreSamplesMax);
  std::vector<StoreSample> samples;
  for (size_t i = 0; i < count; ++i) {
    samples.push_back(SampleFromProto(in[static_cast<int>(i)], fields, i));
  }
  return samples;
}

}  // namespace photomill::wire
