#include "worker/pipeline/produce.h"

#include <map>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/key_template.h"
#include "worker/image/codec.h"
#include "worker/image/source_format.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

// A picture of the plan, kept only as long as a later step is made from it.
struct Derived {
  Picture picture;
  size_t uses_left = 0;
};

// The derivative with its format. One that is not wanted, but others are made from it, may be of a
// format that cannot be written; PlanJob has refused those that are wanted.
Derivative Told(const Job& job, const DeriveStep& step) {
  const Derivative& derivative = job.workplace->recipe.derivatives[step.derivative];
  Result<Derivative> told = InSourceFormat(derivative, job.header.format);
  return told ? *std::move(told) : derivative;
}

// How many times as long as the rest of the work on a px the slow searches for a small file take.
uint64_t EncodingEffort(const Derivative& derivative) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  if (*encoding.lossless) return 10;
  return *encoding.level > 6 ? 10 : 0;
}

Status EncodeStep(Job& job, const DeriveStep& step, const Derivative& derivative,
                  const Picture& picture, const Clock& clock) {
  const Stopwatch stopwatch(clock, job.times[Step::kEncode]);
  Result<std::string> bytes = EncodePicture(picture, derivative);
  if (!bytes) {
    return Failure{bytes.failure().reason, derivative.name + ": " + bytes.failure().detail};
  }
  const Digest content = DigestOf(*bytes);
  Result<std::string> key =
      OutputKey(derivative.key, job.assignment.task.key, {picture.width, picture.height, content});
  if (!key) return key.failure();
  job.outputs.push_back({static_cast<uint32_t>(step.derivative), *std::move(key), *std::move(bytes),
                         picture.width, picture.height, content});
  return {};
}

}  // namespace

uint64_t MemoryNeeded(const Job& job) {
  return ExpectedMemory(job.header, job.plan, job.workplace->recipe);
}

uint64_t PixelsOfWork(const Job& job) {
  uint64_t pixels = uint64_t{job.header.width} * job.header.height;
  for (const DeriveStep& step : job.plan.steps) {
    const uint64_t canvas = uint64_t{step.canvas_width} * step.canvas_height;
    pixels += canvas * EncodingEffort(job.workplace->recipe.derivatives[step.derivative]);
  }
  return pixels;
}

Status ProduceOutputs(Job& job, const Clock& clock) {
  const DerivativeSet wanted = job.assignment.task.lacks;
  const std::vector<DeriveStep> steps = NeededSteps(job.plan, wanted);

  DecodedPicture decoded;
  {
    const Stopwatch stopwatch(clock, job.times[Step::kDecode]);
    const Damage damage =
        job.workplace->source_rules.accept_partial ? Damage::kKeep : Damage::kRefuse;
    Result<DecodedPicture> result =
        DecodePicture(job.bytes, job.header, job.plan.decode_denominator, damage);
    if (!result) return result.failure();
    decoded = *std::move(result);
    job.warning = std::move(decoded.warning);
    std::string().swap(job.bytes);
  }

  std::map<size_t, Derived> derived;  // by derivative
  for (const DeriveStep& step : steps) {
    if (step.parent) ++derived[*step.parent].uses_left;
  }
  for (const DeriveStep& step : steps) {
    const Derivative derivative = Told(job, step);
    Picture picture;
    {
      const Stopwatch stopwatch(clock, job.times[Step::kDerive]);
      Result<Picture> result =
          step.parent ? DerivePicture(derived.at(*step.parent).picture, 1, step, derivative)
                      : DerivePicture(decoded.picture, decoded.orientation, step, derivative);
      if (!result) return result.failure();
      picture = *std::move(result);
    }
    if (wanted.Has(step.derivative)) {
      if (Status encoded = EncodeStep(job, step, derivative, picture, clock); !encoded)
        return encoded;
    }
    if (step.parent) {
      Derived& parent = derived.at(*step.parent);
      if (--parent.uses_left == 0) parent.picture = Picture{};
    }
    const auto own = derived.find(step.derivative);
    if (own != derived.end()) own->second.picture = std::move(picture);
  }
  PHOTOMILL_CHECK(job.outputs.size() == static_cast<size_t>(wanted.count()));
  return {};
}

}  // namespace photomill
