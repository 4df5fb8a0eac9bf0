#include "common/model/isolation.h"

#include <fmt/core.h>

#include <string>

namespace photomill {
namespace {

constexpr uint64_t kSecondsMax = 7 * 24 * 3600;

}  // namespace

std::string_view IsolationWord(Isolation isolation) {
  return isolation == Isolation::kAlways ? "always" : "auto";
}

Result<Isolation> ParseIsolation(std::string_view word) {
  for (const Isolation isolation : {Isolation::kAuto, Isolation::kAlways}) {
    if (word == IsolationWord(isolation)) return isolation;
  }
  return Invalid(fmt::format("--isolate={} is neither auto nor always", word));
}

Result<TaskTimeBounds> MakeTaskTimeBounds(uint64_t floor_s, uint64_t ceiling_s) {
  if (floor_s == 0) {
    return Invalid("--task_time_floor must be at least 1 second");
  }
  if (ceiling_s < floor_s || ceiling_s > kSecondsMax) {
    return Invalid(
        fmt::format("--task_time_ceiling={} is not between --task_time_floor, which is {} s, and a "
                    "week, which is {} s",
                    ceiling_s, floor_s, kSecondsMax));
  }
  return TaskTimeBounds{seconds(floor_s), seconds(ceiling_s)};
}

}  // namespace photomill
