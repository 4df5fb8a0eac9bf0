// The program's log: one line a message, to standard error, a file, or both. Any thread may log.
// Keys and foreign texts may stand in a message as they are: what would drive a terminal or break
// the line is escaped here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

enum class LogLevel : uint8_t { kInfo, kWarning, kError, kNone };

struct LogOptions {
  bool to_stderr = true;
  std::string file{};                // appended to; empty for none
  LogLevel level = LogLevel::kInfo;  // what is below it is left out
  std::string program{};             // stands in every line
};

// Before the first thread is made. Without it warnings and errors go to standard error.
Status InitialiseLog(const LogOptions& options);

void LogInfo(std::string_view text);
void LogWarning(std::string_view text);
void LogError(std::string_view text);

// The text of a log line: control characters and invalid bytes are escaped, backslashes are not,
// so what a message has escaped already is not escaped twice.
std::string LogText(std::string_view text);

}  // namespace photomill
