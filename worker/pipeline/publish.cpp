#include "worker/pipeline/publish.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "common/base/limits.h"
#include "common/model/ownership.h"
#include "common/storage/destination.h"

namespace photomill {
namespace {

// Takes the place of a derivative in the tag of a probe.
constexpr uint32_t kProbe = limits::kDerivativesMax;

// Unique to the attempt and the derivative. Begins with the engine's session, so that files left
// behind by a dead engine can be recognised and removed.
std::string TagOf(const Job& job, uint32_t derivative) {
  std::array<char, 48> buffer{};
  std::snprintf(buffer.data(), buffer.size(), "-%llx-%u",
                static_cast<unsigned long long>(job.assignment.attempt.value), derivative);
  return job.workplace->tag_prefix + buffer.data();
}

// Removes what is already staged, by its tag. An error here would only repeat the earlier error.
void Unstage(const Job& job) {
  for (const EncodedOutput& output : job.outputs) {
    (void)job.workplace->destination->Sweep(TagOf(job, output.derivative), seconds(0));
  }
}

Result<Publication> Stage(const Job& job) {
  Publication publication;
  publication.own = job.assignment.task.own;
  // A store with ETags has no times.
  const int64_t mtime_ns = job.assignment.task.version.mtime_ns;
  std::optional<int64_t> kept;
  if (job.workplace->keep_times && mtime_ns != 0) kept = mtime_ns;
  for (const EncodedOutput& output : job.outputs) {
    Result<StagedObject> one = job.workplace->destination->StageWithTime(
        output.key, output.bytes, TagOf(job, output.derivative), kept);
    if (!one) {
      Unstage(job);
      return one.failure();
    }
    one->content = output.content;
    publication.staged.push_back(*std::move(one));
  }
  return publication;
}

// The temporary file was written, but could not be moved to its key. Missing space can affect a
// folder only; any other error concerns only this source if the store accepts files elsewhere.
bool IsBarred(const Job& job, const Failure& failure) {
  if (RetryClassOf(failure.reason) != RetryClass::kPlace) return false;
  if (failure.reason == Reason::kStorageFull) return false;
  return job.workplace->destination->Probe(TagOf(job, kProbe)).ok();
}

// The jobs of one group. Each step processes those that no earlier step has finished.
class Group {
 public:
  Group(const std::vector<Job*>& jobs, const std::string& note)
      : destination_(*jobs.front()->workplace->destination), note_base_(note) {
    members_.reserve(jobs.size());
    for (Job* job : jobs) members_.push_back({job, {}, {}, 0, {}});
  }

  PublishedGroup Publish() {
    StageAll();
    NoteAll();
    PublishTogether();
    LookForNotes();
    PublishOneByOne();
    SettleFound();
    PublishedGroup published;
    published.note = note_;
    for (Member& member : members_) {
      const bool done = member.outcome->kind == Outcome::Kind::kDone;
      if (done) published.noted.push_back(member.job->assignment.attempt);
      if (!done && member.visible > 0) published.note_stays = true;
      published.outcomes.push_back(*std::move(member.outcome));
    }
    return published;
  }

 private:
  struct Member {
    Job* job;
    Publication publication;
    std::optional<Outcome> outcome;
    size_t visible;             // number of its outputs
    std::vector<size_t> found;  // of these: existed already, perhaps as somebody else's
    Status status{};            // of the last attempt
    bool may_be_own = false;    // a note perhaps says that the existing file is ours
  };

  void Fail(Member& member, const Failure& failure) {
    member.outcome = FailedOutcome(failure, member.job->times);
  }

  void StageAll() {
    for (Member& member : members_) {
      Result<Publication> staged = Stage(*member.job);
      if (staged) {
        member.publication = *std::move(staged);
      } else {
        Fail(member, staged.failure());
      }
    }
  }

  // Files that the ledger already knows as ours need no note.
  void NoteAll() {
    for (const Member& member : members_) {
      if (member.outcome) continue;
      for (const StagedObject& object : member.publication.staged) {
        const OwnFile file{object.key, object.content};
        if (!OwnsExactly(file, member.publication.own)) noted_.push_back(object);
      }
    }
    if (noted_.empty()) return;
    const Status written = destination_.WriteNote(note_base_, noted_);
    if (written) note_ = note_base_;
    if (written) return;
    for (Member& member : members_) {
      if (member.outcome) continue;
      Unstage(*member.job);
      Fail(member, written.failure());
    }
  }

  // The second attempt stages new objects, so the note must name them, except for those that the
  // first attempt published.
  Status NoteAgain(const Member& member, const Publication& second) {
    for (size_t i = member.visible; i < second.staged.size(); ++i) {
      const StagedObject& object = second.staged[i];
      std::erase_if(noted_, [&](const StagedObject& old) { return old.key == object.key; });
      if (!OwnsExactly({object.key, object.content}, second.own)) noted_.push_back(object);
    }
    if (noted_.empty()) return {};
    const std::string anew = note_base_ + "-" + std::to_string(++tries_);
    if (Status written = destination_.WriteNote(anew, noted_); !written) return written;
    const std::string old = std::exchange(note_, anew);
    return old.empty() ? Status() : destination_.RemoveNotes({old});
  }

