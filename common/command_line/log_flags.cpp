#include "common/command_line/log_flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <optional>

DEFINE_string(log_format, "text", "text or json");

namespace photomill {

HelpFlag LogFormatHelp() {
  return {"log_format", "text|json", "one JSON object per line in the logs (default: text)"};
}

Result<LogFormat> ReadLogFormat() {
  const std::optional<LogFormat> format = ParseLogFormat(FLAGS_log_format);
  if (!format) return Invalid(fmt::format("--log_format={} is not text or json", FLAGS_log_format));
  return *format;
}

}  // namespace photomill
