// An engine's loop over a transport, a runner, a prover and a clock under the test's control.
#include "worker/runtime/engine_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/codec.h"
#include "tests/support/hand_clock.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class HandTransport final : public EngineTransport {
 public:
  Status Dial(Instant) override {
    ++dials;
    return next_dial;
  }
  std::optional<std::string> Follow(Instant) override { return shut_out; }
  bool Receive(std::string& frame) override {
    if (arriving.empty()) return false;
    frame = std::move(arriving.front());
    arriving.pop_front();
    return true;
  }
  bool Send(const std::string& frame) override {
    if (full) return false;
    Result<WorkerMessage> message = DecodeWorkerMessage(frame);
    EXPECT_TRUE(message.ok());
    if (message) sent.push_back(*std::move(message));
    return true;
  }

  int dials = 0;
  bool full = false;
  Status next_dial;
  std::optional<std::string> shut_out;
  std::deque<std::string> arriving;
  std::vector<WorkerMessage> sent;
};

class HandRunner final : public TaskRunner, public StoreProver {
 public:
  void Start(const Assignment& assignment) override { started.push_back(assignment.attempt); }
  RunnerSize Resize(uint32_t slots) override {
    resizes.push_back(slots);
    return {slots, 2 * slots};
  }
  void Abandon() override { ++abandons; }
  void ExtendLease(Instant until) override { lease_until = until; }
  void Settle(const std::vector<AttemptId>& attempts, bool recorded) override {
    for (const AttemptId attempt : attempts) settled.emplace_back(attempt, recorded);
  }
  StoreWaits Waits() override { return waits; }
  std::vector<EndedTask> TakeEnded() override { return std::exchange(ended, {}); }
  void BeginProof(const Welcome& welcome) override { proving.push_back(welcome.migration_id); }
  std::optional<Ready> TakeProof() override { return std::exchange(proof, std::nullopt); }

  std::vector<AttemptId> started;
  std::vector<uint32_t> resizes;
  int abandons = 0;
  Instant lease_until;
  std::vector<std::pair<AttemptId, bool>> settled;
  StoreWaits waits;
  std::vector<EndedTask> ended;
  std::vector<std::string> proving;
  std::optional<Ready> proof;
};

Outcome Made() {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kSkipped;
  outcome.reason = Reason::kNotAnImage;
  return outcome;
}

class EngineLoopTest : public testing::Test {
 protected:
  static WorkerConfig Config() {
    WorkerConfig config;
    config.session = SessionId{11};
    config.name = "w1";
    config.host = "host";
    config.process = 42;
    config.program_version = "1.2.3";
    return config;
  }
  static Welcome WelcomeOf(const std::string& migration) {
    Welcome welcome;
    welcome.migration_id = migration;
    welcome.recipe = DefaultRecipe();
    welcome.source_url = "/old";
    welcome.destination_url = "/new";
    welcome.heartbeat_interval = seconds(1);
    welcome.lease_duration = seconds(10);
    return welcome;
  }

  void From(const CoordinatorMessage& message) {
    for (std::string& frame : EncodeFrames(message)) transport.arriving.push_back(std::move(frame));
  }
  void Wait(Duration duration) {
    clock.Pass(duration);
    loop.Turn();
  }
  void EndProof() {
    runner.proof = Ready{"token", {}, ""};
    loop.Turn();
  }
  // Hello, welcome, proof.
  void Register() {
    loop.Begin();
    From(WelcomeOf("m1"));
    loop.Turn();
    EndProof();
  }
  void Give(uint64_t attempt) {
    From(TaskBatch{
        DigestOf(DefaultRecipe()),
        {{AttemptId{attempt}, {SourceId{1}, "p.jpg", {10, 1, ""}, AllOf(DefaultRecipe()), 0}}}});
    loop.Turn();
  }

  template <typename Message>
  [[nodiscard]] size_t Sent() const {
    size_t count = 0;
    for (const WorkerMessage& message : transport.sent) {
      count += std::holds_alternative<Message>(message) ? 1 : 0;
    }
    return count;
  }
  std::vector<std::string> Notes(EngineNote::Kind kind) {
    std::vector<std::string> texts;
    for (EngineNote& note : loop.TakeNotes()) {
      if (note.kind == kind) texts.push_back(std::move(note.text));
    }
    return texts;
  }

