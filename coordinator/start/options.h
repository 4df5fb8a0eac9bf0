// What a coordinator is started with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/model/isolation.h"
#include "common/model/source_rules.h"
#include "common/obs/log_format.h"

namespace photomill {

enum class ProgressStyle : uint8_t { kAuto, kBar, kPlain, kJson, kNone };

struct CoordinatorOptions {
  std::string source;  // a folder, or s3://bucket/prefix
  std::string destination;
  std::string recipe_file;   // "default", or empty: the ledger's, at a first start the default
  std::string state_folder;  // empty: DESTINATION/.photomill
  std::string listen;        // tcp://HOST:PORT or ipc://PATH; empty for `run`, which picks its own
  bool insecure = false;     // plain text on a network is accepted
  bool encrypt = false;      // connections need the migration's keys
  std::vector<std::string> advertise;  // HOST or HOST:PORT for the join file; empty: found out
  bool exit_when_done = true;

  std::vector<std::string> include;  // globs on keys
  std::vector<std::string> exclude;  // those of --exclude_from, too
  bool ignore_case = false;          // of these globs
  bool all_folders = false;          // those that systems make, too
  uint64_t limit = 0;                // sources, 0: all
  bool follow_links = false;
  bool into_existing = false;
  bool new_destination = false;  // what was at the destination is lost, or this is another one
  bool source_moved = false;     // the ledger's photos stand at `source` now
  std::string remake;            // word of a MendedRule: what it may have made wrong is made again
  SourceRules source_rules;
  bool formats_named = false;  // by people, rather than all that are decoded
  bool strict = false;
  bool compare_content = false;  // every known photo is read: its size and time tell nothing
  bool keep_times = false;       // outputs get the time of their photo
  bool retry_failed = false;
  uint32_t crash_limit = limits::kCrashLimit;
  bool accept_gone = false;
  ProgressStyle progress = ProgressStyle::kAuto;
  LogFormat log_format = LogFormat::kText;
  std::string command;  // as it was typed, for the log

  // For `run`: workers that are children of the coordinator.
  uint32_t local_workers = 0;
  uint32_t threads = 0;       // of each, 0: share the processors among them
  uint64_t memory_bytes = 0;  // of each, 0: share what there is
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
};

// The exit codes of the contract.
inline constexpr int kExitDone = 0;
inline constexpr int kExitCannotStart = 1;
inline constexpr int kExitWithFailures = 2;
inline constexpr int kExitStopped = 3;

}  // namespace photomill
