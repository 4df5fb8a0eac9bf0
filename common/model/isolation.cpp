#include "common/model/isolation.h"

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
  return Invalid("--isolate=" + std::string(word) + " is neither auto nor always");
}

Result<TaskTimeBounds> MakeTaskTimeBounds(uint64_t floor_s, uint64_t ceiling_s) {
  if (floor_s == 0) {
    return Invalid("--task_time_floor must be at least 1 second");
  }
  if (ceiling_s < floor_s || ceiling_s > kSecondsMax) {
    return Invalid("--task_time_ceiling=" + std::to_string(ceiling_s) +
                   " is not between --task_time_floor, which is " + std::to_string(floor_s) +
                   " s, and a week, which is " + std::to_string(kSecondsMax) + " s");
  }
  return TaskTimeBounds{seconds(floor_s), seconds(ceiling_s)};
}

}  // namespace photomill
