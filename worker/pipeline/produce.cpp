#include "worker/pipeline/produce.h"

#include <fmt/core.h>

#include <map>
#include <new>
#include <optional>
#include <utility>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/key_template.h"
#include "worker/image/codec.h"
#include "worker/image/format_table.h"
#include "worker/image/metadata/metadata.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

// A picture of the plan, kept only while a later step still needs it.
struct Derived {
  Picture picture;
  size_t uses_left = 0;
  bool whole = true;  // shows all of the source, without a border
};

// The derivative with its actual format. One that is only needed as a parent can have a format that
// cannot be written; PlanJob has rejected wanted ones.
Derivative Told(const Job& job, const DeriveStep& step) {
  const Derivative& derivative = job.workplace->recipe.derivatives[step.derivative];
  Result<Derivative> told = InSourceFormat(derivative, job.header.format);
  return told ? *std::move(told) : derivative;
}

// Parts of the source, besides its pixels, that outputs can need.
struct SourceParts {
  SourceMetadata metadata;
  bool bytes_wanted = false;  // the source's own bytes could become an output
};

Result<SourceParts> PartsOf(const Job& job, const std::vector<DeriveStep>& steps) try {
  SourceParts parts;
  bool metadata = false;
  for (const DeriveStep& step : steps) {
    if (!job.assignment.task.lacks.Has(step.derivative)) continue;
    const Derivative& derivative = job.workplace->recipe.derivatives[step.derivative];
    metadata |= derivative.metadata != MetadataRule::kStrip;
    parts.bytes_wanted |= derivative.never_larger;
  }
  if (metadata) parts.metadata = ReadMetadata(job.bytes, job.header.format, job.header.exif);
  return parts;
} catch (const std::bad_alloc&) {
  return Failure{Reason::kOutOfMemory, "not enough memory for the source's metadata"};
}

// Whether the output would differ from the source only in its encoding: same format, size,
// orientation and colours, complete and undamaged, and without anything that the rules remove.
bool IsSourceAnew(const Job& job, const DeriveStep& step, const Derivative& derivative,
                  const DecodedPicture& decoded) {
  const PictureHeader& header = job.header;
  return IsSourceFormat(derivative.format, header.format) && header.frames == 1 &&
         header.orientation == 1 && step.width == header.width && step.height == header.height &&
         step.canvas_width == header.width && step.canvas_height == header.height &&
         decoded.colour.as_file && decoded.warning.empty() &&
         (derivative.metadata == MetadataRule::kKeep ||
          HoldsPictureOnly(job.bytes, header.format, decoded.colour.profile));
}

// Whether the step uses all of a parent of this size, without a border.
bool TakesWhole(const DeriveStep& step, uint32_t parent_width, uint32_t parent_height) {
  const auto covers = [](double from, double count, double all) {
    return from < 1 && from + count > all - 1;  // less than one px is missing
  };
  return covers(step.crop.left, step.crop.width, parent_width) &&
         covers(step.crop.top, step.crop.height, parent_height) &&
         step.canvas_width == step.width && step.canvas_height == step.height;
}

DescribedPicture Describe(const Job& job, const Derivative& derivative, const Picture& picture,
                          const DecodedPicture& decoded, bool whole) {
  const PictureHeader& header = job.header;
  const bool squared = job.workplace->recipe.reading.square_pixels;
  const Density density = squared ? header.density.Squared() : header.density;
  const bool swaps = SwapsSides(header.orientation);
  return {.width = picture.width,
          .height = picture.height,
          .made_srgb = decoded.colour.profile.empty() && !decoded.colour.as_file,
          .source_width = swaps ? header.height : header.width,
          .source_height = swaps ? header.width : header.height,
          .whole = whole,
          .as_stored = header.orientation == 1,
          .holds_iptc = derivative.format == OutputFormat::kJpeg,
          .density = swaps ? density.Transposed() : density};
}

// Outputs do not contain the further images of a file, such as a gain map; only a copy of the file
// does.
void NoteFurtherPictures(Job& job) {
  const uint32_t further = job.header.further_pictures;
  if (further == 0 || job.warning.kinds.Has(Warning::kOneOfSeveral)) return;
  AddWarning(job.warning, Warning::kOneOfSeveral,
             fmt::format("it has {} images, of which the first was used", HumanCount(1 + further)));
}

Status EncodeStep(Job& job, const DeriveStep& step, const Derivative& derivative,
                  const Derived& derived, const DecodedPicture& decoded, const SourceParts& parts,
                  const Clock& clock) {
  job.stage.Enter(Stage::kEncode);
  const Stopwatch stopwatch(clock, job.times[Step::kEncode]);
  const Picture& picture = derived.picture;
  Attachments attachments = MetadataFor(derivative.metadata, parts.metadata,
                                        Describe(job, derivative, picture, decoded, derived.whole));
  attachments.profile = decoded.colour.profile;
  Result<std::string> bytes = EncodePicture(picture, derivative, attachments);
  if (!bytes) {
    return Failure{bytes.failure().reason,
                   fmt::format("{}: {}", derivative.name, bytes.failure().detail)};
  }
  if (derivative.never_larger && bytes->size() > job.bytes.size() &&
      IsSourceAnew(job, step, derivative, decoded)) {
    AddWarning(
        job.warning, Warning::kSourceKept,
        fmt::format("{}: the source's own bytes, a new file would have had {} in place of {}",
                    derivative.name, HumanBytes(bytes->size()), HumanBytes(job.bytes.size())));
    *bytes = job.bytes;
  } else {
    NoteFurtherPictures(job);
  }
  const Digest content = DigestOf(*bytes);
  Result<std::string> key =
      OutputKey(KeyTemplate(derivative, job.assignment.task.otherwise.Has(step.derivative)),
                job.assignment.task.key, {picture.width, picture.height, content});
  if (!key) return key.failure();
  job.outputs.push_back({static_cast<uint32_t>(step.derivative), *std::move(key), *std::move(bytes),
                         picture.width, picture.height, content});
  return {};
}

