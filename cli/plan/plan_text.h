// What photomill plan prints for people. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "coordinator/forecast/plan_survey.h"

namespace photomill {

// How the destination compares names.
struct DestinationNames {
  std::optional<bool> folded;  // empty: not known, so that they were compared exactly
  std::string problem;         // why it is not known
};

// The machine and the destination that a plan is for.
struct PlanPlace {
  std::string source;
  std::string destination;
  uint32_t cpus = 1;
  std::optional<uint64_t> free_bytes;  // in the destination, after the reserve; empty: not known
  std::optional<double> needed_bytes;  // there; empty: no photo was converted
  std::optional<RunTime> time;         // the same
  DestinationNames names{};
};

// Everything that would fail.
uint64_t FailingFiles(const PlanResult& result);
// Whether the outputs fit, as far as both figures are known.
bool Fits(const PlanPlace& place);

std::string RenderPlan(const PlanPlace& place, const Recipe& recipe, const PlanResult& result);

}  // namespace photomill
