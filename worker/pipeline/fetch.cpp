#include "worker/pipeline/fetch.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "worker/image/source_format.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

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

}  // namespace

Status FetchSource(Job& job, const Clock& clock) {
  const Stopwatch stopwatch(clock, job.times[Step::kFetch]);
  const Task& task = job.assignment.task;
  Result<ReadObject> read = job.workplace->source->Read(task.key, limits::kSourceBytesMax);
  if (!read) return read.failure();
  if (read->version != task.version) {
    return Failure{
        Reason::kSourceChanged,
        Escaped(task.key) + " is not the version that was listed; the next run lists it anew"};
  }
  job.bytes = std::move(read->bytes);
  return {};
}

Status PlanJob(Job& job) {
  PictureLimits limits;
  limits.formats = job.workplace->source_rules.formats;
  limits.cut_off_too = job.workplace->source_rules.accept_partial;
  Result<PictureHeader> header = ReadPictureHeader(job.bytes, limits);
  if (!header) return header.failure();
  job.header = *header;
  if (Status known = CheckFormats(job); !known) return known;
  job.plan = MakeDerivePlan(
      job.workplace->recipe,
      {job.header.width, job.header.height, job.header.orientation, job.header.scaled_decode});
  return {};
}

}  // namespace photomill
