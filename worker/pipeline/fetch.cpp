#include "worker/pipeline/fetch.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/key_template.h"
#include "common/model/source_names.h"
#include "common/sniff/content.h"
#include "worker/image/estimates.h"
#include "worker/image/format_table.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

constexpr uint64_t kFilmIndexBytes = 256 * 1024;  // enough for audio; a video's can be longer

PictureLimits LimitsOf(const SourceRules& rules) {
  PictureLimits limits;
  limits.width_max = rules.size.width;
  limits.height_max = rules.size.height;
  limits.pixels_max = rules.size.pixels;
  limits.frame_pixels_max = rules.size.frame_pixels;
  limits.formats = rules.formats;
  limits.cut_off_too = rules.accept_partial;
  return limits;
}

// Fails before anything is decoded if the source's format cannot be kept.
Status CheckFormats(const Job& job) {
  const std::vector<Derivative>& derivatives = job.workplace->recipe.derivatives;
  for (size_t i = 0; i < derivatives.size(); ++i) {
    if (!job.assignment.task.lacks.Has(i)) continue;
    const Result<Derivative> told = InSourceFormat(derivatives[i], job.header.format);
    if (!told) return told.failure();
  }
  return {};
}

// Adds a remedy for a lost photo, such as a partial copy or an error page stored in its place.
Failure Refused(const Job& job, const Failure& failure) {
  if (failure.reason != Reason::kNotAnImage) return failure;
  if (!IsNamedLikePhoto(job.assignment.task.key)) return failure;
  return {Reason::kNotAnImage,
          fmt::format("named like a photo, but it is {}: restore it from a backup, or delete it",
                      ContentText(job.bytes, job.format))};
}

// Sets the mark for its lifetime.
class Examining {
 public:
  explicit Examining(ExaminationMark* mark) : mark_(mark) {
    if (mark_ != nullptr) mark_->Begin();
  }
  ~Examining() {
    if (mark_ != nullptr) mark_->End();
  }
  Examining(const Examining&) = delete;
  Examining& operator=(const Examining&) = delete;

  // Calls the store meanwhile.
  [[nodiscard]] std::string Read(const ReadPart& part, uint64_t offset, size_t bytes) const {
    if (mark_ != nullptr) mark_->End();
    std::string read = part(offset, bytes);
    if (mark_ != nullptr) mark_->Begin();
    return read;
  }

 private:
  ExaminationMark* const mark_;
};

// Whether more than the source's first bytes must be read. Fills the format. If these bytes are not
// those of an image, that format is final.
bool NeedsWhole(Job& job, const ObjectHead& head, ExaminationMark* mark) {
  const Examining examining(mark);
  const auto part = [&](uint64_t offset, size_t bytes) {
    return examining.Read(head.part, offset, bytes);
  };
  job.format = IdentifyContent(head.bytes, ExtensionOf(job.assignment.task.key));
  switch (KindOf(job.format)) {
    case FileKind::kPicture:
      return true;
    case FileKind::kFilm:
      job.format = IdentifyFilm(job.format, head.bytes, head.size, kFilmIndexBytes, part);
      return false;
    case FileKind::kOther:
      // Only the whole file shows whether it is all zeros. Not needed if the file is too large for
      // an image.
      if (job.format != FileFormat::kZeros || head.bytes.size() == head.size) return false;
      if (head.size <= job.workplace->source_rules.size.file_bytes) return true;
      job.format = FileFormat::kUnknown;
      return false;
    case FileKind::kUntaken:
    case FileKind::kRaw:
      return false;
  }
  return true;
}

double PixelRatioOf(const Job& job) {
  return job.workplace->recipe.reading.square_pixels ? job.header.density.PixelRatio() : 1;
}

}  // namespace

Status FetchSource(Job& job, const Clock& clock, ExaminationMark* mark) {
  const Stopwatch stopwatch(clock, job.times[Step::kFetch]);
  const Task& task = job.assignment.task;
  const uint64_t bytes_max = job.workplace->source_rules.size.file_bytes;
  const auto wants_whole = [&](const ObjectHead& head) { return NeedsWhole(job, head, mark); };
  Result<ReadObject> read = job.workplace->source->ReadIf(task.key, bytes_max, wants_whole);
  if (!read) return read.failure();
  if (!job.workplace->source_times.IsSame(task.version, read->version)) {
    job.format = FileFormat::kUnknown;
    return ChangedSource(job, read->version);
  }
  job.bytes = std::move(read->bytes);
  job.whole = read->whole;
  if (job.whole) job.content = DigestOf(job.bytes);
  return {};
}

Failure ChangedSource(const Job& job, const ObjectVersion& seen) {
  const Task& task = job.assignment.task;
  return {Reason::kSourceChanged,
          fmt::format("{} is not the listed version: {}. The next run lists it again",
                      Escaped(task.key), DifferenceText(task.version, seen))};
}

void IdentifyJob(Job& job) {
  if (!job.whole) return;
  job.format = IdentifyContent(job.bytes, ExtensionOf(job.assignment.task.key));
}

Status PlanJob(Job& job) {
  IdentifyJob(job);
  if (!job.whole) {
    return Refused(job, RefuseByHead(job.bytes, job.format, job.workplace->source_rules.formats));
  }
  Result<PictureHeader> header = ReadPictureHeader(job.bytes, LimitsOf(job.workplace->source_rules),
                                                   ExtensionOf(job.assignment.task.key));
  if (!header) return Refused(job, header.failure());
  job.header = *header;
  const Recipe& recipe = job.workplace->recipe;
  if (recipe.reading.heif_exif_orientation) {
    job.header.orientation = std::max(job.header.orientation, job.header.untaken_orientation);
  }
  job.format = FileFormatOf(header->format);
  if (Status known = CheckFormats(job); !known) return known;
  job.plan = MakeDerivePlan(recipe, {job.header.width, job.header.height, job.header.orientation,
                                     job.header.scaled_decode, PixelRatioOf(job)});
  job.needs = {ExpectedMemory(job.header, job.plan, recipe),
               ExpectedWork(job.header, job.plan, recipe)};
  return {};
}

}  // namespace photomill
