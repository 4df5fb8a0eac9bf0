// Runs whole jobs, as a worker does: a source's bytes and a recipe give the outputs' bytes.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "common/os/clock.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"

namespace photomill {

inline Derivative Full(const std::string& name, OutputFormat format) {
  Derivative derivative;
  derivative.name = name;
  derivative.format = format;
  derivative.quality = DefaultQuality(format);
  derivative.key = name + "/{name}";
  return derivative;
}

enum class Parts : uint8_t { kRefused, kAccepted };

struct Produced {
  std::vector<std::string> files;  // in the recipe's order
  WarningText warning;
};

inline Produced Produce(const std::string& source, const Recipe& recipe,
                        Parts parts = Parts::kRefused) {
  auto workplace = std::make_shared<Workplace>();
  workplace->recipe = recipe;
  workplace->source_rules.accept_partial = parts == Parts::kAccepted;
  Job job;
  job.workplace = workplace;
  job.assignment.task.key = "a";
  job.assignment.task.lacks = AllOf(recipe);
  job.bytes = source;
  const SystemClock clock;
  Status status = Validate(recipe);
  if (status) status = PlanJob(job);
  if (status) status = ProduceOutputs(job, clock);
  EXPECT_TRUE(status.ok()) << status.failure().detail;
  Produced produced{std::vector<std::string>(recipe.derivatives.size()), job.warning};
  for (EncodedOutput& output : job.outputs) {
    produced.files[output.derivative] = std::move(output.bytes);
  }
  return produced;
}

inline std::string ProducedOne(const std::string& source, const Derivative& derivative) {
  return Produce(source, {{derivative}}).files[0];
}

}  // namespace photomill
