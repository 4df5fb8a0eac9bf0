// What photomill plan prints with --json: one object (docs/commands.md). Pure.
#pragma once

#include <string>

#include "cli/plan/plan_text.h"

namespace photomill {

std::string PlanJson(const PlanPlace& place, const Recipe& recipe, const PlanResult& result);

}  // namespace photomill
