// How tasks are kept from harming each other: which of them run in a separate process, and how long
// one can take.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/limits.h"
#include "common/base/result.h"

namespace photomill {

enum class Isolation : uint8_t {
  kAuto,    // suspects only
  kAlways,  // every task
};
std::string_view IsolationWord(Isolation isolation);
Result<Isolation> ParseIsolation(std::string_view word);

// A task's time limit grows with its picture, between these two bounds.
struct TaskTimeBounds {
  Duration floor = limits::kTaskTimeFloor;
  Duration ceiling = limits::kTaskTimeCeiling;
  bool operator==(const TaskTimeBounds&) const = default;
};
// From the flags --task_time_floor and --task_time_ceiling. A failure names the flag.
Result<TaskTimeBounds> MakeTaskTimeBounds(uint64_t floor_s, uint64_t ceiling_s);

}  // namespace photomill
