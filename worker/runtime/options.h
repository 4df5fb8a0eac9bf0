// What a worker is started with, after validation.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/instant.h"
#include "common/model/isolation.h"
#include "common/model/source_rules.h"
#include "worker/runtime/contact.h"

namespace photomill {

struct WorkerOptions {
  ContactOptions contact;        // where the coordinator is, and the keys
  bool insecure = false;         // plain text on a network was asked for
  uint32_t threads = 1;          // that decode and encode
  uint64_t memory_bytes = 0;     // that pictures may take
  std::string source_root;       // where this machine has the stores, if not where
  std::string destination_root;  // the coordinator says; else empty
  std::string name;
  Duration coordinator_timeout{};
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
};

// For --try: what becomes of one file, without a coordinator.
struct TryOptions {
  std::string file;
  std::string recipe_file;    // empty: the default recipe
  SourceRules source_rules;   // as the migration has them
  uint64_t memory_bytes = 0;  // that pictures may take
  TaskTimeBounds task_time;
};

}  // namespace photomill