  HandClock clock;
  HandTransport transport;
  HandRunner runner;
  EngineLoop loop{Config(), transport, runner, runner, clock};
};

TEST_F(EngineLoopTest, DialsAndSaysHello) {
  loop.Begin();
  EXPECT_EQ(transport.dials, 1);
  EXPECT_EQ(Sent<Hello>(), 1U);
  EXPECT_EQ(loop.frames().sent, 1U);
  EXPECT_FALSE(loop.welcomed());
}

TEST_F(EngineLoopTest, AnAddressThatMakesNoSenseAtFirstIsTheEnd) {
  transport.next_dial = Invalid("no such host");
  loop.Begin();
  ASSERT_TRUE(loop.end().has_value());
  EXPECT_EQ(loop.end()->exit_code, 1);
  EXPECT_EQ(loop.end()->text, "no such host");
}

TEST_F(EngineLoopTest, ANameThatWasKnownOnceMayBeUnknownForAWhile) {
  Register();
  (void)loop.TakeNotes();
  transport.next_dial = Invalid("no such host");
  Wait(limits::kCoordinatorSilence + seconds(1));
  EXPECT_FALSE(loop.end().has_value());
  EXPECT_EQ(transport.dials, 2);
  EXPECT_THAT(Notes(EngineNote::Kind::kWarning), ElementsAre("no such host"));
}

TEST_F(EngineLoopTest, WhatTheTransportDoesNotAcceptWaitsAndIsSentInOrder) {
  transport.full = true;
  loop.Begin();
  EXPECT_EQ(loop.waiting_frames(), 1U);
  EXPECT_LT(loop.NextTurn(), clock.Now() + milliseconds(100));
  transport.full = false;
  loop.Turn();
  EXPECT_EQ(Sent<Hello>(), 1U);
  EXPECT_EQ(loop.waiting_frames(), 0U);
  EXPECT_EQ(loop.NextTurn(), clock.Now() + milliseconds(100));
}

TEST_F(EngineLoopTest, ANewConnectionIsNotToldWhatWaitedForTheOldOne) {
  transport.full = true;
  loop.Begin();
  Wait(limits::kCoordinatorSilence + seconds(1));
  transport.full = false;
  loop.Turn();
  EXPECT_EQ(transport.dials, 2);
  EXPECT_EQ(Sent<Hello>(), 1U);
}

TEST_F(EngineLoopTest, AWelcomeIsProvedAndTold) {
  loop.Begin();
  From(WelcomeOf("m1"));
  loop.Turn();
  EXPECT_TRUE(loop.welcomed());
  EXPECT_THAT(runner.proving, ElementsAre("m1"));
  EXPECT_EQ(runner.lease_until, clock.Now() + seconds(10));
  EXPECT_EQ(Sent<Ready>(), 0U);
  EXPECT_THAT(Notes(EngineNote::Kind::kNews),
              ElementsAre("welcomed by the coordinator of migration m1"));
  EndProof();
  EXPECT_EQ(Sent<Ready>(), 1U);
  EXPECT_EQ(Sent<Credit>(), 1U);
}

TEST_F(EngineLoopTest, TheStoresAreProvedOnceAtATime) {
  loop.Begin();
  From(WelcomeOf("m1"));
  From(Unknown{});
  From(WelcomeOf("m1"));
  loop.Turn();
  EXPECT_EQ(Sent<Hello>(), 2U);
  EXPECT_EQ(runner.proving.size(), 1U);
  EndProof();  // of the previous welcome
  EXPECT_EQ(runner.proving.size(), 2U);
  EXPECT_EQ(Sent<Ready>(), 0U);
  EndProof();
  EXPECT_EQ(Sent<Ready>(), 1U);
}

TEST_F(EngineLoopTest, ATaskIsStartedReportedAndSettled) {
  Register();
  Give(5);
  EXPECT_THAT(runner.started, ElementsAre(AttemptId{5}));
  runner.ended.push_back({AttemptId{5}, Made()});
  loop.Turn();
  EXPECT_EQ(Sent<ResultBatch>(), 1U);
  EXPECT_THAT(runner.settled, IsEmpty());
  From(Acks{{AttemptId{5}}});
  loop.Turn();
  EXPECT_THAT(runner.settled, ElementsAre(std::pair(AttemptId{5}, true)));
}

