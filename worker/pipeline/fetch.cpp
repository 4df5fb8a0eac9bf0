#include "worker/pipeline/fetch.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/key_template.h"
#include "common/model/source_names.h"
#include "common/sniff/content.h"
#include "worker/image/source_format.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

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

// Before anything is decoded: a source that cannot keep its format fails at once.
Status CheckFormats(const Job& job) {
  const std::vector<Derivative>& derivatives = job.workplace->recipe.derivatives;
  for (size_t i = 0; i < derivatives.size(); ++i) {
    if (!job.assignment.task.lacks.Has(i)) continue;
    const Result<Derivative> told = InSourceFormat(derivatives[i], job.header.format);
    if (!told) return told.failure();
  }
  return {};
}

// A photo whose content was lost is told as such: a copy that broke off, a page of an error that
// was stored in its place.
Failure Refused(const Job& job, const Failure& failure) {
  if (failure.reason != Reason::kNotAnImage) return failure;
  if (!IsNamedLikePhoto(job.assignment.task.key)) return failure;
  return {Reason::kNotAnImage, "named like a photo, but it is " +
                                   ContentText(job.bytes, job.format) +
                                   ": restore it from a backup, or delete it"};
}

}  // namespace

Status FetchSource(Job& job, const Clock& clock) {
  const Stopwatch stopwatch(clock, job.times[Step::kFetch]);
  const Task& task = job.assignment.task;
  const uint64_t bytes_max = job.workplace->source_rules.size.file_bytes;
  Result<ReadObject> read = job.workplace->source->Read(task.key, bytes_max);
  if (!read) return read.failure();
  if (read->version != task.version) {
    return Failure{
        Reason::kSourceChanged,
        Escaped(task.key) + " is not the version that was listed; the next run lists it anew"};
  }
  job.bytes = std::move(read->bytes);
  job.content = DigestOf(job.bytes);
  return {};
}

void IdentifyJob(Job& job) {
  job.format = IdentifyContent(job.bytes, ExtensionOf(job.assignment.task.key));
}

Status PlanJob(Job& job) {
  IdentifyJob(job);
  Result<PictureHeader> header = ReadPictureHeader(job.bytes, LimitsOf(job.workplace->source_rules),
                                                   ExtensionOf(job.assignment.task.key));
  if (!header) return Refused(job, header.failure());
  job.header = *header;
  job.format = FileFormatOf(header->format);
  if (Status known = CheckFormats(job); !known) return known;
  job.plan = MakeDerivePlan(
      job.workplace->recipe,
      {job.header.width, job.header.height, job.header.orientation, job.header.scaled_decode});
  return {};
}

}  // namespace photomill
