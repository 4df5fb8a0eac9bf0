#include "common/wire/codec/outputs.h"

#include "common/base/check.h"
#include "proto/control.pb.h"

namespace photomill::wire {

OutputsWriter::OutputsWriter(proto::Outputs& out, size_t rows)
    : out_(out), keys_(*out.mutable_keys(), rows) {
  const int count = static_cast<int>(rows);
  out_.mutable_derivative()->Reserve(count);
  out_.mutable_bytes()->Reserve(count);
  out_.mutable_width()->Reserve(count);
  out_.mutable_height()->Reserve(count);
  out_.mutable_content_high()->Reserve(count);
  out_.mutable_content_low()->Reserve(count);
}

void OutputsWriter::Add(const Output& output) {
  PHOTOMILL_CHECK(output.derivative < limits::kDerivativesMax);
  out_.add_derivative(output.derivative);
  keys_.Add(output.key, last_keys_[output.derivative]);
  last_keys_[output.derivative] = output.key;
  out_.add_bytes(output.bytes);
  out_.add_width(output.width);
  out_.add_height(output.height);
  out_.add_content_high(output.content.high);
  out_.add_content_low(output.content.low);
  // Rare: the column is there from the first one on.
  if (output.found) out_.mutable_found()->Resize(out_.derivative_size() - 1, false);
  if (output.found || out_.found_size() > 0) out_.add_found(output.found);
}

OutputsReader::OutputsReader(const proto::Outputs& in, FieldReader& fields, size_t rows)
    : in_(in), fields_(fields), keys_(in.keys(), fields, "outputs.keys", rows) {
  fields.Column("outputs.derivative", in.derivative_size(), rows);
  fields.Column("outputs.bytes", in.bytes_size(), rows);
  fields.Column("outputs.width", in.width_size(), rows);
  fields.Column("outputs.height", in.height_size(), rows);
  fields.Column("outputs.content_high", in.content_high_size(), rows);
  fields.Column("outputs.content_low", in.content_low_size(), rows);
  fields.OptionalColumn("outputs.found", in.found_size(), rows);
}

void OutputsReader::Next(size_t count, std::vector<Output>& outputs) {
  outputs.resize(count);
  DerivativeSet seen;
  for (size_t i = 0; i < count && fields_.ok(); ++i) NextOne(outputs[i], seen);
}

void OutputsReader::NextOne(Output& output, DerivativeSet& seen) {
  const int i = static_cast<int>(row_);
  output.derivative = fields_.Number32("outputs.derivative", in_.derivative(i), 0,
                                       limits::kDerivativesMax - 1, row_);
  if (seen.Has(output.derivative)) {
    fields_.Fail("outputs.derivative", row_, "appears twice in one result");
  }
  seen.Add(output.derivative);
  output.key = keys_.Next(last_keys_[output.derivative]);
  last_keys_[output.derivative] = output.key;
  output.bytes = fields_.Number("outputs.bytes", in_.bytes(i), 0, kCountMax, row_);
  constexpr auto kSidePixelsMax = static_cast<uint32_t>(limits::kPixelsMax);
  output.width = fields_.Number32("outputs.width", in_.width(i), 1, kSidePixelsMax, row_);
  output.height = fields_.Number32("outputs.height", in_.height(i), 1, kSidePixelsMax, row_);
  output.content = {in_.content_high(i), in_.content_low(i)};
  output.found = in_.found_size() > 0 && in_.found(i);
  ++row_;
}

}  // namespace photomill::wire
