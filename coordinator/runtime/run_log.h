// The coordinator's log of a run: opens it, and writes the messages for users and who joined and
// left. Used by the loop's thread.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/obs/log_limiter.h"
#include "coordinator/report/progress_listener.h"
#include "coordinator/start/options.h"

namespace photomill {

// The log begins with the command's options.
Status OpenRunLog(const CoordinatorOptions& options, const std::string& state_folder);

class RunLog final : public ProgressListener {
 public:
  void OnLine(const std::string& text, Audience audience) override;

  // Writes a line for the log only; the number of lines is limited to what people can read.
  void TellNews(Instant now, const std::string& news);

 private:
  LogLimiter news_limiter_{600};
};

}  // namespace photomill
