// The coordinator's log of a run: opens it, and writes to it what people are told and who came and
// went. Used by the loop's thread.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/obs/log_limiter.h"
#include "coordinator/report/progress_listener.h"
#include "coordinator/start/options.h"

namespace photomill {

// The log begins with what was asked.
Status OpenRunLog(const CoordinatorOptions& options, const std::string& state_folder);

class RunLog final : public ProgressListener {
 public:
  void OnLine(const std::string& text, Audience audience) override;

  // What belongs into the log alone; not more lines than people read.
  void TellNews(Instant now, const std::string& news);

 private:
  LogLimiter news_limiter_{600};
};

}  // namespace photomill
