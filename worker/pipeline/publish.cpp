#include "worker/pipeline/publish.h"

#include <array>
#include <cstdio>

namespace photomill {
namespace {

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

Outcome DoneOutcome(const Job& job) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.detail = job.warning;
  outcome.times = job.times;
  for (const EncodedOutput& output : job.outputs) {
    outcome.outputs.push_back({output.derivative, output.key, output.bytes.size(), output.width,
                               output.height, DigestOf(output.bytes)});
  }
  return outcome;
}

// One job by itself: what a group falls back to, so that a job's failure stays its own.
Status PublishAlone(const Job& job) {
  Result<std::vector<StagedObject>> staged = Stage(job);
  if (!staged) return staged.failure();
  return job.workplace->destination->Commit(*staged);
}

}  // namespace

std::vector<Outcome> PublishJobs(const std::vector<Job*>& jobs, const Clock& clock) {
  const Instant start = clock.Now();
  std::vector<Status> results(jobs.size());
  std::vector<StagedObject> group;
  std::vector<size_t> grouped;
  for (size_t i = 0; i < jobs.size(); ++i) {
    Result<std::vector<StagedObject>> staged = Stage(*jobs[i]);
    if (!staged) {
      results[i] = staged.failure();
      continue;
    }
    grouped.push_back(i);
    group.insert(group.end(), std::make_move_iterator(staged->begin()),
                 std::make_move_iterator(staged->end()));
  }
  if (!group.empty()) {
    const Status committed = jobs.front()->workplace->destination->Commit(group);
    for (const size_t i : grouped) {
      if (committed.ok()) continue;
      results[i] = grouped.size() == 1 ? committed : PublishAlone(*jobs[i]);
    }
  }
  const auto share =
      static_cast<uint64_t>(std::chrono::duration_cast<microseconds>(clock.Now() - start).count() /
                            static_cast<int64_t>(jobs.size()));
  std::vector<Outcome> outcomes;
  outcomes.reserve(jobs.size());
  for (size_t i = 0; i < jobs.size(); ++i) {
    jobs[i]->times[Step::kPublish] += share;
    outcomes.push_back(results[i].ok() ? DoneOutcome(*jobs[i])
                                       : FailedOutcome(results[i].failure(), jobs[i]->times));
  }
  return outcomes;
}

}  // namespace photomill
