// Outputs that were found in the destination: another program's files, which count as done but are
// never ours, whatever happens to their sources, their names and the recipe.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class FoundContract : public LedgerContract {
 protected:
  // Everything that the task lacks already existed there.
  OutcomeFact FoundFact(const Task& task, const std::string& content = "sea") {
    OutcomeFact fact = DoneFact(task);
    fact.outcome.content = DigestOf(content);
    for (Output& output : fact.outcome.outputs) output.found = true;
    return fact;
  }

  void FindAllOf(const std::string& key) {
    Start();
    Intake({key});
    ASSERT_TRUE(Record(FoundFact(PendingTask(key))));
    ASSERT_EQ(Count(SourceState::kDone), 1);
  }

  static LedgerOptions WithOtherKeys() {
    LedgerOptions options = DefaultOptions();
    for (Derivative& derivative : options.recipe.derivatives) {
      derivative.key = "new/" + derivative.key;
      derivative.otherwise = "new/" + derivative.otherwise;
    }
    return options;
  }

  static std::vector<std::string> OwnKeys(const Task& task) {
    std::vector<std::string> keys;
    for (const OwnFile& file : task.own) keys.push_back(file.key);
    std::sort(keys.begin(), keys.end());
    return keys;
  }
};
INSTANTIATE_LEDGER_CONTRACT(FoundContract);

TEST_P(FoundContract, AChangedSourceMayNotReplaceThem) {
  FindAllOf("a.jpg");
  Start();
  IntakeObjects({Object("a.jpg", 2000, 2)});
  const Task task = PendingTask("a.jpg");
  EXPECT_EQ(task.lacks, kBoth);
  EXPECT_THAT(task.own, IsEmpty());
}

TEST_P(FoundContract, OfAMixtureOnlyWhatItWroteIsItsOwn) {
  Start();
  Intake({"a.jpg"});
  OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
  fact.outcome.outputs[1].found = true;
  ASSERT_TRUE(Record(fact));
  Start();
  IntakeObjects({Object("a.jpg", 2000, 2)});
  EXPECT_THAT(OwnKeys(PendingTask("a.jpg")), ElementsAre("a.jpg"));
}

TEST_P(FoundContract, WhoGetsTheNameOfOneThatIsGoneMayNotReplaceThem) {
  FindAllOf("1.HEIC");
  Start();
  IntakeObjects({Object("1.JPG", 3000, 3)});
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(Settle().waiting, 0);
  const Task task = PendingTask("1.JPG");
  EXPECT_TRUE(task.otherwise.empty()) << "it has the name";
  EXPECT_THAT(task.own, IsEmpty());
  EXPECT_EQ(ledger().Count().orphans, 0);
}

TEST_P(FoundContract, ARenamedSourceKeepsThemAsWhatTheyAre) {
  FindAllOf("a.jpeg");
  Start();
  Intake({"a.jpg"});
  EXPECT_TRUE(EndScan().deferred);
  ASSERT_TRUE(Record(FoundFact(PendingTask("a.jpg"))));
  EXPECT_EQ(Settle().gone.moved, 1);
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().outputs, 2);
  Start();
  IntakeObjects({Object("a.jpg", 2000, 2)});
  EXPECT_THAT(PendingTask("a.jpg").own, IsEmpty());
  EXPECT_EQ(ledger().Count().orphans, 0);
}

TEST_P(FoundContract, ARecipeOfOtherKeysLeavesNoOrphans) {
  FindAllOf("a.jpg");
  Start(WithOtherKeys());
  EXPECT_EQ(opening().orphans, 0);
  Intake({"a.jpg"});
  const Task task = PendingTask("a.jpg");
  EXPECT_EQ(task.lacks, kBoth);
  ASSERT_TRUE(Record(DoneFact(task)));
  EXPECT_EQ(ledger().Count().orphans, 0) << "what it left is somebody else's";
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(FoundContract, BackAtTheFirstKeysTheyAreStillSomebodyElses) {
  FindAllOf("a.jpg");
  Start(WithOtherKeys());
  Intake({"a.jpg"});
  ASSERT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));
  Start();
  Intake({"a.jpg"});
  const Task task = PendingTask("a.jpg");
  EXPECT_THAT(OwnKeys(task), ElementsAre("new/a.jpg", "new/thumbs/a.webp"));
  ASSERT_TRUE(Record(FoundFact(task)));
  EXPECT_EQ(ledger().Count().orphans, 2) << "those under the other keys are ours";
}

TEST_P(FoundContract, OneThatIsGoneLeavesNoOrphansAndComesBackToThem) {
  FindAllOf("a.jpg");
  Start();
  Intake({"b.jpg"});
  EXPECT_TRUE(EndScan(true).deferred || Count(SourceState::kGone) == 1);
  FinishAll();
  (void)Settle();
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(ledger().Count().orphans, 0);
  Start();
  IntakeObjects({Object("a.jpg", 2000, 2), Object("b.jpg")});
  EXPECT_THAT(PendingTask("a.jpg").own, IsEmpty());
}

// It was lost, an engine wrote the same bytes again, and was killed before that was recorded.
TEST_P(FoundContract, OneThatAnEngineWroteAgainIsOurs) {
  Start();
  Intake({"a.jpg"});
  const OutcomeFact fact = FoundFact(PendingTask("a.jpg"));
  ASSERT_TRUE(Record(fact));
  LedgerOptions options = DefaultOptions();
  options.noted = {{fact.outcome.outputs[0].key, fact.outcome.outputs[0].content}};
  Start(options);
  IntakeObjects({Object("a.jpg", 2000, 2)});
  EXPECT_THAT(OwnKeys(PendingTask("a.jpg")), ElementsAre("a.jpg"));
}

}  // namespace
}  // namespace photomill
