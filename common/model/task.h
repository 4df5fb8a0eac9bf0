// A task: one source with the derivatives that it still lacks.
#pragma once

#include <string>

#include "common/base/ids.h"
#include "common/base/object_version.h"
#include "common/model/recipe.h"

namespace photomill {

struct Task {
  SourceId source;
  std::string key;        // of the source
  ObjectVersion version;  // that was listed; another one is source_changed
  DerivativeSet lacks;    // what is wanted, never empty
  uint32_t crashes = 0;   // deaths of a process that only it can have caused
  bool suspect = false;   // a process died while it was executing, for whatever reason

  bool operator==(const Task&) const = default;
};

// It is executed in a process of its own.
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
