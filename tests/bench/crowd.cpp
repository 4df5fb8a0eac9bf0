// ./run bench crowd: the cost of an event for the scheduler with few and with thousands of workers.
// The production scheduler alone, without sockets, ledger or images: each worker gets one task at a
// time, reports it and grants credit for the next. Two rows: `flowing`, in which every worker has a
// task, and `waiting`, in which all workers except one have spare credit that no ready task fits,
// which would be slow if every event examined every worker.
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

#include "common/os/clock.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

constexpr uint64_t kSmallBytes = 10;
constexpr uint64_t kLargeBytes = 5000;

// Plays the ledger and all workers for one scheduler.
class Crowd {
 public:
  Crowd(uint64_t workers, uint64_t spare_tasks) : workers_(workers), scheduler_(Config()) {
    Step(event::SampleListed{{"k", 1}});
    for (uint64_t peer = 1; peer <= workers_; ++peer) {
      Hello hello;
      hello.session = SessionId{peer};
      hello.worker_name = "w" + std::to_string(peer);
      hello.slots = 4;
      From(peer, hello);
      From(peer, Ready{"token", {{"k", 1}}, ""});
    }
    Step(event::SourcesPending{SourceId{1}});
    for (uint64_t peer = 1; peer <= workers_; ++peer) Grant(peer, 1 + spare_tasks);
  }

  // Ends tasks until this many events have been stepped; returns events per second.
  double Run(uint64_t events) {
    const SystemClock clock;
    const uint64_t until = events_ + events;
    const Instant start = clock.Now();
    const uint64_t before = events_;
    while (events_ < until) {
      if (held_.empty()) std::abort();
      std::vector<Held> round;
      round.swap(held_);
      for (const Held& held : round) {
        Report(held);
        if (events_ >= until) break;
      }
    }
    return static_cast<double>(events_ - before) /
           std::chrono::duration<double>(clock.Now() - start).count();
  }

  void MakeLarge() { bytes_ = kLargeBytes; }

 private:
  struct Held {
    uint64_t peer = 0;
    AttemptId attempt;
    SourceId source;
    ObjectVersion version;
  };

  static SchedulerConfig Config() {
    SchedulerConfig config;
    config.migration_id = "m";
    config.destination_token = "token";
    config.recipe = DefaultRecipe();
    config.first_attempt = AttemptId{1};
    return config;
  }

  void Grant(uint64_t peer, uint64_t tasks) {
    From(peer, Credit{granted_[peer] += tasks, granted_[peer] * kSmallBytes});
  }

  void Report(const Held& held) {
    Outcome outcome;
    outcome.kind = Outcome::Kind::kSkipped;
    outcome.reason = Reason::kNotAnImage;
    From(held.peer, ResultBatch{recipe_, {{held.attempt, held.source, held.version, outcome}}});
    Grant(held.peer, 1);
  }

  void From(uint64_t peer, WorkerMessage message) {
    Step(event::MessageArrived{PeerId{peer}, std::move(message)});
  }

  void Step(const Event& event) {
    ++events_;
    now_ += microseconds(10);
    Effects effects;
    scheduler_.Step(now_, event, effects);
    for (const Effect& effect : effects) {
      if (const auto* load = std::get_if<effect::LoadTasks>(&effect)) {
        Load(*load);
      } else if (const auto* send = std::get_if<effect::Send>(&effect)) {
        const auto* batch = std::get_if<TaskBatch>(&send->message);
        if (batch == nullptr) continue;
        for (const Assignment& assignment : batch->assignments) {
          held_.push_back({send->peer.value, assignment.attempt, assignment.task.source,
                           assignment.task.version});
        }
      }
    }
  }

  void Load(const effect::LoadTasks& load) {
    event::TasksLoaded page;
    for (size_t i = 1; i <= load.tasks_max; ++i) {
      Task task;
      task.source = SourceId{load.after.value + static_cast<int64_t>(i)};
      task.key = "2004/IMG_0001.jpg";
      task.version = {bytes_, 1, ""};
      task.lacks = AllOf(DefaultRecipe());
      page.tasks.push_back(std::move(task));
    }
    page.through = page.tasks.back().source;
    Step(page);
  }

  const uint64_t workers_;
  Scheduler scheduler_;
  const Digest recipe_ = DigestOf(DefaultRecipe());
  Instant now_{seconds(1000)};
  uint64_t bytes_ = kSmallBytes;
  uint64_t events_ = 0;
  std::map<uint64_t, uint64_t> granted_;
  std::vector<Held> held_;
};

int Main(int argc, char** argv) {
  const uint64_t events = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 200'000;
  if (events == 0) {
    std::fprintf(stderr, "usage: bench_crowd [EVENTS]\n");
    return 64;
  }
  std::printf("%-10s %10s %14s\n", "row", "workers", "events/s");
  for (const uint64_t workers : {10U, 1000U, 5000U}) {
    Crowd flowing(workers, 0);
    std::printf("%-10s %10llu %14.0f\n", "flowing", static_cast<unsigned long long>(workers),
                flowing.Run(events));
    Crowd waiting(workers, 3);
    waiting.MakeLarge();
    (void)waiting.Run(20 * workers);  // until the first pages' small tasks are gone
    std::printf("%-10s %10llu %14.0f\n", "waiting", static_cast<unsigned long long>(workers),
                waiting.Run(std::min<uint64_t>(events, 20'000)));
  }
  return 0;
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