  void PublishTogether() {
    std::vector<Publication> publications;
    std::vector<Member*> published;
    for (Member& member : members_) {
      if (member.outcome) continue;
      publications.push_back(member.publication);
      published.push_back(&member);
    }
    if (publications.empty()) return;
    const std::vector<Published> answers = destination_.Publish(publications);
    for (size_t i = 0; i < answers.size(); ++i) TakeAnswer(*published[i], answers[i]);
  }

  // Finishes the job if it succeeded or nothing is left to try.
  void TakeAnswer(Member& member, const Published& answer) {
    for (const size_t i : answer.found) {
      // A file that exists since an earlier attempt is ours.
      if (i >= member.visible) member.found.push_back(i);
    }
    member.visible = std::max(member.visible, answer.visible);
    member.status = answer.status;
    if (answer.status.ok()) {
      member.outcome = DoneOutcome(*member.job);
      return;
    }
    const Reason reason = answer.status.failure().reason;
    member.may_be_own = reason == Reason::kDestinationTaken;
    if (member.may_be_own || RetryClassOf(reason) != RetryClass::kPermanent) return;
    Fail(member, answer.status.failure());
  }

  // Runs before a file counts as somebody else's, because an engine that has disappeared could have
  // written it.
  void LookForNotes() {
    std::vector<std::string> keys;
    for (const Member& member : members_) {
      if (member.outcome || !member.may_be_own) continue;
      for (const StagedObject& object : member.publication.staged) keys.push_back(object.key);
    }
    if (keys.empty()) return;
    const Result<Notes> notes = ReadOtherNotes(std::move(keys));
    for (Member& member : members_) {
      if (member.outcome || !member.may_be_own) continue;
      if (!notes) {
        Fail(member, notes.failure());
      } else if (!AddNoted(member.publication, notes->files)) {
        Fail(member, member.status.failure());
      }
    }
  }

  Result<Notes> ReadOtherNotes(std::vector<std::string> keys) {
    const std::string& migration = members_.front().job->workplace->migration_id;
    return destination_.ReadNotes({NotePrefix(migration), {}, std::move(keys), note_});
  }

  // Whether `publication` got more own files.
  static bool AddNoted(Publication& publication, const std::vector<OwnFile>& noted) {
    const size_t before = publication.own.size();
    for (const OwnFile& file : noted) {
      for (const StagedObject& object : publication.staged) {
        if (object.key != file.key || object.content == file.content) continue;
        if (!OwnsExactly(file, publication.own)) publication.own.push_back(file);
      }
    }
    return publication.own.size() > before;
  }

  // The fallback of a group, so that a failure of one job does not affect the others.
  void PublishOneByOne() {
    for (Member& member : members_) {
      if (member.outcome) continue;
      Result<Publication> staged = Stage(*member.job);
      if (!staged) {
        Fail(member, staged.failure());
        continue;
      }
      staged->own = std::move(member.publication.own);
      if (const Status noted = NoteAgain(member, *staged); !noted) {
        Unstage(*member.job);
        Fail(member, noted.failure());
        continue;
      }
      const Published answer = destination_.Publish({*std::move(staged)}).front();
      TakeAnswer(member, answer);
      if (member.outcome) continue;
      Fail(member, answer.status.failure());
      if (IsBarred(*member.job, answer.status.failure())) {
        member.outcome->kind = Outcome::Kind::kBarred;
      }
    }
  }

  // A file with the same bytes existed, unknown to the ledger. If no note names it either, it is
  // somebody else's: it counts as written, but never as ours.
  void SettleFound() {
    std::vector<std::string> keys;
    for (const Member& member : members_) {
      for (const size_t i : member.found) keys.push_back(member.publication.staged[i].key);
    }
    if (keys.empty()) return;
    const Result<Notes> notes = ReadOtherNotes(std::move(keys));
    for (Member& member : members_) {
      if (member.outcome->kind != Outcome::Kind::kDone) continue;
      for (const size_t i : member.found) {
        const StagedObject& object = member.publication.staged[i];
        const bool ours = notes && OwnsExactly({object.key, object.content}, notes->files);
        member.outcome->outputs[i].found = !ours;
      }
    }
  }

  ObjectStore& destination_;
  const std::string note_base_;
  std::string note_;                 // the name of the current note; empty: none
  std::vector<StagedObject> noted_;  // its content
  int tries_ = 0;
  std::vector<Member> members_;
};

}  // namespace

PublishedGroup PublishJobs(const std::vector<Job*>& jobs, const std::string& note,
                           const Clock& clock) {
  const Instant start = clock.Now();
  PublishedGroup published = Group(jobs, note).Publish();
  const auto share =
      static_cast<uint64_t>(std::chrono::duration_cast<microseconds>(clock.Now() - start).count() /
                            static_cast<int64_t>(jobs.size()));
  for (size_t i = 0; i < jobs.size(); ++i) {
    jobs[i]->times[Step::kPublish] += share;
    published.outcomes[i].times = jobs[i]->times;
  }
  return published;
}

}  // namespace photomill
