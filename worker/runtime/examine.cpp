#include "worker/runtime/examine.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <new>

#include "common/base/limits.h"
#include "common/obs/log.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/own_limits.h"
#include "common/wire/examination_codec.h"
#include "common/wire/recipe_file.h"
#include "worker/image/codec.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"
#include "worker/runtime/sandbox_order.h"

namespace photomill {
namespace {

constexpr uint32_t kCmykChannels = 4;

Result<std::shared_ptr<const Workplace>> MakeWorkplace(const ExamineOptions& options) {
  Result<Recipe> recipe = LoadRecipe(options.recipe_file);
  if (!recipe) return recipe.failure();
  Result<std::unique_ptr<ObjectStore>> source = OpenStore(options.source_root);
  if (!source) return source.failure();
  auto workplace = std::make_shared<Workplace>();
  workplace->recipe = *std::move(recipe);
  workplace->source_rules = options.source_rules;
  workplace->source = *std::move(source);
  return std::shared_ptr<const Workplace>(std::move(workplace));
}

// From now on a picture is to blame for whatever happens to the process.
Status SetExaminerLimits(uint64_t memory_bytes) {
  BeEndedFirst();
  if (Status set = LeaveNoCore(); !set) return set;
  if (Status set = LimitOwnMemory(2 * memory_bytes + limits::kSandboxMemoryBase); !set) return set;
  std::set_new_handler([] { _exit(kExitSandboxNoMemory); });
  return {};
}

Result<Job> JobFor(const std::string& key, const std::shared_ptr<const Workplace>& workplace) {
  const Result<ObjectVersion> version = workplace->source->Stat(key);
  if (!version) return version.failure();
  Job job;
  job.workplace = workplace;
  job.assignment.attempt = AttemptId{1};
  job.assignment.task.source = SourceId{1};
  job.assignment.task.key = key;
  job.assignment.task.version = *version;
  job.assignment.task.lacks = AllOf(workplace->recipe);
  return job;
}

void TellFailure(const Job& job, const Failure& failure, Examination& told) {
  const Outcome outcome = EndedOutcome(job, failure);
  told.fate = outcome.kind == Outcome::Kind::kSkipped ? Examination::Fate::kSkipped
                                                      : Examination::Fate::kFailed;
  told.failure = failure;
}

void TellPicture(const Job& job, Examination& told) {
  const PictureHeader& header = job.header;
  told.fate = Examination::Fate::kPicture;
  told.width = header.width;
  told.height = header.height;
  told.frames = header.frames;
  told.alpha = header.has_alpha;
  told.grey = header.grey;
  told.cmyk = header.channels >= kCmykChannels && !header.has_alpha;
  told.profile = header.has_icc;
  told.memory_bytes = job.needs.memory_bytes;
  told.work_pixels = job.needs.work_pixels;
  told.outputs.resize(job.workplace->recipe.derivatives.size());
  for (const DeriveStep& step : job.plan.steps) {
    told.outputs[step.derivative].pixels = uint64_t{step.canvas_width} * step.canvas_height;
  }
}

void TellTimes(const Job& job, Examination& told) {
  told.fetch_us = job.times[Step::kFetch];
  told.decode_us = job.times[Step::kDecode];
  told.derive_us = job.times[Step::kDerive];
  told.encode_us = job.times[Step::kEncode];
  for (const EncodedOutput& output : job.outputs) {
    told.outputs[output.derivative].bytes = output.bytes.size();
  }
}

Examination Examine(const ExaminationRequest& request,
                    const std::shared_ptr<const Workplace>& workplace, const Clock& clock) {
  Examination told;
  const milliseconds cpu_before = ProcessCpuTime();
  Result<Job> job = JobFor(request.key, workplace);
  if (!job) {
    told.failure = job.failure();
    return told;
  }
  told.bytes = job->assignment.task.version.size;
  Status done = FetchSource(*job, clock);
  if (done) done = PlanJob(*job);
  told.format = job->format;
  if (done) TellPicture(*job, told);
  if (done && request.kind == ExaminationKind::kConvert) done = ProduceOutputs(*job, clock);
  if (!done) TellFailure(*job, done.failure(), told);
  if (request.kind == ExaminationKind::kConvert) {
    if (done) TellTimes(*job, told);
    told.cpu_us = static_cast<uint64_t>(microseconds(ProcessCpuTime() - cpu_before).count());
  }
  return told;
}

// Appends what arrived. False at the end of the requests.
bool ReadMore(int fd, std::string& buffer) {
  std::array<char, 16 * 1024> bytes;
  ssize_t count = -1;
  do {
    count = read(fd, bytes.data(), bytes.size());
  } while (count < 0 && errno == EINTR);
  if (count <= 0) return false;
  buffer.append(bytes.data(), static_cast<size_t>(count));
  return true;
}

int Unusable(const Failure& failure) {
  LogError("a process that examines sources: " + failure.detail);
  return kExitSandboxUnusable;
}

}  // namespace

int ExamineSources(const ExamineOptions& options) {
  KeepFreedMemory(std::min(options.memory_bytes / 4, limits::kFreedMemoryKept));
  if (const Status ready = InitialiseImaging(); !ready) return Unusable(ready.failure());
  const Result<std::shared_ptr<const Workplace>> workplace = MakeWorkplace(options);
  if (!workplace) return Unusable(workplace.failure());
  if (const Status limited = SetExaminerLimits(options.memory_bytes); !limited) {
    return Unusable(limited.failure());
  }
  const SystemClock clock;
  std::string buffer;
  while (true) {
    Result<std::optional<ExaminationRequest>> request = TakeRequest(buffer);
    if (!request) return Unusable(request.failure());
    if (!request->has_value()) {
      if (!ReadMore(options.requests_fd, buffer)) return 0;
      continue;
    }
    const std::string answer = Encode(Examine(**request, *workplace, clock));
    if (WriteAll(options.answers_fd, answer) != 0) return 0;  // nobody waits for it
  }
}

}  // namespace photomill
