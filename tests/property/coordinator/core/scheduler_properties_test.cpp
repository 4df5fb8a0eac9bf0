// Whatever happens, in whatever order: no crash, the invariants hold, no more tasks are dispatched
// than granted, facts come before their acks, and memory is bounded. Half of the events are
// realistic, and half are absurd: unknown peers, repeated hellos, invented attempts, jumps in time.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <map>
#include <set>

#include "common/model/revision.h"
#include "coordinator/core/scheduler.h"
#include "tests/support/invariants.h"

namespace photomill {
namespace {

constexpr int64_t kSources = 60;
constexpr uint64_t kPeers = 6;
constexpr const char* kKey = "a.jpg";  // of every source

SchedulerConfig ConfigOf(uint64_t seed) {
  SchedulerConfig config;
  config.migration_id = "m1";
  config.destination_token = "token";
  config.recipe = DefaultRecipe();
  config.first_attempt = AttemptId{100};
  config.seed = seed;
  return config;
}

ObjectVersion VersionOf(int64_t source) {
  return {static_cast<uint64_t>(source) % 7 * 100, source, ""};
}

// Draws events, and plays the ledger: every request is answered eventually.
class Chaos {
 public:
  explicit Chaos(uint64_t seed) : random_(seed), scheduler_(ConfigOf(seed)) {}

  void Run(int steps) {
    for (int i = 0; i < steps; ++i) Step(Draw());
  }

