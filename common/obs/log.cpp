#include "common/obs/log.h"

#include <fmt/core.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <vector>

#include "common/base/text.h"
#include "common/obs/log_format.h"

namespace photomill {
namespace {

constexpr const char* kPattern = "%Y-%m-%dT%H:%M:%S.%e%z %-7l %n[%P] %v";
constexpr const char* kJsonPattern =
    R"({"time":"%Y-%m-%dT%H:%M:%S.%e%z","level":"%l","program":"%n","process":%P,"text":"%v"})";

// Read by every thread, and written before there is another one.
LogFormat log_format = LogFormat::kText;

// Of escaped text: it is UTF-8 without control characters.
std::string InJson(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::shared_ptr<spdlog::logger> MakeLogger(const std::string& name,
                                           const std::vector<spdlog::sink_ptr>& sinks,
                                           spdlog::level::level_enum level) {
  auto logger = std::make_shared<spdlog::logger>(name, sinks.begin(), sinks.end());
  logger->set_pattern(log_format == LogFormat::kJson ? kJsonPattern : kPattern);
  logger->set_level(level);
  // A log that a crash cuts off tells nothing of the crash.
  logger->flush_on(spdlog::level::info);
  return logger;
}

// Never destroyed: threads may log until the very end of the process.
std::shared_ptr<spdlog::logger>& Logger() {
  static auto* const logger = new std::shared_ptr<spdlog::logger>(MakeLogger(
      "photomill", {std::make_shared<spdlog::sinks::stderr_sink_mt>()}, spdlog::level::warn));
  return *logger;
}

spdlog::level::level_enum SpdlogLevel(LogLevel level) {
  switch (level) {
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      return spdlog::level::err;
    case LogLevel::kNone:
      break;
  }
  return spdlog::level::off;
}

// spdlog itself catches what a sink throws (a full disk) and says so on standard error once a
// second; what is left is memory running out, which a log line must not turn into an end.
void Log(spdlog::level::level_enum level, std::string_view text) {
  try {
    if (!Logger()->should_log(level)) return;
    const std::string line = LogText(text);
    Logger()->log(level, "{}", log_format == LogFormat::kJson ? InJson(line) : line);
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace

Status InitialiseLog(const LogOptions& options) {
  try {
    std::vector<spdlog::sink_ptr> sinks;
    if (options.to_stderr) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
    if (!options.file.empty()) {
      sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.file));
    }
    Logger() = MakeLogger(options.program, sinks, SpdlogLevel(options.level));
  } catch (const std::exception& error) {
    return Failure{
        Reason::kStorageDenied,
        fmt::format(
            "cannot open the log file \"{}\": {}; check its permissions, or name another file",
            Escaped(options.file), LogText(error.what()))};
  }
  return {};
}

std::optional<LogFormat> ParseLogFormat(std::string_view word) {
  if (word == "text") return LogFormat::kText;
  if (word == "json") return LogFormat::kJson;
  return std::nullopt;
}

void SetLogFormat(LogFormat format) {
  log_format = format;
}

void LogInfo(std::string_view text) {
  Log(spdlog::level::info, text);
}
void LogWarning(std::string_view text) {
  Log(spdlog::level::warn, text);
}
void LogError(std::string_view text) {
  Log(spdlog::level::err, text);
}

std::string LogText(std::string_view text) {
  std::string out;
  while (true) {
    // A backslash is never part of a longer UTF-8 sequence, so the pieces escape as the whole does.
    const size_t end = text.find('\\');
    out += Escaped(text.substr(0, end));
    if (end == std::string_view::npos) return out;
    out += '\\';
    text.remove_prefix(end + 1);
  }
}

}  // namespace photomill
