// One task in the pipeline: fetch, decode, derive, encode, publish. A job belongs to one thread at
// a time; the queues between the steps pass it on.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/model/derive_plan.h"
#include "common/model/outcome.h"
#include "common/model/source_names.h"
#include "common/model/source_rules.h"
#include "common/model/task.h"
#include "common/model/warning.h"
#include "common/sniff/header.h"
#include "common/storage/object_store.h"
#include "worker/pipeline/source_times.h"
#include "worker/pipeline/stage_book.h"

namespace photomill {

// Shared by all jobs of one registration; never changed after creation.
struct Workplace {
  Recipe recipe;
  SourceRules source_rules;
  std::unique_ptr<ObjectStore> source;
  std::unique_ptr<ObjectStore> destination;
  std::string tag_prefix;  // of temporary files: this engine's session
  std::string migration_id;
  SourceTimes source_times;
  bool keep_times = false;  // outputs get the modification time of their source
};

struct EncodedOutput {
  uint32_t derivative = 0;
  std::string key;
  std::string bytes;
  uint32_t width = 0;  // px
  uint32_t height = 0;
  Digest content;  // of the bytes
};

// What processing a job takes, as estimated from its header before anything is decoded.
struct JobNeeds {
  uint64_t memory_bytes = 0;  // at the peak of decoding and deriving
  uint64_t work_pixels = 0;   // for its time limit: see ExpectedWork()
};

struct Job {
  std::shared_ptr<const Workplace> workplace;
  Assignment assignment;
  StageMark stage;
  Instant queued_at;
  uint64_t epoch = 0;            // of the runner when this job started
  uint64_t lapses_at_start = 0;  // number of lapses of the lease when this job started

  // Filled by the steps.
  std::string bytes;  // of the source, between fetch and decode
  bool whole = true;  // false: only the first bytes, which are not those of an image
  Digest content;     // of the whole source; all zero if it was not read completely
  FileFormat format = FileFormat::kUnknown;  // by its content
  PictureHeader header;
  DerivePlan plan;
  JobNeeds needs;
  std::vector<EncodedOutput> outputs;
  WarningText warning;
  StepTimes times;
};

// The outcome of a job whose outputs are encoded and (except in a sandbox) published.
inline Outcome DoneOutcome(const Job& job) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.detail = job.warning.text;
  outcome.warnings = job.warning.kinds;
  outcome.times = job.times;
  for (const EncodedOutput& output : job.outputs) {
    outcome.outputs.push_back({output.derivative, output.key, output.bytes.size(), output.width,
                               output.height, output.content});
  }
  return outcome;
}

// The outcome of a job that failed, and whose source is an image or was not examined.
inline Outcome FailedOutcome(const Failure& failure, const StepTimes& times) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kFailed;
  outcome.reason = failure.reason;
  outcome.detail = failure.detail;
  outcome.times = times;
  return outcome;
}

// The outcome of a job that ended while its source was read, planned or processed. A source that is
// not an image is skipped, unless it is named like a photo: then a photo is lost, and the user must
// know.
inline Outcome EndedOutcome(const Job& job, const Failure& failure) {
  Outcome outcome = FailedOutcome(failure, job.times);
  if (failure.reason == Reason::kNotAnImage && !IsNamedLikePhoto(job.assignment.task.key)) {
    outcome.kind = Outcome::Kind::kSkipped;
  }
  return outcome;
}

}  // namespace photomill