Result<DecodedPicture> DecodeSource(Job& job, ColourRule rule, const Clock& clock) {
  job.stage.Enter(Stage::kDecode);
  const Stopwatch stopwatch(clock, job.times[Step::kDecode]);
  const Damage damage =
      job.workplace->source_rules.accept_partial ? Damage::kKeep : Damage::kRefuse;
  return DecodePicture(job.bytes, job.header, job.plan.decode_denominator, rule, damage);
}

std::vector<DeriveStep> StepsOf(ColourRule rule, const Job& job,
                                const std::vector<DeriveStep>& steps) {
  std::vector<DeriveStep> of_rule;
  for (const DeriveStep& step : steps) {
    if (job.workplace->recipe.derivatives[step.derivative].colour == rule) of_rule.push_back(step);
  }
  return of_rule;
}

// Processes the derivatives of one colour rule. They are never made from those of another rule.
Status ProduceSteps(Job& job, const std::vector<DeriveStep>& steps, const DecodedPicture& decoded,
                    const SourceParts& parts, const Clock& clock) {
  const DerivativeSet wanted = job.assignment.task.lacks;
  std::map<size_t, Derived> derived;  // by derivative
  for (const DeriveStep& step : steps) {
    if (step.parent) ++derived[*step.parent].uses_left;
  }
  for (const DeriveStep& step : steps) {
    Derivative derivative = Told(job, step);
    if (!decoded.colour.profile.empty()) {
      derivative.background = InProfile(derivative.background, decoded.colour.profile);
    }
    const Derived* parent = step.parent ? &derived.at(*step.parent) : nullptr;
    Derived made;
    made.whole =
        parent != nullptr
            ? parent->whole && TakesWhole(step, parent->picture.width, parent->picture.height)
            : TakesWhole(step, job.plan.decoded_width, job.plan.decoded_height);
    {
      job.stage.Enter(Stage::kDerive);
      const Stopwatch stopwatch(clock, job.times[Step::kDerive]);
      Result<Picture> result =
          parent != nullptr ? DerivePicture(parent->picture, 1, step, derivative)
                            : DerivePicture(decoded.picture, decoded.orientation, step, derivative);
      if (!result) return result.failure();
      made.picture = *std::move(result);
    }
    if (wanted.Has(step.derivative)) {
      Status encoded = EncodeStep(job, step, derivative, made, decoded, parts, clock);
      if (!encoded) return encoded;
    }
    if (step.parent) {
      Derived& used = derived.at(*step.parent);
      if (--used.uses_left == 0) used.picture = Picture{};
    }
    const auto own = derived.find(step.derivative);
    if (own != derived.end()) {
      own->second.picture = std::move(made.picture);
      own->second.whole = made.whole;
    }
  }
  return {};
}

}  // namespace

Status ProduceOutputs(Job& job, const Clock& clock) {
  const std::vector<DeriveStep> steps = NeededSteps(job.plan, job.assignment.task.lacks);
  const Result<SourceParts> parts = PartsOf(job, steps);
  if (!parts) return parts.failure();
  job.warning = parts->metadata.warning;
  const std::vector<DeriveStep> keeping = StepsOf(ColourRule::kKeep, job, steps);
  const std::vector<DeriveStep> converting = StepsOf(ColourRule::kSrgb, job, steps);
  std::optional<DecodedPicture> decoded;
  for (const auto& [rule, of_rule] :
       {std::pair{ColourRule::kKeep, &keeping}, {ColourRule::kSrgb, &converting}}) {
    if (of_rule->empty()) continue;
    // Without a profile to keep, both rules give the same picture.
    if (!decoded || !decoded->colour.profile.empty()) {
      const bool first = !decoded.has_value();
      decoded.reset();
      Result<DecodedPicture> result = DecodeSource(job, rule, clock);
      if (!result) return result.failure();
      decoded = *std::move(result);
      if (first) AddWarning(job.warning, decoded->warning);
    }
    const bool decoded_again = of_rule == &keeping && !converting.empty();
    if (!parts->bytes_wanted && !decoded_again) std::string().swap(job.bytes);
    Status produced = ProduceSteps(job, *of_rule, *decoded, *parts, clock);
    if (!produced) return produced;
  }
  std::string().swap(job.bytes);
  PHOTOMILL_CHECK(job.outputs.size() == static_cast<size_t>(job.assignment.task.lacks.count()));
  return {};
}

}  // namespace photomill
