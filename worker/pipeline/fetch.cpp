#include "worker/pipeline/fetch.h"

#include "common/base/limits.h"
#include "common/base/text.h"
#include "worker/pipeline/stopwatch.h"

namespace photomill {
namespace {

Status ReadSource(Job& job) {
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

}  // namespace

Status FetchSource(Job& job, const Clock& clock) {
  const Stopwatch stopwatch(clock, job.times[Step::kFetch]);
  if (Status read = ReadSource(job); !read) return read;
  Result<PictureHeader> header = ReadPictureHeader(job.bytes, PictureLimits{});
  if (!header) return header.failure();
  job.header = *header;
  job.plan = MakeDerivePlan(
      job.workplace->recipe,
      {job.header.width, job.header.height, job.header.orientation, job.header.scaled_decode});
  return {};
}

}  // namespace photomill
