// Whole frames: frames that are not ours, hellos of other versions, texts that are corrected before
// sending, batches that need more than one frame.
#include <gtest/gtest.h>

#include <string>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/codec.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill {
namespace {

using namespace std::string_view_literals;

std::string WorkerVerdict(std::string_view frame) {
  const auto decoded = DecodeWorkerMessage(frame);
  return decoded.ok() ? "accepted" : decoded.failure().detail;
}

std::string CoordinatorVerdict(std::string_view frame) {
  const auto decoded = DecodeCoordinatorMessage(frame);
  return decoded.ok() ? "accepted" : decoded.failure().detail;
}

template <typename Message>
Message MustDecodeWorker(std::string_view frame) {
  const Result<WorkerMessage> decoded = DecodeWorkerMessage(frame);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return std::get<Message>(*decoded);
}

template <typename Message>
Message MustDecodeCoordinator(std::string_view frame) {
  const Result<CoordinatorMessage> decoded = DecodeCoordinatorMessage(frame);
  EXPECT_TRUE(decoded.ok()) << decoded.failure().detail;
  return std::get<Message>(*decoded);
}

TEST(CodecFramesTest, GarbageIsRefusedWithAReason) {
  for (const std::string_view frame :
       {"GET / HTTP/1.1\r\n\r\n", "\xff\xff\xff\xff", "\x0a\x7f", "{}", "\x0b"}) {
    for (const std::string& verdict : {WorkerVerdict(frame), CoordinatorVerdict(frame)}) {
      EXPECT_NE(verdict, "accepted") << Escaped(frame);
      EXPECT_NE(verdict.find("envelope: "), std::string::npos) << verdict;
    }
  }
}

TEST(CodecFramesTest, AnEnvelopeWithoutAMessageIsRefused) {
  EXPECT_EQ(WorkerVerdict(""), "worker envelope: contains no message that this version knows");
  EXPECT_EQ(CoordinatorVerdict(""),
            "coordinator envelope: contains no message that this version knows");
}

TEST(CodecFramesTest, EveryFrameThatIsCutOffIsRefusedOrWithinBounds) {
  const std::string frame = WorkerSample("results").SerializeAsString();
  for (size_t size = 0; size < frame.size(); ++size) {
    EXPECT_NE(WorkerVerdict(frame.substr(0, size)), "accepted") << size;
  }
}

TEST(CodecFramesTest, AFrameOverTheLimitIsRefusedUnread) {
  const std::string frame(limits::kMessageBytesMax + 1, '\0');
  EXPECT_EQ(WorkerVerdict(frame),
            "worker envelope: a frame of 4194305 bytes, at most 4194304 are allowed");
}

TEST(CodecFramesTest, InvalidUtf8InATextIsRefused) {
  proto::WorkerEnvelope sample = WorkerSample("ready");
  sample.mutable_ready()->set_problem("PROBLEM");
  std::string frame = sample.SerializeAsString();
  frame[frame.find("PROBLEM")] = '\xff';
  EXPECT_NE(WorkerVerdict(frame), "accepted");
}

TEST(CodecFramesTest, FieldsOfALaterMinorChangeAreIgnored) {
  std::string frame = WorkerSample("heartbeat").SerializeAsString();
  const std::string unknown_field = "\xf8\x7f\x05";  // field 2047, varint 5
  EXPECT_EQ(WorkerVerdict(frame + unknown_field), "accepted");
}

TEST(CodecFramesTest, AHelloOfAnotherVersionTellsWhoSpeaksAndNothingElse) {
  Hello hello;
  hello.protocol_version = kProtocolVersion + 1;
  hello.worker_name = "newer";
  hello.host = "host";
  hello.program_version = "9.0";
  Hello sent = hello;
  sent.session.value = 5;
  sent.slots = 1'000'000;  // would be out of bounds
  sent.suspects.push_back({SourceId{-1}, 99});
  EXPECT_EQ(MustDecodeWorker<Hello>(Encode(WorkerMessage(sent))), hello);
}

TEST(CodecFramesTest, TextsForPeopleAreMadePrintableAndCut) {
  Ready ready;
  ready.destination_id = std::string(
      "\x7f"
      "ELF\0",
      5);
  ready.problem = "line\nand \xff, " + std::string(2000, 'x');
  const auto got = MustDecodeWorker<Ready>(Encode(WorkerMessage(ready)));
  EXPECT_EQ(got.destination_id, "\\x7FELF\\x00");
  EXPECT_EQ(got.problem.size(), limits::kDetailBytesMax);
  EXPECT_TRUE(got.problem.starts_with("line\\nand \\xFF, xxx")) << got.problem;
}

TEST(CodecFramesTest, ATextIsCutAtACharacter) {
  std::string text = "x";
  while (text.size() < 2000) text += "€";
  const auto got = MustDecodeCoordinator<Refusal>(
      Encode(CoordinatorMessage(Refusal{RefusalCode::kBadMessage, text})));
  EXPECT_EQ(got.text.size(), 1 + (limits::kDetailBytesMax - 1) / 3 * 3);
  EXPECT_TRUE(text.starts_with(got.text));
}

TEST(CodecFramesTest, FiguresAreCappedToWhatTheOtherSideTakes) {
  const auto credit = MustDecodeWorker<Credit>(Encode(WorkerMessage(Credit{UINT64_MAX, 7})));
  EXPECT_EQ(credit, (Credit{INT64_MAX, 7}));
  ResultBatch batch;
  batch.results.emplace_back().source.value = 1;
  batch.results[0].outcome.times[Step::kQueue] = UINT64_MAX;
  const auto got = MustDecodeWorker<ResultBatch>(Encode(WorkerMessage(batch)));
  EXPECT_EQ(got.results.at(0).outcome.times[Step::kQueue], 86'400'000'000U);
}

TEST(CodecFramesTest, AReasonThatBelongsInNoLedgerBecomesInternal) {
  ResultBatch batch;
  batch.results.emplace_back().source.value = 1;
  batch.results[0].outcome.reason = Reason::kInvalid;
  const auto got = MustDecodeWorker<ResultBatch>(Encode(WorkerMessage(batch)));
  EXPECT_EQ(got.results.at(0).outcome.reason, Reason::kInternal);
}

TEST(CodecFramesTest, AWarningOfAWorkerThatSaysNoKindsIsAnotherOne) {
  ResultBatch batch;
  batch.results.emplace_back().source.value = 1;
  batch.results[0].outcome.kind = Outcome::Kind::kDone;
  batch.results[0].outcome.detail = "it has 2 frames, of which the first was taken";
  const auto got = MustDecodeWorker<ResultBatch>(Encode(WorkerMessage(batch)));
  EXPECT_EQ(got.results.at(0).outcome.warnings, WarningSet(Warning::kOther));
}

TEST(CodecFramesTest, EmptyBatchesPass) {
  EXPECT_EQ(MustDecodeWorker<ResultBatch>(Encode(WorkerMessage(ResultBatch{}))), ResultBatch{});
  EXPECT_EQ(MustDecodeCoordinator<TaskBatch>(Encode(CoordinatorMessage(TaskBatch{}))), TaskBatch{});
  EXPECT_EQ(MustDecodeCoordinator<Acks>(Encode(CoordinatorMessage(Acks{}))), Acks{});
}

// --- batches that need more than one frame ----------------------------------------------------

// A key of 4000 bytes that has nothing in common with the previous key.
std::string LongKey(size_t number) {
  std::string key = std::to_string(number * 2654435761 % 4294967296) + "/";
  for (int i = 0; i < 16; ++i) key += std::string(248, static_cast<char>('a' + i)) + "/";
  return key + std::to_string(number);
}

TEST(CodecFramesTest, TasksWithLongKeysBecomeSeveralFramesInOrder) {
  TaskBatch batch;
  batch.recipe = {1, 2};
  for (size_t i = 0; i < 2000; ++i) {
    batch.assignments.push_back(
        {AttemptId{i}, {SourceId{static_cast<int64_t>(i) + 1}, LongKey(i), {i, 0, ""}, {1}, 0}});
  }
  const std::vector<std::string> frames = EncodeFrames(CoordinatorMessage(batch));
  EXPECT_GT(frames.size(), 1U);
  TaskBatch joined;
  for (const std::string& frame : frames) {
    EXPECT_LE(frame.size(), limits::kMessageBytesMax);
    const auto part = MustDecodeCoordinator<TaskBatch>(frame);
    joined.recipe = part.recipe;
    joined.assignments.insert(joined.assignments.end(), part.assignments.begin(),
                              part.assignments.end());
  }
  EXPECT_EQ(joined, batch);
}

TEST(CodecFramesTest, ResultsAndAcksWithTooManyRowsBecomeSeveralFrames) {
  ResultBatch results;
  Acks acks;
  for (size_t i = 0; i < 3 * limits::kBatchTasksMax; ++i) {
    results.results.emplace_back().source.value = static_cast<int64_t>(i) + 1;
    acks.attempts.push_back(AttemptId{i});
  }
  ResultBatch joined_results;
  for (const std::string& frame : EncodeFrames(WorkerMessage(results))) {
    const auto part = MustDecodeWorker<ResultBatch>(frame);
    EXPECT_LE(part.results.size(), limits::kBatchTasksMax);
    joined_results.results.insert(joined_results.results.end(), part.results.begin(),
                                  part.results.end());
  }
  EXPECT_EQ(joined_results, results);
  Acks joined_acks;
  for (const std::string& frame : EncodeFrames(CoordinatorMessage(acks))) {
    const auto part = MustDecodeCoordinator<Acks>(frame);
    EXPECT_LE(part.attempts.size(), limits::kBatchTasksMax);
    joined_acks.attempts.insert(joined_acks.attempts.end(), part.attempts.begin(),
                                part.attempts.end());
  }
  EXPECT_EQ(joined_acks, acks);
}

TEST(CodecFramesTest, WhatFitsIsOneFrame) {
  const CoordinatorMessage message = Drain{DrainCause::kAsked};
  EXPECT_EQ(EncodeFrames(message), std::vector<std::string>{Encode(message)});
}

TEST(CodecFramesTest, AHelloThatIsTooLargeLeavesHeldTasksOut) {
  Hello hello;
  hello.session.value = 1;
  hello.worker_name = "w";
  hello.slots = 1;
  for (size_t i = 0; i < limits::kHeldTasksMax; ++i) {
    hello.held.push_back({AttemptId{i},
                          SourceId{static_cast<int64_t>(i) + 1},
                          {i, 0, std::string(limits::kEtagBytesMax, 'e')}});
  }
  const std::string frame = Encode(WorkerMessage(hello));
  ASSERT_LE(frame.size(), limits::kMessageBytesMax);
  const auto got = MustDecodeWorker<Hello>(frame);
  ASSERT_GT(got.held.size(), 0U);
  ASSERT_LT(got.held.size(), hello.held.size());
  EXPECT_EQ(got.held.back(), hello.held[got.held.size() - 1]);
}

// The bytes that PROTOCOL.md explains.
TEST(CodecFramesTest, TheExampleOfTheProtocolPageIsTrue) {
  TaskBatch batch;
  batch.recipe = {0x0123456789abcdefU, 0xfedcba9876543210U};
  batch.assignments = {
      {AttemptId{1000},
       {SourceId{41}, "2004/IMG_0001.jpg", {1'000'000, 1'100'000'000'000'000'000, ""}, {3}, 0}},
      {AttemptId{1001},
       {SourceId{42}, "2004/IMG_0002.jpg", {1'050'000, 1'100'000'060'000'000'000, ""}, {3}, 0}}};
  const std::string_view bytes =
      "\x1a\x5a\x0a\x10\x01\x23\x45\x67\x89\xab\xcd\xef\xfe\xdc\xba\x98\x76\x54\x32\x10"
      "\x12\x22\x0a\x03\xd0\x0f\x02\x12\x02\x52\x02\x1a\x06\xc0\x84\x3d\x90\x8b\x40"
      "\x22\x0f\x80\x80\xf0\xce\x80\x8b\xfe\xc3\x1e\x80\xe0\xba\x84\xbf\x03"
      "\x1a\x20\x0a\x02\x00\x0c\x12\x02\x11\x05\x1a\x16"
      "2004/IMG_0001.jpg2.jpg"
      "\x20\x03"sv;
  EXPECT_EQ(Encode(CoordinatorMessage(batch)), bytes);
}

// The effect of sending shared fields only once: similar tasks cost a few bytes each.
TEST(CodecFramesTest, TasksOfOneFolderAreSmall) {
  TaskBatch batch;
  constexpr int64_t kTasks = 1000;
  for (int64_t i = 0; i < kTasks; ++i) {
    Task task;
    task.source.value = 1'000'000 + i;
    task.key = "holidays/2004/summer at the lake/IMG_" + std::to_string(100'000 + i) + ".jpg";
    task.version = {3'000'000, 1'100'000'000'000'000'000 + i * 60'000'000'000, ""};
    task.lacks.bits = 3;
    batch.assignments.push_back({AttemptId{5'000'000'000 + static_cast<uint64_t>(i)}, task});
  }
  EXPECT_LT(Encode(CoordinatorMessage(batch)).size(), kTasks * 24);
}

}  // namespace
}  // namespace photomill
