// The result of an attempt.
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
  bool found = false;  // it existed already, and this migration did not write it

  bool operator==(const Output&) const = default;
};

// How an attempt spent its time: kQueue is waiting at the worker, the others are work.
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
    kSkipped,  // the source is not an image (`reason` is kNotAnImage)
    kFailed,   // `reason` and `detail` say why; nothing of this attempt is published
    kBarred,   // as kFailed, with a reason of class kPlace: the store accepts files, but not where
               // this source's outputs belong (one closed folder among many)
    kDied,     // its separate process died, or was killed at a limit: a failure with kCrashed,
               // kTimedOut or kOutOfMemory, which counts as a crash
  };
  Kind kind = Kind::kFailed;
  std::vector<Output> outputs;        // kDone only, one for each derivative in the task's `lacks`
  Reason reason = Reason::kInternal;  // unused for kDone
  std::string detail;                 // human-readable; the warnings for kDone, or empty
  StepTimes times;
  Digest content{};  // XXH3-128 of the source as it was read; all zero: not read
  FileFormat format = FileFormat::kUnknown;  // of the source, by its content
  WarningSet warnings{};                     // kDone only: the kinds of the warnings in `detail`

  bool operator==(const Outcome&) const = default;
};

// How to retry it. For failures only.
RetryClass RetryClassOf(const Outcome& outcome);

// An outcome and what it belongs to. Outputs have the same bytes whichever worker makes them, so a
// result is accepted by source, version and recipe. The attempt only settles credit.
struct TaskResult {
  AttemptId attempt;
  SourceId source;
  ObjectVersion version;  // of the source that was read
  Outcome outcome;

  bool operator==(const TaskResult&) const = default;
};

}  // namespace photomill
