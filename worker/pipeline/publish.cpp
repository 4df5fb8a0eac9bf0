#include "worker/pipeline/publish.h"

#include <array>
#include <cstdio>

#include "common/base/limits.h"

namespace photomill {
namespace {

// In the place of a derivative, for the tag of a probe.
constexpr uint32_t kProbe = limits::kDerivativesMax;

// Unique to the attempt and the derivative; begins with the engine's session, so that what a dead
// engine left behind can be told and swept.
std::string TagOf(const Job& job, uint32_t derivative) {
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "-%llx-%u",
                static_cast<unsigned long long>(job.assignment.attempt.value), derivative);
  return job.workplace->tag_prefix + buffer.data();
}

Result<std::vector<StagedObject>> Stage(const Job& job) {
  std::vector<StagedObject> staged;
  ObjectStore& destination = *job.workplace->destination;
  for (const EncodedOutput& output : job.outputs) {
    Result<StagedObject> one =
        destination.Stage(output.key, output.bytes, TagOf(job, output.derivative));
    if (!one) {
      // What is staged already is swept by its tag: an error here is the same error again.
      for (const EncodedOutput& earlier : job.outputs) {
        (void)destination.Sweep(TagOf(job, earlier.derivative), seconds(0));
      }
      return one.failure();
    }
    staged.push_back(*std::move(one));
  }
  return staged;
}

// The temporary file stood, but not under its key. Room may be lacking for a folder alone; whatever
// else is wrong there is the source's own where the store takes files elsewhere.
bool IsBarred(const Job& job, const Failure& failure) {
  if (RetryClassOf(failure.reason) != RetryClass::kPlace) return false;
  if (failure.reason == Reason::kStorageFull) return false;
  return job.workplace->destination->Probe(TagOf(job, kProbe)).ok();
}

// One job by itself: what a group falls back to, so that a job's failure stays its own.
Outcome PublishAlone(const Job& job) {
  Result<std::vector<StagedObject>> staged = Stage(job);
  if (!staged) return FailedOutcome(staged.failure(), job.times);
  const Status committed = job.workplace->destination->Commit(*staged);
  if (committed.ok()) return DoneOutcome(job);
  Outcome outcome = FailedOutcome(committed.failure(), job.times);
  if (IsBarred(job, committed.failure())) outcome.kind = Outcome::Kind::kBarred;
  return outcome;
}

}  // namespace

std::vector<Outcome> PublishJobs(const std::vector<Job*>& jobs, const Clock& clock) {
  const Instant start = clock.Now();
  std::vector<Outcome> outcomes(jobs.size());
  std::vector<StagedObject> group;
  std::vector<size_t> grouped;
  for (size_t i = 0; i < jobs.size(); ++i) {
    Result<std::vector<StagedObject>> staged = Stage(*jobs[i]);
    if (!staged) {
      outcomes[i] = FailedOutcome(staged.failure(), jobs[i]->times);
      continue;
    }
    grouped.push_back(i);
    group.insert(group.end(), std::make_move_iterator(staged->begin()),
                 std::make_move_iterator(staged->end()));
  }
  if (!group.empty()) {
    const bool committed = jobs.front()->workplace->destination->Commit(group).ok();
    for (const size_t i : grouped) {
      outcomes[i] = committed ? DoneOutcome(*jobs[i]) : PublishAlone(*jobs[i]);
    }
  }
  const auto share =
      static_cast<uint64_t>(std::chrono::duration_cast<microseconds>(clock.Now() - start).count() /
                            static_cast<int64_t>(jobs.size()));
  for (size_t i = 0; i < jobs.size(); ++i) {
    jobs[i]->times[Step::kPublish] += share;
    outcomes[i].times = jobs[i]->times;
  }
  return outcomes;
}

}  // namespace photomill
