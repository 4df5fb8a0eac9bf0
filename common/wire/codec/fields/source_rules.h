// The rules for sources, which Welcome and SandboxTask carry in fields of the same names. Internal
// to common/wire.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/model/source_rules.h"
#include "common/wire/codec/fields/field_reader.h"

namespace photomill::wire {

inline constexpr size_t kFormatsMax = 32;  // bits of a FormatSet
inline constexpr size_t kFormatBytesMax = 16;

template <typename Proto>
void SourceRulesToProto(const SourceRules& rules, Proto& out) {
  for (const std::string_view word : FormatWords(rules.formats)) {
    out.add_formats(std::string(word));
  }
  out.set_accept_partial(rules.accept_partial);
  out.set_width_max(rules.size.width);
  out.set_height_max(rules.size.height);
  out.set_pixels_max(rules.size.pixels);
  out.set_frame_pixels_max(rules.size.frame_pixels);
  out.set_file_bytes_max(rules.size.file_bytes);
}

template <typename Proto>
FormatSet FormatsFromProto(const Proto& in, FieldReader& fields) {
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

template <typename Proto>
SourceRules SourceRulesFromProto(const Proto& in, FieldReader& fields) {
  constexpr SizeLimits most = kSizeLimitsMost;
  SourceRules rules;
  rules.formats = FormatsFromProto(in, fields);
  rules.accept_partial = in.accept_partial();
  rules.size.width = fields.Number("width_max", in.width_max(), 1, most.width);
  rules.size.height = fields.Number("height_max", in.height_max(), 1, most.height);
  rules.size.pixels = fields.Number("pixels_max", in.pixels_max(), 1, most.pixels);
  rules.size.frame_pixels =
      fields.Number("frame_pixels_max", in.frame_pixels_max(), 1, most.frame_pixels);
  rules.size.file_bytes = fields.Number("file_bytes_max", in.file_bytes_max(), 1, most.file_bytes);
  return rules;
}

}  // namespace photomill::wire
