// Reads the fields of one protobuf message with their bounds. The first value that is out of
// bounds is kept as the failure, named "hello.slots" or "tasks.size[17]"; every getter returns a
// harmless value from then on, so that a decoder may go on to its end and ask status() once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/digest.h"
#include "common/base/result.h"

namespace photomill::wire {

// Bounds that only the wire has; the others stand in common/base/limits.h.
inline constexpr uint64_t kCountMax = INT64_MAX;                  // what SQLite can hold
inline constexpr uint64_t kStepMicrosecondsMax = 86'400'000'000;  // a day: sums cannot overflow
inline constexpr uint64_t kMillisecondsMax = uint64_t{1} << 48;
inline constexpr uint32_t kCrashesToldMax = 1'000'000;
inline constexpr uint32_t kSignalMax = 64;
inline constexpr uint64_t kDurationNsMax = 3'600'000'000'000 - 1;  // below an hour

class FieldReader {
 public:
  static constexpr size_t kNoRow = SIZE_MAX;

  // `message` is the name that failures begin with; it must outlive the reader.
  explicit FieldReader(std::string_view message) : message_(message) {}

  [[nodiscard]] bool ok() const { return status_.ok(); }
  [[nodiscard]] const Status& status() const { return status_; }

  // Keeps the failure "message.field[row]: problem", unless there is one already.
  void Fail(std::string_view field, size_t row, std::string_view problem);

  uint64_t Number(std::string_view field, uint64_t value, uint64_t min, uint64_t max,
                  size_t row = kNoRow) {
    if (value >= min && value <= max) [[likely]]
      return value;
    FailRange(field, row, value, min, max);
    return min;
  }
  uint32_t Number32(std::string_view field, uint32_t value, uint32_t min, uint32_t max,
                    size_t row = kNoRow) {
    return static_cast<uint32_t>(Number(field, value, min, max, row));
  }

  // Printable UTF-8: no control characters, so that it may go to a terminal, a log and a ledger.
  std::string Text(std::string_view field, std::string_view value, size_t bytes_min,
                   size_t bytes_max, size_t row = kNoRow);

  // Any bytes but NUL.
  std::string Bytes(std::string_view field, std::string_view value, size_t bytes_min,
                    size_t bytes_max, size_t row = kNoRow);

  // Whether the value is a usable key (common/model/key_template.h).
  bool CheckKey(std::string_view field, std::string_view value, size_t row = kNoRow);
  std::string Key(std::string_view field, std::string_view value, size_t row = kNoRow) {
    return CheckKey(field, value, row) ? std::string(value) : std::string();
  }

  Digest DigestBytes(std::string_view field, std::string_view value);

  // A list's length; 0 where it is longer than `max`.
  size_t Count(std::string_view field, size_t count, size_t max);

  // Whether a column fits `rows` rows. An optional one may be empty as well.
  bool Column(std::string_view field, int entries, size_t rows);
  bool OptionalColumn(std::string_view field, int entries, size_t rows) {
    return entries == 0 || Column(field, entries, rows);
  }

 private:
  void FailRange(std::string_view field, size_t row, uint64_t value, uint64_t min, uint64_t max);
  bool Length(std::string_view field, size_t bytes, size_t min, size_t max, size_t row);

  std::string_view message_;
  Status status_;
};

// What an encoder sends of a text for people: printable UTF-8 of at most `bytes_max` bytes, as
// FieldReader::Text takes it. Other characters are escaped; what is longer is cut at a character.
std::string WireText(std::string_view text, size_t bytes_max);

// A figure that only informs (times, totals): the most that the other side takes.
inline uint64_t AtMost(uint64_t value, uint64_t max) {
  return value < max ? value : max;
}

}  // namespace photomill::wire
