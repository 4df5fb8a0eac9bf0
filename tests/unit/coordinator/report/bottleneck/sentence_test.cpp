// Verdicts in words.
#include <gtest/gtest.h>

#include "coordinator/report/bottleneck/verdict.h"

namespace photomill {
namespace {

Bottleneck Verdict(Limit limit, double with_worker, double with_thread) {
  Bottleneck verdict;
  verdict.limit = limit;
  verdict.stage = Stage::kDecode;
  verdict.stage_share = 0.61;
  verdict.rate = 10;
  verdict.with_worker = with_worker;
  verdict.with_thread = with_thread;
  verdict.evidence = {{"processors_used", 0.5},
                      {"waiting_for_memory", 0.4},
                      {"processors_of_others", 1},
                      {"ledger_busy", 0.9},
                      {"commit_seconds", 0.05}};
  return verdict;
}

TEST(SentenceTest, NamesTheLimitAndWhatWouldHelp) {
  EXPECT_EQ(BottleneckText(Verdict(Limit::kProcessors, 19, 10)),
            "Bound by the processors: decoding takes 61 %. One more worker like these would bring "
            "about 1.9 times.");
  EXPECT_EQ(BottleneckText(Verdict(Limit::kSlots, 20, 20)),
            "Bound by the number of threads: they are busy, but 50 % of the processors are idle. "
            "One more thread would bring about 2.0 times.");
  EXPECT_EQ(BottleneckText(Verdict(Limit::kMemory, 20, 10)),
            "Bound by memory: threads spend 40 % of their time waiting for a share of the workers' "
            "memory (--memory). One more worker like these would bring about 2.0 times.");
  Bottleneck accepting = Verdict(Limit::kMemory, 20, 10);
  accepting.accepting = true;
  EXPECT_EQ(BottleneckText(accepting),
            "Bound by memory: threads are idle, because the photos that the workers hold already "
            "fill what they reserve for photos' files (--memory). One more worker like these would "
            "bring about 2.0 times.");
  EXPECT_EQ(BottleneckText(Verdict(Limit::kOtherPrograms, 20, 12)),
            "Held back by other programs, which use 1.0 processors of the workers' machines. One "
            "more worker like these, on another machine, would bring about 2.0 times.");
}

TEST(SentenceTest, NeverRecommendsWorkersWhereTheyBringNothing) {
  for (const Limit limit : {Limit::kSource, Limit::kDestination, Limit::kLedger,
                            Limit::kCoordinator, Limit::kProcessors}) {
    EXPECT_TRUE(BottleneckText(Verdict(limit, 10.2, 10))
                    .ends_with(" More workers or threads would bring nothing."))
        << LimitWord(limit);
  }
}

TEST(SentenceTest, EveryLimitHasItsWord) {
  for (size_t i = 0; i < kLimitCount; ++i) {
    const auto limit = static_cast<Limit>(i);
    EXPECT_EQ(ParseLimit(LimitWord(limit)), limit);
  }
  EXPECT_FALSE(ParseLimit("magic"));
}

}  // namespace
}  // namespace photomill
