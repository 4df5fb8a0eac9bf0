// A worker's validated options.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/instant.h"
#include "common/model/isolation.h"
#include "common/model/source_rules.h"
#include "worker/runtime/contact.h"

namespace photomill {

struct WorkerOptions {
  ContactOptions contact;        // the coordinator's addresses, and the keys
  bool insecure = false;         // unencrypted connections over a network are allowed
  uint32_t threads = 1;          // threads for decoding and encoding
  uint64_t memory_bytes = 0;     // for image data
  std::string source_root;       // here; empty: as the coordinator says
  std::string destination_root;  // the same
  std::string name;
  Duration coordinator_timeout{};
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
  uint32_t nice = 0;
};

// For --try: processes one file without a coordinator.
struct TryOptions {
  std::string file;
  std::string recipe_file;    // empty: the default recipe
  SourceRules source_rules;   // those of the migration
  uint64_t memory_bytes = 0;  // for image data
  TaskTimeBounds task_time;
};

}  // namespace photomill
