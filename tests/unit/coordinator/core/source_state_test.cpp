#include "coordinator/core/source_state.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace photomill {
namespace {

TEST(SourceState, WordsAreThoseOfTheContract) {
  EXPECT_EQ(StateWord(SourceState::kPending), "pending");
  EXPECT_EQ(StateWord(SourceState::kDone), "done");
  EXPECT_EQ(StateWord(SourceState::kSkipped), "skipped");
  EXPECT_EQ(StateWord(SourceState::kFailed), "failed");
  EXPECT_EQ(StateWord(SourceState::kQuarantined), "quarantined");
  EXPECT_EQ(StateWord(SourceState::kGone), "gone");
}

TEST(SourceState, EveryWordLeadsBackToItsState) {
  std::set<std::string_view> words;
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    EXPECT_EQ(ParseState(StateWord(state)), state);
    words.insert(StateWord(state));
  }
  EXPECT_EQ(words.size(), static_cast<size_t>(kSourceStateCount));
}

TEST(SourceState, OtherWordsAreNone) {
  EXPECT_EQ(ParseState(""), std::nullopt);
  EXPECT_EQ(ParseState("Done"), std::nullopt);
  EXPECT_EQ(ParseState("done "), std::nullopt);
}

}  // namespace
}  // namespace photomill
