// The process that examines sources for `photomill plan`: it reads requests, reads each source with
// the steps of the pipeline, and answers what a run would make of it. It publishes nothing. A
// picture that crashes it ends this process only; `photomill plan` starts it again.
#pragma once

#include <string>

#include "common/model/source_rules.h"

namespace photomill {

struct ExamineOptions {
  int requests_fd = -1;  // ends when there are no more
  int answers_fd = -1;
  std::string source_root;
  std::string recipe_file;  // empty: the default recipe
  SourceRules source_rules;
  uint64_t memory_bytes = 0;  // for image data
};

// Returns the exit code: 0 all requests were answered, kExitSandboxNoMemory an allocation failed,
// kExitSandboxUnusable it cannot work.
int ExamineSources(const ExamineOptions& options);

}  // namespace photomill
