#include "coordinator/runtime/run_log.h"

#include <fmt/core.h>

#include <optional>

#include "common/base/version.h"
#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/os/own_file.h"

namespace photomill {

Status OpenRunLog(const CoordinatorOptions& options, const std::string& state_folder) {
  LogOptions log;
  log.to_stderr = false;
  log.file = state_folder + "/coordinator.log";
  log.program = "photomill-coordinator";
  if (Status own = CheckOwnFile(log.file); !own) return own;
  SetLogFormat(options.log_format);
  if (Status opened = InitialiseLog(log); !opened) return opened;
  LogInfo(
      fmt::format("starting photomill {} on {}: {}", kProgramVersion, HostName(), options.command));
  return {};
}

void RunLog::OnLine(const std::string& text, Audience /*audience*/) {
  LogInfo(text);
}

void RunLog::TellNews(Instant now, const std::string& news) {
  const std::optional<uint64_t> left_out = news_limiter_.Admit(now);
  if (!left_out) return;
  LogInfo(news + (*left_out == 0
                      ? ""
                      : fmt::format(" ({} lines like this were omitted before)", *left_out)));
}

}  // namespace photomill
