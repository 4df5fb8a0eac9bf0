// How log lines are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill {

enum class LogFormat : uint8_t {
  kText,
  kJson,  // one JSON object per line: time, level, program, process, text
};

// Of --log_format; nothing for another word.
std::optional<LogFormat> ParseLogFormat(std::string_view word);

// For the log that InitialiseLog opens next: to be called before it.
void SetLogFormat(LogFormat format);

}  // namespace photomill
