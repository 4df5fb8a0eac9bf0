// What became of an attempt.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "common/base/digest.h"
#include "common/base/failure.h"
#include "common/base/file_format.h"
#include "common/base/ids.h"
#include "common/base/object_version.h"
#include "common/model/recipe.h"
#include "common/model/warning.h"

namespace photomill {

// One published file.
struct Output {
  uint32_t derivative = 0;  // index into the recipe
  std::string key;
  uint64_t bytes = 0;
  uint32_t width = 0;  // px
  uint32_t height = 0;
  Digest content;      // XXH3-128 of the file
  bool found = false;  // it was there already, and this migration did not write it

  bool operator==(const Output&) const = default;
};

// Where the time of an attempt went: `queue` waiting at the worker, the others at work.
enum class Step : uint8_t { kQueue, kFetch, kDecode, kDerive, kEncode, kPublish };
inline constexpr size_t kStepCount = 6;
std::string_view StepWord(Step step);

// Microseconds of each step, indexed by Step.
struct StepTimes {
  std::array<uint64_t, kStepCount> microseconds{};

  uint64_t& operator[](Step step) { return microseconds[static_cast<size_t>(step)]; }
  uint64_t operator[](Step step) const { return microseconds[static_cast<size_t>(step)]; }
  void Add(const StepTimes& other) {
    for (size_t i = 0; i < kStepCount; ++i) microseconds[i] += other.microseconds[i];
  }
  bool operator==(const StepTimes&) const = default;
};

struct Outcome {
  enum class Kind : uint8_t {
    kDone,     // every derivative that the task lacked is published
    kSkipped,  // the source is no picture (`reason` is kNotAnImage)
    kFailed,   // `reason` and `detail` say why; nothing of this attempt is published
    kBarred,   // as kFailed, with a reason of class kPlace: the store takes files, but not where
               // this source's outputs belong (one closed folder among many)
    kDied,     // the process of its own that executed it died, or was ended at a limit: a failure
               // with kCrashed, kTimedOut or kOutOfMemory, which counts as a crash
  };
  Kind kind = Kind::kFailed;
  std::vector<Output> outputs;        // kDone only, one for each derivative in the task's `lacks`
  Reason reason = Reason::kInternal;  // unless it is kDone
  std::string detail;                 // for people; with kDone its warnings, or empty
  StepTimes times;
  Digest content{};  // XXH3-128 of the source as it was read; all zero: it was not
  FileFormat format = FileFormat::kUnknown;  // of the source, by its content
  WarningSet warnings{};                     // kDone only: what `detail` says, as kinds

  bool operator==(const Outcome&) const = default;
};

// What it means for a second try. For failures only.
RetryClass RetryClassOf(const Outcome& outcome);

// An outcome with what it belongs to. Outputs are the same bytes whoever makes them, so a result
// is accepted by source, version and recipe; the attempt settles credit and nothing else.
struct TaskResult {
  AttemptId attempt;
  SourceId source;
  ObjectVersion version;  // of the source that was read
  Outcome outcome;

  bool operator==(const TaskResult&) const = default;
};

}  // namespace photomill
