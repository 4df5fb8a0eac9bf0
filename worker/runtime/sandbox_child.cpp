#include "worker/runtime/sandbox_child.h"

#include <unistd.h>

#include <new>

#include "common/base/limits.h"
#include "common/obs/log.h"
#include "common/os/clock.h"
#include "common/os/memory_file.h"
#include "common/os/own_limits.h"
#include "common/wire/codec.h"
#include "common/wire/examination_codec.h"
#include "common/wire/sandbox_codec.h"
#include "worker/image/codec.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"

namespace photomill {
namespace {

Result<Job> ReadJob(const SandboxOrder& order) {
  const Result<std::string> message = ReadMemoryFile(order.task_fd, limits::kMessageBytesMax);
  if (!message) return message.failure();
  Result<SandboxTask> task = DecodeSandboxTask(*message);
  if (!task) return task.failure();
  Result<std::string> bytes = ReadMemoryFile(order.source_fd, limits::kSourceBytesMost);
  if (!bytes) return bytes.failure();
  auto workplace = std::make_shared<Workplace>();
  workplace->recipe = std::move(task->recipe);
  workplace->source_rules = task->source_rules;
  Job job;
  job.workplace = std::move(workplace);
  job.assignment = std::move(task->assignment);
  job.bytes = *std::move(bytes);
  return job;
}

// From now on the image is to blame for whatever happens to the process.
Status SetLimits(const SandboxOrder& order) {
  BeEndedFirst();
  if (Status set = LeaveNoCore(); !set) return set;
  if (Status set = LimitOwnFileSize(order.memory_bytes); !set) return set;
  if (Status set = LimitOwnProcessorTime(seconds(order.time_s)); !set) return set;
  if (Status set = LimitOwnMemory(order.memory_bytes); !set) return set;
  std::set_new_handler([] { _exit(kExitSandboxNoMemory); });
  return {};
}

Outcome OutcomeOf(const Job& job, const Status& produced) {
  if (!produced) return EndedOutcome(job, produced.failure());
  return DoneOutcome(job);
}

int WriteExamination(const SandboxOrder& order, const Job& job, const Status& planned) {
  Examination found;
  found.format = job.format;
  if (planned) {
    found.fate = Examination::Fate::kPicture;
    found.memory_bytes = job.needs.memory_bytes;
    found.work_pixels = job.needs.work_pixels;
  } else {
    found.failure = planned.failure();
  }
  return WriteAll(order.result_fd, Encode(found)) == 0 ? 0 : kExitSandboxUnusable;
}

int WriteOutcome(const SandboxOrder& order, const Job& job, Outcome outcome) {
  for (const EncodedOutput& output : job.outputs) {
    if (WriteAll(order.outputs_fd, output.bytes) != 0) return kExitSandboxUnusable;
  }
  const Task& task = job.assignment.task;
  ResultBatch batch{DigestOf(job.workplace->recipe),
                    {{job.assignment.attempt, task.source, task.version, std::move(outcome)}}};
  const std::string frame = Encode(WorkerMessage(std::move(batch)));
  return WriteAll(order.result_fd, frame) == 0 ? 0 : kExitSandboxUnusable;
}

// What PlanJob finds; of an identification, only the format.
int ExamineNow(const SandboxOrder& order, Job& job) {
  Status planned;
  if (IsIdentification(job.assignment.task)) {
    IdentifyJob(job);
  } else {
    planned = PlanJob(job);
  }
  return WriteExamination(order, job, planned);
}

int ExecuteNow(const SandboxOrder& order, Job& job) {
  const SystemClock clock;
  Status produced = PlanJob(job);
  if (produced) produced = ProduceOutputs(job, clock);
  if (!produced && produced.failure().reason == Reason::kOutOfMemory) return kExitSandboxNoMemory;
  return WriteOutcome(order, job, OutcomeOf(job, produced));
}

}  // namespace

int ExecuteSandboxed(const SandboxOrder& order) {
  if (const Status ready = InitialiseImaging(); !ready) {
    LogError(ready.failure().detail);
    return kExitSandboxUnusable;
  }
  Result<Job> job = ReadJob(order);
  if (!job) {
    LogError("a process for one task: " + job.failure().detail);
    return kExitSandboxUnusable;
  }
  if (const Status limited = SetLimits(order); !limited) {
    LogError(limited.failure().detail);
    return kExitSandboxUnusable;
  }
  return order.step == SandboxStep::kExamine ? ExamineNow(order, *job) : ExecuteNow(order, *job);
}

}  // namespace photomill
