#include "common/wire/examination_codec.h"

#include <algorithm>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/protobuf_log.h"
#include "proto/examination.pb.h"

namespace photomill {
namespace {

constexpr char kHeaderMark = 'H';
constexpr char kConvertMark = 'C';
constexpr size_t kLengthBytes = 4;
constexpr size_t kExaminationBytesMax = 64 * 1024;
constexpr uint64_t kMicrosecondsMax = wire::kStepMicrosecondsMax;

// Printable text of at most kDetailBytesMax bytes, cut between characters.
std::string Detail(std::string_view text) {
  std::string detail = Escaped(text);
  if (detail.size() <= limits::kDetailBytesMax) return detail;
  size_t end = limits::kDetailBytesMax;
  while (end > 0 && (static_cast<unsigned char>(detail[end]) & 0xC0U) == 0x80U) --end;
  detail.resize(end);
  return detail;
}

void ReadFate(const proto::Examination& in, Examination& out, wire::FieldReader& fields) {
  out.fate = static_cast<Examination::Fate>(fields.Number32("fate", in.fate(), 0, 2));
  if (out.fate != Examination::Fate::kPicture) {
    const std::optional<Reason> reason = ParseReason(in.reason());
    if (!reason) fields.Fail("reason", wire::FieldReader::kNoRow, "is not known");
    out.failure.reason = reason.value_or(Reason::kInternal);
    out.failure.detail = fields.Text("detail", in.detail(), 0, limits::kDetailBytesMax);
  }
  if (in.format().empty()) return;
  const std::optional<FileFormat> format = ParseFileFormat(in.format());
  if (!format) fields.Fail("format", wire::FieldReader::kNoRow, "is not known");
  out.format = format.value_or(FileFormat::kUnknown);
}

void ReadOutputs(const proto::Examination& in, Examination& out, wire::FieldReader& fields) {
  const size_t count = fields.Count("output_pixels", static_cast<size_t>(in.output_pixels_size()),
                                    limits::kDerivativesMax);
  if (!fields.Column("output_bytes", in.output_bytes_size(), count)) return;
  for (int i = 0; i < in.output_bytes_size(); ++i) {
    const auto row = static_cast<size_t>(i);
    out.outputs.push_back(
        {fields.Number("output_pixels", in.output_pixels(i), 0, limits::kPixelsMost, row),
         fields.Number("output_bytes", in.output_bytes(i), 0, limits::kSourceBytesMost, row)});
  }
}

Result<Examination> FromProto(const proto::Examination& in) {
  wire::FieldReader fields("examination");
  Examination out;
  ReadFate(in, out, fields);
  out.bytes = fields.Number("bytes", in.bytes(), 0, wire::kCountMax);
  out.width = in.width();
  out.height = in.height();
  out.frames = in.frames();
  out.alpha = in.alpha();
  out.grey = in.grey();
  out.cmyk = in.cmyk();
  out.profile = in.profile();
  out.memory_bytes = fields.Number("memory_bytes", in.memory_bytes(), 0, wire::kCountMax);
  out.work_pixels = fields.Number("work_pixels", in.work_pixels(), 0, wire::kCountMax);
  ReadOutputs(in, out, fields);
  out.cpu_us = fields.Number("cpu_us", in.cpu_us(), 0, kMicrosecondsMax);
  out.fetch_us = fields.Number("fetch_us", in.fetch_us(), 0, kMicrosecondsMax);
  out.decode_us = fields.Number("decode_us", in.decode_us(), 0, kMicrosecondsMax);
  out.derive_us = fields.Number("derive_us", in.derive_us(), 0, kMicrosecondsMax);
  out.encode_us = fields.Number("encode_us", in.encode_us(), 0, kMicrosecondsMax);
  if (!fields.ok()) return fields.status().failure();
  return out;
}

size_t LengthIn(std::string_view bytes) {
  size_t length = 0;
  for (size_t i = 0; i < kLengthBytes; ++i) {
    length = length << 8U | static_cast<unsigned char>(bytes[i]);
  }
  return length;
}

std::string WithLength(const std::string& message) {
  std::string bytes;
  for (size_t i = kLengthBytes; i-- > 0;) {
    bytes += static_cast<char>(message.size() >> (8 * i) & 0xFFU);
  }
  return bytes + message;
}

}  // namespace

std::string Encode(const ExaminationRequest& request) {
  std::string bytes(1, request.kind == ExaminationKind::kHeader ? kHeaderMark : kConvertMark);
  bytes += request.key;
  bytes += '\0';
  return bytes;
}

Result<std::optional<ExaminationRequest>> TakeRequest(std::string& buffer) {
  const size_t end = buffer.find('\0');
  if (end == std::string::npos && buffer.size() <= limits::kKeyBytesMax + 1) {
    return std::optional<ExaminationRequest>();
  }
  const bool known = !buffer.empty() && (buffer[0] == kHeaderMark || buffer[0] == kConvertMark);
  if (!known || end == std::string::npos || end > limits::kKeyBytesMax + 1) {
    return Invalid("examination: bytes that are no request");
  }
  ExaminationRequest request;
  request.kind = buffer[0] == kHeaderMark ? ExaminationKind::kHeader : ExaminationKind::kConvert;
  request.key = buffer.substr(1, end - 1);
  buffer.erase(0, end + 1);
  return std::optional(std::move(request));
}

std::string Encode(const Examination& examination) {
  proto::Examination out;
  out.set_fate(static_cast<uint32_t>(examination.fate));
  if (examination.fate != Examination::Fate::kPicture) {
    out.set_reason(std::string(ReasonWord(examination.failure.reason)));
    out.set_detail(Detail(examination.failure.detail));
  }
  out.set_format(std::string(FileFormatWord(examination.format)));
  out.set_bytes(examination.bytes);
  out.set_width(examination.width);
  out.set_height(examination.height);
  out.set_frames(examination.frames);
  out.set_alpha(examination.alpha);
  out.set_grey(examination.grey);
  out.set_cmyk(examination.cmyk);
  out.set_profile(examination.profile);
  out.set_memory_bytes(examination.memory_bytes);
  out.set_work_pixels(examination.work_pixels);
  for (const ExaminedOutput& output : examination.outputs) {
    out.add_output_pixels(output.pixels);
    out.add_output_bytes(output.bytes);
  }
  out.set_cpu_us(examination.cpu_us);
  out.set_fetch_us(examination.fetch_us);
  out.set_decode_us(examination.decode_us);
  out.set_derive_us(examination.derive_us);
  out.set_encode_us(examination.encode_us);
  std::string message;
  PHOTOMILL_CHECK(out.SerializeToString(&message));
  return WithLength(message);
}

Result<std::optional<Examination>> TakeExamination(std::string& buffer) {
  wire::SilenceProtobufLog();
  if (buffer.size() < kLengthBytes) return std::optional<Examination>();
  const size_t length = LengthIn(buffer);
  if (length > kExaminationBytesMax) return Invalid("examination: an answer that is too long");
  if (buffer.size() - kLengthBytes < length) return std::optional<Examination>();
  proto::Examination in;
  if (!in.ParseFromArray(buffer.data() + kLengthBytes, static_cast<int>(length))) {
    return Invalid("examination: bytes that are no answer");
  }
  buffer.erase(0, kLengthBytes + length);
  Result<Examination> examination = FromProto(in);
  if (!examination) return examination.failure();
  return std::optional(*std::move(examination));
}

}  // namespace photomill
