#include "common/wire/codec/fields/field_reader.h"

#include <fmt/core.h>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/key_template.h"

namespace photomill::wire {
namespace {

bool HasControlCharacter(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    // U+0080 to U+009F drive terminals as the others do.
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

bool IsPrintable(std::string_view text) {
  return !HasControlCharacter(text) && IsValidUtf8(text);
}

bool IsContinuation(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

}  // namespace

void FieldReader::Fail(std::string_view field, size_t row, std::string_view problem) {
  if (!status_.ok()) return;
  std::string text(message_);
  text += '.';
  text += field;
  if (row != kNoRow) text += fmt::format("[{}]", row);
  text += ": ";
  text += problem;
  // The problem may quote what a stranger sent.
  status_ = Invalid(WireText(text, limits::kDetailBytesMax));
}

void FieldReader::FailRange(std::string_view field, size_t row, uint64_t value, uint64_t min,
                            uint64_t max) {
  Fail(field, row, fmt::format("{} is not between {} and {}", value, min, max));
}

bool FieldReader::Length(std::string_view field, size_t bytes, size_t min, size_t max, size_t row) {
  if (bytes >= min && bytes <= max) return true;
  Fail(field, row,
       bytes < min ? "is empty" : fmt::format("{} bytes, at most {} are allowed", bytes, max));
  return false;
}

std::string FieldReader::Text(std::string_view field, std::string_view value, size_t bytes_min,
                              size_t bytes_max, size_t row) {
  if (!Length(field, value.size(), bytes_min, bytes_max, row)) return {};
  if (!IsPrintable(value)) {
    Fail(field, row, fmt::format("\"{}\" is not printable UTF-8", Escaped(value)));
    return {};
  }
  return std::string(value);
}

std::string FieldReader::Bytes(std::string_view field, std::string_view value, size_t bytes_min,
                               size_t bytes_max, size_t row) {
  if (!Length(field, value.size(), bytes_min, bytes_max, row)) return {};
  if (value.find('\0') != std::string_view::npos) {
    Fail(field, row, "contains a NUL byte");
    return {};
  }
  return std::string(value);
}

bool FieldReader::CheckKey(std::string_view field, std::string_view value, size_t row) {
  const Status valid = ValidateKey(value);
  if (!valid.ok()) Fail(field, row, valid.failure().detail);
  return valid.ok();
}

Digest FieldReader::DigestBytes(std::string_view field, std::string_view value) {
  const std::optional<Digest> digest = DigestFromBytes(value);
  if (!digest) Fail(field, kNoRow, fmt::format("{} bytes, but a digest has 16", value.size()));
  return digest.value_or(Digest{});
}

size_t FieldReader::Count(std::string_view field, size_t count, size_t max) {
  if (count <= max) return count;
  Fail(field, kNoRow, fmt::format("{} entries, at most {} are allowed", count, max));
  return 0;
}

bool FieldReader::Column(std::string_view field, int entries, size_t rows) {
  if (static_cast<size_t>(entries) == rows) return true;
  Fail(field, kNoRow, fmt::format("{} entries in a batch of {}", entries, rows));
  return false;
}

std::string WireText(std::string_view text, size_t bytes_max) {
  std::string wire = IsPrintable(text) ? std::string(text) : Escaped(text);
  if (wire.size() > bytes_max) {
    size_t end = bytes_max;
    while (end > 0 && IsContinuation(wire[end])) --end;
    wire.resize(end);
  }
  return wire;
}

}  // namespace photomill::wire