  // From here on everyone behaves: the run has to finish.
  void RunToTheEnd() {
    if (stopped_) return;
    Step(event::ResumeAsked{});
    Step(event::SampleListed{{"k", 1}});
    AskFor(SourceId{1});
    Step(event::ScanEnded{});
    for (int turn = 0; turn < 4000 && !scheduler_.finished(); ++turn) {
      now_ += milliseconds(200);
      Step(event::Tick{});
      if (load_) AnswerLoad();
      if (scheduler_.workers().Find(PeerId{99}) == nullptr) {
        Hello hello = HelloOf(99);
        hello.process = 99;  // it is none of the workers that were asked to drain
        Step(event::MessageArrived{PeerId{99}, hello});
        Step(event::MessageArrived{PeerId{99}, Ready{"token", {{"k", 1}}, ""}});
        Step(event::MessageArrived{PeerId{99}, Credit{1'000'000, 1'000'000'000}});
      }
      Step(event::MessageArrived{PeerId{99}, Heartbeat{1, 1}});
      ResultBatch batch{DigestOf(DefaultRecipe()), {}};
      for (const auto& [attempt, lease] : scheduler_.leases().all()) {
        if (lease.peer == PeerId{99}) {
          batch.results.push_back({attempt, lease.source, VersionOf(lease.source.value), Done()});
        }
      }
      Step(event::MessageArrived{PeerId{99}, batch});
    }
    RC_ASSERT(scheduler_.finished());
    RC_ASSERT(finished_ == 1);
  }

 private:
  uint64_t Below(uint64_t bound) { return random_.Below(bound); }
  PeerId AnyPeer() { return PeerId{1 + Below(kPeers)}; }
  SourceId AnySource() { return SourceId{1 + static_cast<int64_t>(Below(kSources))}; }

  AttemptId AnyAttempt() {
    const auto& leases = scheduler_.leases().all();
    if (!leases.empty() && Below(4) != 0) {
      // By number, so that the map's order decides nothing.
      std::set<AttemptId> attempts;
      for (const auto& [attempt, lease] : leases) attempts.insert(attempt);
      auto it = attempts.begin();
      std::advance(it, static_cast<ptrdiff_t>(Below(attempts.size())));
      return *it;
    }
    return AttemptId{Below(400)};
  }

  static Outcome Done() {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kDone;
    outcome.outputs = {{0, "a.jpg", 1, 1, 1, {}}, {1, "thumbs/a.webp", 1, 1, 1, {}}};
    return outcome;
  }

  Outcome AnyOutcome() {
    Outcome outcome = Done();
    const uint64_t draw = Below(4);
    if (draw == 0) {
      outcome.kind = Outcome::Kind::kFailed;
      outcome.outputs.clear();
      outcome.reason = static_cast<Reason>(Below(kReasonCount));
    } else if (draw == 1) {
      outcome.kind = Outcome::Kind::kSkipped;
      outcome.outputs.clear();
      outcome.reason = Reason::kNotAnImage;
    } else if (draw == 2 && Below(6) == 0) {
      outcome.kind = Outcome::Kind::kBarred;
      outcome.outputs.clear();
      outcome.reason = Below(2) == 0 ? Reason::kStorageDenied : Reason::kStorageUnavailable;
    } else if (draw == 2 && Below(3) == 0) {
      outcome.kind = Outcome::Kind::kDied;
      outcome.outputs.clear();
      outcome.reason = Below(2) == 0 ? Reason::kCrashed : Reason::kOutOfMemory;
    } else if (Below(8) == 0) {
      outcome.outputs.pop_back();
    }
    return outcome;
  }

  static Hello HelloOf(uint64_t session) {
    Hello hello;
    hello.session = SessionId{session};
    hello.worker_name = "w";
    hello.revision = kRevision;
    hello.slots = 1;
    return hello;
  }

  Hello AnyHello() {
    Hello hello = HelloOf(1 + Below(kPeers));
    hello.slots = 1 + static_cast<uint32_t>(Below(8));
    if (Below(20) == 0) hello.protocol_version = 7;
    if (Below(20) == 0) hello.revision = kRevision + 1;
    if (Below(3) == 0) hello.replaces = SessionId{1 + Below(kPeers)};
    for (uint64_t i = Below(5); i > 0; --i) {
      const SourceId source = AnySource();
      hello.held.push_back(
          {AnyAttempt(), source, VersionOf(source.value + (Below(5) == 0 ? 1 : 0))});
    }
    if (Below(4) == 0) {
      for (uint64_t i = Below(4); i > 0; --i) hello.suspects.push_back({AnySource(), 11});
    }
    return hello;
  }

  ResultBatch AnyResults() {
    ResultBatch batch{DigestOf(DefaultRecipe()), {}};
    if (Below(15) == 0) batch.recipe = Digest{1, 2};
    for (uint64_t i = Below(6); i > 0; --i) {
      const AttemptId attempt = AnyAttempt();
      const Lease* lease = scheduler_.leases().Find(attempt);
      const SourceId source = lease != nullptr && Below(6) != 0 ? lease->source : AnySource();
      const int64_t other = Below(15) == 0 ? 1 : 0;
      batch.results.push_back({attempt, source, VersionOf(source.value + other), AnyOutcome()});
    }
    return batch;
  }

  WorkerMessage AnyMessage() {
    switch (Below(12)) {
      case 0:
        return AnyHello();
      case 1:
      case 2:
        return Ready{Below(5) == 0 ? "wrong" : "token", {{"k", 1}}, ""};
      case 3:
      case 4:
      case 5:
        return Credit{Below(100), Below(10'000)};
      case 6:
        return Heartbeat{Below(100),
                         Below(1000),
                         {Below(60'000), Below(60'000)},
                         {},
                         static_cast<uint32_t>(Below(4))};
      case 7:
        return Below(5) == 0 ? WorkerMessage(Draining{}) : WorkerMessage(Heartbeat{1, 1});
      case 8:
        return Below(5) == 0 ? WorkerMessage(Goodbye{5}) : WorkerMessage(Heartbeat{1, 1});
      case 9:
        return AnyGivenBack();
      default:
        return AnyResults();
    }
  }

  GivenBack AnyGivenBack() {
    GivenBack given;
    for (uint64_t i = Below(5); i > 0; --i) given.attempts.push_back(AnyAttempt());
    return given;
  }

  event::TasksLoaded Page() {
    event::TasksLoaded page;
    page.through = load_->after;
    for (int64_t source = load_->after.value + 1; source <= kSources; ++source) {
      if (page.tasks.size() >= std::min<size_t>(load_->tasks_max, 1 + Below(20))) break;
      page.through = SourceId{source};
      if (settled_.contains(SourceId{source})) continue;
      page.tasks.push_back({SourceId{source}, kKey, VersionOf(source), AllOf(DefaultRecipe()),
                            crashes_at_load_[SourceId{source}],
                            suspects_at_load_.contains(SourceId{source})});
    }
    page.at_end = page.through.value >= kSources;
    load_.reset();
    return page;
  }
  void AnswerLoad() {
    const event::TasksLoaded page = Page();
    Step(page);
  }
  void AskFor(SourceId lowest) { Step(event::SourcesPending{lowest}); }

  Event Draw() {
    now_ += Below(50) == 0 ? seconds(Below(20)) : milliseconds(Below(300));
    if (load_ && Below(3) == 0) return Page();
    switch (Below(24)) {
      case 20:
        return event::PauseAsked{};
      case 21:
      case 22:
        return event::ResumeAsked{};
      case 23:
        if (Below(4) == 0) return event::DrainAsked{AnyPeer()};
        if (Below(2) == 0) return event::SlotsAsked{AnyPeer(), 1 + static_cast<uint32_t>(Below(5))};
        return event::SlotsAsked{std::nullopt, 1 + static_cast<uint32_t>(Below(5))};
      case 0:
        return event::PeerUnreachable{AnyPeer(), Below(3) == 0};
      case 1:
        return event::SourcesPending{AnySource()};
      case 2:
        return event::SampleListed{{"k", 1}};
      case 3:
      case 4:
        return event::Tick{};
      case 5:
        if (Below(60) == 0) return event::StopAsked{};
        return event::Tick{};
      default:
        return event::MessageArrived{AnyPeer(), AnyMessage()};
    }
  }

  void Step(const Event& event) {
    Effects effects;
    scheduler_.Step(now_, event, effects);
    if (std::holds_alternative<event::StopAsked>(event)) stopped_ = true;
    const std::vector<std::string> broken = BrokenInvariants(scheduler_);
    if (!broken.empty()) RC_FAIL(broken.front());
    const auto* arrived = std::get_if<event::MessageArrived>(&event);
    const auto* batch = arrived != nullptr ? std::get_if<ResultBatch>(&arrived->message) : nullptr;
    bool acknowledged = false;
    for (const Effect& effect : effects) Account(effect, batch, acknowledged);
    CheckExplanations();
    RC_ASSERT(scheduler_.tasks().size() <= static_cast<size_t>(kSources));
    RC_ASSERT(scheduler_.workers().size() <= kPeers + 1);
  }

  // Every task has a standing, and it agrees with its place.
  void CheckExplanations() const {
    for (const auto& [source, entry] : scheduler_.tasks().entries()) {
      const TaskStanding standing = scheduler_.Explain(now_, entry.task.key, source);
      RC_ASSERT(!standing.text.empty());
      RC_ASSERT((standing.standing == Standing::kExecuting) ==
                (entry.place == TaskEntry::Place::kLeased));
      RC_ASSERT((standing.standing == Standing::kBackOff) ==
                (entry.place == TaskEntry::Place::kWaiting));
      RC_ASSERT(standing.standing != Standing::kNotLoaded);
      if (standing.standing == Standing::kPaused) RC_ASSERT(scheduler_.paused_by_user());
    }
  }

  void Account(const Effect& effect, const ResultBatch* batch, bool& acknowledged) {
    if (const auto* record = std::get_if<effect::RecordOutcome>(&effect)) {
      RC_ASSERT(!acknowledged);  // facts must come first
      // Quarantined exactly at the last crash, and for none that others may have caused.
      if (record->state == SourceState::kQuarantined) {
        const uint32_t crashes = crashes_[record->source] + (record->crashed ? 1 : 0);
        RC_ASSERT(crashes >= scheduler_.crash_limit());
        RC_ASSERT(!record->crashed || crashes == scheduler_.crash_limit());
      }
      // Like the ledger: another version, or missing outputs, settle nothing.
      const bool whole = record->state != SourceState::kDone || record->outcome.outputs.size() == 2;
      if (record->version == VersionOf(record->source.value) && whole) {
        settled_.insert(record->source);
      }
    } else if (const auto* setback = std::get_if<effect::RecordSetback>(&effect)) {
      RC_ASSERT(!acknowledged);
      if (setback->crashed && !settled_.contains(setback->source)) ++crashes_[setback->source];
      if (IsDeath(setback->failure.reason)) suspects_.insert(setback->source);
    } else if (const auto* load = std::get_if<effect::LoadTasks>(&effect)) {
      RC_ASSERT(!load_);  // one at a time
      load_ = *load;
      crashes_at_load_ = crashes_;  // like the ledger: the page does not contain later ones
      suspects_at_load_ = suspects_;
    } else if (std::holds_alternative<effect::Finished>(effect)) {
      ++finished_;
    } else if (const auto* send = std::get_if<effect::Send>(&effect)) {
      if (const auto* acks = std::get_if<Acks>(&send->message)) {
        acknowledged = true;
        RC_ASSERT(send->after_facts);
        RC_ASSERT(batch != nullptr);
        RC_ASSERT(acks->attempts.size() == batch->results.size());
      }
      if (const auto* take = std::get_if<TakeBack>(&send->message)) Account(send->peer, *take);
      if (const auto* tasks = std::get_if<TaskBatch>(&send->message)) {
        RC_ASSERT(!scheduler_.paused_by_user());
        const Worker* taker = scheduler_.workers().Find(send->peer);
        RC_ASSERT(taker == nullptr || !taker->drain_asked);
        for (const Assignment& assignment : tasks->assignments) {
          RC_ASSERT(attempts_.insert(assignment.attempt).second);  // never reused
          RC_ASSERT(!settled_.contains(assignment.task.source));
          const TaskEntry* entry = scheduler_.tasks().Find(assignment.task.source);
          if (entry == nullptr || entry->copy != assignment.attempt) continue;
          RC_ASSERT(assignment.task.crashes == 0U);  // a copy, only at the end of the run
          RC_ASSERT(scheduler_.AtTail());
          RC_ASSERT(scheduler_.tasks().copies() <= limits::kCopiesMax);
        }
      }
    }
  }

  // Only tasks at that worker that are not suspects, and were not moved too often before.
  void Account(PeerId peer, const TakeBack& take) {
    RC_ASSERT(!take.attempts.empty());
    RC_ASSERT(take.attempts.size() <= limits::kBatchTasksMax);
    for (const AttemptId attempt : take.attempts) {
      const Lease* lease = scheduler_.leases().Find(attempt);
      RC_ASSERT(lease != nullptr);
      RC_ASSERT(lease->peer == peer);
      const TaskEntry* entry = scheduler_.tasks().Find(lease->source);
      RC_ASSERT(entry != nullptr);
      RC_ASSERT(entry->lease == attempt);
      RC_ASSERT(entry->task.crashes == 0U);
      RC_ASSERT(entry->moves < limits::kTakeBacksMax);
    }
  }

  Random random_;
  Scheduler scheduler_;
  Instant now_{seconds(1000)};
  std::optional<effect::LoadTasks> load_;
  std::set<SourceId> settled_;
  std::map<SourceId, uint32_t> crashes_;
  std::map<SourceId, uint32_t> crashes_at_load_;
  std::set<SourceId> suspects_;
  std::set<SourceId> suspects_at_load_;
  std::set<AttemptId> attempts_;
  int finished_ = 0;
  bool stopped_ = false;
};

TEST(SchedulerProperties, WhateverHappensTheInvariantsHoldAndTheRunCanEnd) {
  EXPECT_TRUE(rc::check("random events", [](uint64_t seed) {
    Chaos chaos(seed);
    chaos.Run(static_cast<int>(100 + seed % 400));
    chaos.RunToTheEnd();
  }));
}

}  // namespace
}  // namespace photomill
