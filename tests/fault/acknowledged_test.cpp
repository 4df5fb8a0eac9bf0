// A result that the coordinator acknowledged is in the ledger, even if the coordinator is killed at
// that very moment. The test itself is the worker, with the wire's own code, so it knows when an
// Ack arrives.
#include <gtest/gtest.h>
#include <signal.h>

#include <optional>

#include "common/base/limits.h"
#include "common/model/revision.h"
#include "common/os/clock.h"
#include "common/storage/migration_mark.h"
#include "common/wire/codec.h"
#include "common/wire/dealer_socket.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

constexpr int kKills = 3;

class HandWorker {
 public:
  HandWorker(const Cluster& cluster, uint64_t session) : cluster_(cluster), socket_(context_) {
    EXPECT_TRUE(socket_.Connect(cluster.endpoint()).ok());
    Hello hello;
    hello.session = SessionId{session};
    hello.worker_name = "hand";
    hello.host = "here";
    hello.slots = 1;
    hello.program_version = "1";
    hello.revision = kRevision;
    Say(hello);
    const auto welcome = Await<Welcome>();
    Ready ready;
    ready.destination_id =
        TokenIn(ReadFile(cluster_.state() + "/migrations/" + welcome.migration_id));
    for (const StoreSample& sample : welcome.samples) {
      ready.samples.push_back({sample.key, ReadFile(cluster_.source() + "/" + sample.key).size()});
    }
    Say(ready);
  }

  // Takes one task, finishes it with this text, and returns its key when that is acknowledged.
  std::string EndOne(const std::string& text) {
    Say(Credit{1, 1 << 30});
    const auto batch = Await<TaskBatch>();
    const Assignment& assignment = batch.assignments.at(0);
    ResultBatch results;
    results.recipe = batch.recipe;
    Outcome outcome;
    outcome.kind = Outcome::Kind::kFailed;
    outcome.reason = Reason::kCorrupt;
    outcome.detail = text;
    results.results.push_back(
        {assignment.attempt, assignment.task.source, assignment.task.version, outcome});
    Say(results);
    EXPECT_EQ(Await<Acks>().attempts, std::vector<AttemptId>{assignment.attempt});
    return assignment.task.key;
  }

 private:
  void Say(const WorkerMessage& message) {
    for (const std::string& frame : EncodeFrames(message)) {
      EXPECT_TRUE(WaitUntil([&] { return socket_.Send(frame); }));
    }
  }
  // Sends heartbeats meanwhile: a silent worker would be lost.
  template <typename Message>
  Message Await() {
    std::optional<Message> awaited;
    EXPECT_TRUE(WaitUntil([&] {
      std::string frame;
      if (const Instant now = clock_.Now(); now >= next_heartbeat_) {
        next_heartbeat_ = now + limits::kHeartbeatInterval;
        Say(Heartbeat{++heartbeats_, 0});
      }
      if (!socket_.Receive(frame)) return false;
      Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
      if (message && std::holds_alternative<Message>(*message)) {
        awaited = std::get<Message>(*std::move(message));
      } else {
        EXPECT_TRUE(message && std::holds_alternative<HeartbeatEcho>(*message));
      }
      return awaited.has_value();
    }));
    return awaited.value_or(Message{});
  }

  const Cluster& cluster_;
  ZmqContext context_;
  DealerSocket socket_;
  const SystemClock clock_;
  uint64_t heartbeats_ = 0;
  Instant next_heartbeat_ = clock_.Now() + limits::kHeartbeatInterval;
};

TEST(AcknowledgedTest, WhatWasAcknowledgedIsInTheLedgerOfACoordinatorThatIsKilledAtOnce) {
  Cluster cluster;
  cluster.FixAddress();
  WritePhotos(cluster.folder(), "src", 2 * kKills);
  std::map<std::string, std::string> acknowledged;
  for (int kill = 1; kill <= kKills; ++kill) {
    Program coordinator = cluster.StartCoordinator();
    const std::string text = "as the test says, number " + std::to_string(kill);
    const std::string key = HandWorker(cluster, static_cast<uint64_t>(kill)).EndOne(text);
    coordinator.Signal(SIGKILL);
    EXPECT_EQ(coordinator.Wait().exit.signal, SIGKILL);
    EXPECT_TRUE(acknowledged.emplace(key, text).second) << key << " was handed out again";
    const std::map<std::string, std::string> states = cluster.ledger().States();
    for (const auto& [done, detail] : acknowledged) {
      EXPECT_EQ(states.at(done), "failed corrupt");
      EXPECT_EQ(cluster.ledger().DetailOf(done), detail);
    }
  }
  EXPECT_EQ(cluster.ledger().CountOf("failed"), kKills);
}

}  // namespace
}  // namespace photomill::test
