// A task: one source and the derivatives that it still lacks.
#pragma once

#include <string>
#include <vector>

#include "common/base/digest.h"
#include "common/base/ids.h"
#include "common/base/object_version.h"
#include "common/model/recipe.h"

namespace photomill {

// A file in the destination that this migration wrote, and can therefore replace.
struct OwnFile {
  std::string key;
  Digest content;  // XXH3-128 of the file as it was written; all zero: not known

  bool operator==(const OwnFile&) const = default;
};

struct Task {
  SourceId source;
  std::string key;             // of the source
  ObjectVersion version;       // as listed; with any other version it is source_changed
  DerivativeSet lacks;         // the derivatives to make; empty: only identify the source
  uint32_t crashes = 0;        // process deaths that only this task can have caused
  bool suspect = false;        // a process died while this task was running, for whatever reason
  DerivativeSet otherwise{};   // derivatives whose file is named by Derivative::otherwise
  std::vector<OwnFile> own{};  // own files that exist, or could, where its outputs belong

  bool operator==(const Task&) const = default;
};

// The task makes no outputs: the source is only read for its format and the digest of its content.
inline bool IsIdentification(const Task& task) {
  return task.lacks.empty();
}

// The task runs in a separate process.
inline bool IsSuspect(const Task& task) {
  return task.suspect || task.crashes > 0;
}

// One delivery of a task to one worker.
struct Assignment {
  AttemptId attempt;
  Task task;

  bool operator==(const Assignment&) const = default;
};

}  // namespace photomill
