// The options of a coordinator.
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
  std::string recipe_file;   // "default", or empty: the ledger's; at a first start the default
  std::string state_folder;  // empty: DESTINATION/.photomill
  std::string listen;        // tcp://HOST:PORT or ipc://PATH; empty for `run`, which picks its own
  bool insecure = false;     // unencrypted connections on a network are allowed
  bool encrypt = false;      // connections need the migration's keys
  std::vector<std::string> advertise;  // HOST or HOST:PORT for the join file; empty: detected
  bool exit_when_done = true;

  std::vector<std::string> include;  // globs on keys
  std::vector<std::string> exclude;  // including those of --exclude_from
  bool ignore_case = false;          // of these globs
  bool all_folders = false;          // including those that systems create
  uint64_t limit = 0;                // sources, 0: all
  bool follow_links = false;
  bool into_existing = false;
  bool new_destination = false;  // the destination's files are lost, or it is another destination
  bool source_moved = false;     // the ledger's photos are at `source` now
  std::vector<std::string> remake;  // words of MendedRules whose possibly wrong outputs are remade
  SourceRules source_rules;
  bool formats_named = false;  // by the user; otherwise all supported formats
  bool strict = false;
  bool compare_content = false;  // read every known photo: size and time prove nothing
  bool keep_times = false;       // outputs get the time of their photo
  bool retry_failed = false;
  uint32_t crash_limit = limits::kCrashLimit;
  bool accept_gone = false;
  ProgressStyle progress = ProgressStyle::kAuto;
  LogFormat log_format = LogFormat::kText;
  std::string command;  // as typed, for the log
  std::string on_end;   // for the shell, after the run; empty: none

  // For `run`: workers that are child processes of the coordinator.
  uint32_t local_workers = 0;
  uint32_t threads = 0;       // per worker; 0: share the CPU cores
  uint64_t memory_bytes = 0;  // per worker; 0: share the available memory
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
  uint32_t nice = 0;
};

// The documented exit codes.
inline constexpr int kExitDone = 0;
inline constexpr int kExitCannotStart = 1;
inline constexpr int kExitWithFailures = 2;
inline constexpr int kExitStopped = 3;

}  // namespace photomill
