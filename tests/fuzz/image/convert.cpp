#include "tests/fuzz/image/convert.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "common/os/clock.h"
#include "tests/fuzz/support.h"
#include "worker/image/codec.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"

namespace photomill::fuzz {
namespace {

constexpr uint32_t kSideMax = 256;  // px
constexpr uint32_t kFramesMax = 16;

// An unscaled photo in planes, a scaled thumbnail with alpha, a lossless output, and a photo with
// all its metadata.
Recipe SmallRecipe() {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives[1].width = recipe.derivatives[1].height = 16;
  Derivative plain;
  plain.name = "plain";
  plain.width = plain.height = 40;
  plain.format = OutputFormat::kPng;
  plain.key = "{dir}/{stem}.png";
  recipe.derivatives.push_back(plain);
  Derivative carried;
  carried.name = "carried";
  carried.width = carried.height = kSideMax;
  carried.format = OutputFormat::kJpeg;
  carried.quality = DefaultQuality(carried.format);
  carried.key = "{dir}/{stem}-carried.jpg";
  carried.colour = ColourRule::kKeep;
  carried.metadata = MetadataRule::kKeep;
  carried.never_larger = true;
  recipe.derivatives.push_back(carried);
  return recipe;
}

std::shared_ptr<const Workplace> MakeWorkplace(bool accept_partial) {
  PHOTOMILL_CHECK(InitialiseImaging().ok());
  auto workplace = std::make_shared<Workplace>();
  workplace->recipe = SmallRecipe();
  workplace->source_rules.accept_partial = accept_partial;
  return workplace;
}

bool IsSmall(std::string_view input, PictureFormat format) {
  PictureLimits limits;
  limits.formats = {format};
  limits.width_max = limits.height_max = kSideMax;
  limits.pixels_max = kSideMax * kSideMax;  // also of what is cropped, and of tiles
  limits.frames_max = kFramesMax;
  limits.cut_off_too = true;
  return ReadPictureHeader(input, limits).ok();
}

// The outputs' bytes; none if the image was rejected.
std::optional<std::vector<std::string>> Outputs(std::string_view input,
                                                const std::shared_ptr<const Workplace>& workplace) {
  static const SystemClock clock;
  Job job;
  job.workplace = workplace;
  job.assignment.task.key = "a/photo";
  job.assignment.task.lacks = AllOf(workplace->recipe);
  job.bytes = input;
  Status status = PlanJob(job);
  if (status) status = ProduceOutputs(job, clock);
  if (!status) {
    CheckTold(status.failure());
    PHOTOMILL_CHECK(status.failure().reason != Reason::kInternal);
    return std::nullopt;
  }
  std::vector<std::string> outputs;
  for (EncodedOutput& output : job.outputs) {
    PHOTOMILL_CHECK(!output.bytes.empty() && output.width > 0 && output.height > 0);
    outputs.push_back(std::move(output.bytes));
  }
  return outputs;
}

}  // namespace

void Convert(std::string_view input, PictureFormat format) {
  static const std::shared_ptr<const Workplace> strict = MakeWorkplace(false);
  static const std::shared_ptr<const Workplace> lenient = MakeWorkplace(true);
  if (!IsSmall(input, format)) return;
  const auto whole = Outputs(input, strict);
  const auto part = Outputs(input, lenient);
  // How damage is handled must not affect sound files.
  if (whole) PHOTOMILL_CHECK(part == whole);
}

}  // namespace photomill::fuzz