TEST_F(EngineLoopTest, AnotherMigrationAbandonsWhatIsRunning) {
  Register();
  Give(5);
  From(Unknown{});
  From(WelcomeOf("m2"));
  loop.Turn();
  EXPECT_EQ(runner.abandons, 1);
}

TEST_F(EngineLoopTest, AFailureOfThePlaceIsNoted) {
  Register();
  Give(5);
  (void)loop.TakeNotes();
  Outcome failed;
  failed.kind = Outcome::Kind::kFailed;
  failed.reason = Reason::kStorageFull;
  failed.detail = "no space";
  runner.ended.push_back({AttemptId{5}, failed});
  loop.Turn();
  EXPECT_THAT(Notes(EngineNote::Kind::kPlaceFailure),
              ElementsAre("set aside until a probe succeeds: storage_full: no space"));
}

TEST_F(EngineLoopTest, AStoreThatDoesNotAnswerIsNotedOnce) {
  Register();
  (void)loop.TakeNotes();
  runner.waits.source_milliseconds = 60'000;
  Wait(milliseconds(100));
  EXPECT_EQ(Notes(EngineNote::Kind::kSilence).size(), 1U);
  Wait(milliseconds(100));
  EXPECT_THAT(Notes(EngineNote::Kind::kSilence), IsEmpty());
}

TEST_F(EngineLoopTest, AHeartbeatCarriesTheCpuTime) {
  loop.WatchCpuTime([] { return 77U; });
  Register();
  Wait(seconds(1));
  ASSERT_EQ(Sent<Heartbeat>(), 1U);
  for (const WorkerMessage& message : transport.sent) {
    if (const auto* heartbeat = std::get_if<Heartbeat>(&message)) {
      EXPECT_EQ(heartbeat->cpu_milliseconds, 77U);
    }
  }
}

TEST_F(EngineLoopTest, GarbageIsNotedAndLeftOut) {
  Register();
  (void)loop.TakeNotes();
  transport.arriving.emplace_back("garbage");
  loop.Turn();
  EXPECT_EQ(Notes(EngineNote::Kind::kWarning).size(), 1U);
  EXPECT_FALSE(loop.end().has_value());
}

TEST_F(EngineLoopTest, ADrainFinishesWhatIsRunning) {
  Register();
  Give(5);
  loop.Drain();
  loop.Turn();
  EXPECT_FALSE(loop.end().has_value());
  runner.ended.push_back({AttemptId{5}, Made()});
  From(Acks{});
  loop.Turn();
  EXPECT_FALSE(loop.end().has_value());
  From(Acks{{AttemptId{5}}});
  loop.Turn();
  ASSERT_TRUE(loop.end().has_value());
  EXPECT_EQ(loop.end()->exit_code, 0);
  EXPECT_EQ(Sent<Goodbye>(), 1U);
}

TEST_F(EngineLoopTest, AStopEndsAtOnce) {
  Register();
  Give(5);
  loop.Stop();
  ASSERT_TRUE(loop.end().has_value());
  EXPECT_EQ(loop.end()->exit_code, 3);
  EXPECT_EQ(Sent<Goodbye>(), 1U);
  const size_t sent = transport.sent.size();
  Wait(seconds(1));
  EXPECT_EQ(transport.sent.size(), sent);
}

TEST_F(EngineLoopTest, WhoIsShutOutLeaves) {
  loop.Begin();
  transport.shut_out = "the key is unknown";
  loop.Turn();
  ASSERT_TRUE(loop.end().has_value());
  EXPECT_EQ(loop.end()->exit_code, 1);
  EXPECT_EQ(loop.end()->text, "the key is unknown");
}

TEST_F(EngineLoopTest, TheRunnerIsResizedAndTheNextHeartbeatAndHelloSayIt) {
  Register();
  From(HeartbeatEcho{1, "", 3});
  loop.Turn();
  EXPECT_EQ(runner.resizes, std::vector<uint32_t>{3});
  transport.sent.clear();
  Wait(seconds(2));
  ASSERT_FALSE(transport.sent.empty());
  EXPECT_EQ(std::get<Heartbeat>(transport.sent.back()).slots, 3U);
  From(Unknown{});
  loop.Turn();
  EXPECT_EQ(std::get<Hello>(transport.sent.back()).slots, 3U);
}

}  // namespace
}  // namespace photomill
