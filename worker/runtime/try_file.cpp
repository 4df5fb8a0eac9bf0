#include "worker/runtime/try_file.h"

#include <fmt/core.h>

#include <cstdio>

#include "common/base/dimensions.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/wire/recipe_file.h"
#include "worker/core/task_time.h"
#include "worker/pipeline/fetch.h"
#include "worker/runtime/sandbox.h"

namespace photomill {
namespace {

constexpr int kExitUnreadable = 1;
constexpr int kExitFailed = 2;

void Say(const std::string& line) {
  std::printf("%s\n", line.c_str());
  std::fflush(stdout);  // before the process that could crash
}

int TellFailure(Reason reason, const std::string& detail) {
  Say(fmt::format("{}: {}", ReasonWord(reason), Escaped(detail)));
  return kExitFailed;
}

Result<Job> MakeJob(const TryOptions& options) {
  Result<Recipe> recipe = LoadRecipe(options.recipe_file);
  if (!recipe) return recipe.failure();
  Result<std::string> bytes = ReadWholeFile(options.file, options.source_rules.size.file_bytes);
  if (!bytes) return bytes.failure();
  auto workplace = std::make_shared<Workplace>();
  workplace->recipe = *std::move(recipe);
  workplace->source_rules = options.source_rules;
  Job job;
  job.assignment.attempt = AttemptId{1};
  job.assignment.task.source = SourceId{1};
  // Only its last component: the file's folder does not affect its pixels.
  job.assignment.task.key = options.file.substr(options.file.rfind('/') + 1);
  job.assignment.task.version.size = bytes->size();
  job.assignment.task.lacks = AllOf(workplace->recipe);
  job.workplace = std::move(workplace);
  job.bytes = *std::move(bytes);
  return job;
}

}  // namespace

int TryFile(const std::string& program, const TryOptions& options) {
  Result<Job> job = MakeJob(options);
  if (!job && job.failure().reason == Reason::kTooLarge) {
    return TellFailure(job.failure().reason, job.failure().detail);
  }
  if (!job) {
    std::fprintf(stderr, "photomill worker: %s\n", job.failure().detail.c_str());
    return kExitUnreadable;
  }
  if (const Status planned = PlanJob(*job); !planned) {
    return TellFailure(planned.failure().reason, planned.failure().detail);
  }
  const PictureHeader& header = job->header;
  const uint64_t needed = job->needs.memory_bytes;
  const SandboxLimits limits = SandboxLimitsFor(
      needed, TaskTimeLimit(options.task_time, job->needs.work_pixels, job->bytes.size()));
  Say(fmt::format("{}: {}, {}, {}; limits: {} of memory, {}", Escaped(options.file),
                  PictureFormatWord(header.format), DimensionsText(header.width, header.height),
                  HumanBytes(job->bytes.size()), HumanBytes(limits.memory_bytes),
                  HumanSeconds(std::chrono::duration<double>(limits.time).count())));
  if (needed > options.memory_bytes) {
    return TellFailure(Reason::kOutOfMemory,
                       fmt::format("it needs about {}, but a worker's limit here is {} (--memory)",
                                   HumanBytes(needed), HumanBytes(options.memory_bytes)));
  }
  const SystemClock clock;
  const Sandbox sandbox(program, clock);
  const std::optional<Outcome> ended = sandbox.Execute(*job, limits, [] { return false; });
  if (ended) return TellFailure(ended->reason, ended->detail);
  if (!job->warning.empty()) Say("warning: " + Escaped(job->warning.text));
  for (const EncodedOutput& output : job->outputs) {
    Say(fmt::format("made {}: {}, {}", job->workplace->recipe.derivatives[output.derivative].name,
                    DimensionsText(output.width, output.height), HumanBytes(output.bytes.size())));
  }
  Say("nothing was written");
  return 0;
}

}  // namespace photomill
