#include "coordinator/start/destination_identity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/os/memory.h"
#include "coordinator/start/known_destinations.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class DestinationIdentity : public testing::Test {
 protected:
  DestinationIdentity() {
    std::string pattern = fs::temp_directory_path() / "photomill_destination_XXXXXX";
    folder_ = fs::canonical(mkdtemp(pattern.data()));
    request_.destination = folder_ + "/dst";
    request_.notes_file = folder_ + "/notes/destinations";
  }
  ~DestinationIdentity() override { fs::remove_all(folder_); }

  void Mark(const std::string& id, const MigrationMark& mark) const {
    fs::create_directories(request_.destination);
    const Result<std::unique_ptr<ObjectStore>> store = OpenStore(request_.destination);
    ASSERT_TRUE(PublishMark(**store, id, mark).ok());
  }
  void Write(const std::string& name) const {
    fs::create_directories(request_.destination);
    std::ofstream(request_.destination + "/" + name) << "x";
  }
  [[nodiscard]] Result<DestinationDecision> Decide(
      const std::optional<LedgerIdentity>& ledger = std::nullopt) const {
    const Result<FoundDestination> found = LookAtDestination(request_.destination);
    if (!found) return found.failure();
    return DecideDestination(*found, ledger, request_);
  }
  [[nodiscard]] std::string Refusal(
      const std::optional<LedgerIdentity>& ledger = std::nullopt) const {
    const Result<DestinationDecision> decision = Decide(ledger);
    return decision.ok() ? "" : decision.failure().detail;
  }
  // The state of a migration whose ledger knows sources.
  [[nodiscard]] LedgerIdentity Ledger() const {
    LedgerIdentity ledger;
    ledger.migration_id = "m1";
    ledger.source_url = "/photos";
    ledger.destination_url = request_.destination;
    ledger.ever_known = 7;
    return ledger;
  }

  std::string folder_;
  DestinationRequest request_;
  const MigrationMark mark_{"token", "/photos", "/state", "nas", {"."}, false};
  const MigrationMark other_{"token", "/others", "/other/state", "nas", {"."}, false};
};

TEST_F(DestinationIdentity, AFirstStartTakesAMissingOrEmptyFolder) {
  EXPECT_EQ(Refusal(), "");
  EXPECT_FALSE(fs::exists(request_.destination)) << "looking makes nothing";
  fs::create_directory(request_.destination);
  EXPECT_EQ(Refusal(), "");
}

TEST_F(DestinationIdentity, AFirstStartAsksBeforeItWritesAmongFiles) {
  Write("a.jpg");
  EXPECT_THAT(Refusal(), HasSubstr("--into_existing"));
  request_.into_existing = true;
  EXPECT_EQ(Refusal(), "");
}

TEST_F(DestinationIdentity, AnotherMigrationIsNamed) {
  Write("a.jpg");
  Mark("m2", other_);
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("/others"), HasSubstr("/other/state"), HasSubstr("nas")));
  request_.into_existing = true;
  const Result<DestinationDecision> joined = Decide();
  ASSERT_TRUE(joined.ok());
  EXPECT_THAT(joined->note, AllOf(HasSubstr("/others"), HasSubstr("/other/state")));
}

TEST_F(DestinationIdentity, EveryStartTellsWhoElseCountsOnItsFiles) {
  Mark("m1", mark_);
  EXPECT_EQ(Decide(Ledger())->note, "");
  Mark("m2", other_);
  EXPECT_THAT(Decide(Ledger())->note, AllOf(HasSubstr("/other/state"), HasSubstr("verify")));
  LedgerIdentity moved = Ledger();
  moved.destination_url = "/elsewhere";
  EXPECT_THAT(Decide(moved)->note, AllOf(HasSubstr("has moved"), HasSubstr("/other/state")));
}

TEST_F(DestinationIdentity, AFolderThatWasADestinationAndIsEmptyIsRefused) {
  ASSERT_TRUE(NoteDestination(request_.notes_file,
                              {request_.destination, "m1", "/state", 1'700'000'000'000})
                  .ok());
  const auto refused =
      AllOf(HasSubstr("2023-11-14"), HasSubstr("is it mounted?"), HasSubstr("--new_destination"));
  EXPECT_THAT(Refusal(), refused);
  fs::create_directory(request_.destination);
  EXPECT_THAT(Refusal(), refused);
  // The mark shows that the destination is there, whatever happened to the ledger.
  Mark("m1", mark_);
  EXPECT_EQ(Refusal(), "");
  fs::remove_all(request_.destination);
  request_.new_destination = true;
  EXPECT_EQ(Refusal(), "");
}

// A mount point may have files of its own.
TEST_F(DestinationIdentity, AFolderThatWasADestinationAndHasOtherFilesIsRefused) {
  ASSERT_TRUE(NoteDestination(request_.notes_file,
                              {request_.destination, "m1", "/state", 1'700'000'000'000})
                  .ok());
  Write("NOT_MOUNTED.txt");
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("2023-11-14"), HasSubstr("is it mounted?"),
                               HasSubstr("--into_existing")));
  request_.into_existing = true;
  EXPECT_EQ(Refusal(), "");
}

TEST_F(DestinationIdentity, AForgottenStateDirectoryIsNamed) {
  Write("a.jpg");
  Mark("m1", {"token", "/photos", "/elsewhere/state", HostName(), {"."}, false});
  request_.state_folder = request_.destination + "/.photomill";
  EXPECT_THAT(Refusal(),
              AllOf(HasSubstr("--state=/elsewhere/state"), HasSubstr("--into_existing")));
}

TEST_F(DestinationIdentity, AMissingLedgerIsCalledThat) {
  Write("a.jpg");
  request_.state_folder = request_.destination + "/.photomill";
  Mark("m1", {"token", "/photos", request_.state_folder, HostName(), {"."}, false});
  EXPECT_THAT(Refusal(), AllOf(HasSubstr("that ledger is missing"), HasSubstr("backup"),
                               HasSubstr("new folder")));
}

TEST_F(DestinationIdentity, ALedgerFindsItsMark) {
  Mark("m1", mark_);
  Mark("m2", other_);
  const Result<DestinationDecision> found = Decide(Ledger());
  ASSERT_TRUE(found.ok());
  EXPECT_FALSE(found->moved);
  EXPECT_FALSE(found->lost);
  EXPECT_EQ(found->mark, mark_);
}

TEST_F(DestinationIdentity, ALedgerWhoseMarkIsNotThereAsksWhetherItIsMounted) {
  const auto refused = AllOf(HasSubstr(request_.destination), HasSubstr("is it mounted?"),
                             HasSubstr("--new_destination"));
  EXPECT_THAT(Refusal(Ledger()), AllOf(refused, HasSubstr("does not exist")));
  EXPECT_FALSE(fs::exists(request_.destination));
  fs::create_directory(request_.destination);
  EXPECT_THAT(Refusal(Ledger()), AllOf(refused, HasSubstr("is empty")));
  Write("a.jpg");
  EXPECT_THAT(Refusal(Ledger()), refused);
  Mark("m2", other_);
  EXPECT_THAT(Refusal(Ledger()), AllOf(refused, HasSubstr("/others")));
  request_.into_existing = true;
  EXPECT_THAT(Refusal(Ledger()), refused);
}

// The folder below a mount that is missing, or a backup, has a mark of an earlier start.
TEST_F(DestinationIdentity, AnOlderMarkIsNotTheDestination) {
  Write("a.jpg");
  Mark("m1", mark_);
  EXPECT_EQ(Refusal(Ledger()), "") << "a ledger of an older version records none";
  request_.record.tokens = {"another", mark_.token};
  EXPECT_EQ(Refusal(Ledger()), "");
  request_.record.tokens = {"another"};
  EXPECT_THAT(Refusal(Ledger()), AllOf(HasSubstr("older one"), HasSubstr("Is it mounted?"),
                                       HasSubstr("--new_destination")));
  request_.new_destination = true;
  const Result<DestinationDecision> taken = Decide(Ledger());
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->lost);
}

TEST_F(DestinationIdentity, TokensAreRecorded) {
  fs::create_directory(folder_ + "/state");
  const std::string state = folder_ + "/state";
  EXPECT_EQ(*ReadDestinationRecord(state), DestinationRecord{});
  const DestinationRecord record{{"one", "two"}, true};
  ASSERT_TRUE(WriteDestinationRecord(state, record).ok());
  EXPECT_EQ(*ReadDestinationRecord(state), record);
  fs::remove(state + "/destination");
  ASSERT_EQ(mkfifo((state + "/destination").c_str(), 0600), 0);
  EXPECT_THAT(ReadDestinationRecord(state).failure().detail, HasSubstr("is a named pipe"));
}

// The start that records a token may fail before it publishes the mark.
TEST_F(DestinationIdentity, ARecordKeepsTheTokenOfTheLastPublishedMark) {
  DestinationRecord record = WithToken({}, "second", mark_);
  EXPECT_TRUE(IsRecorded(record, mark_.token));
  EXPECT_TRUE(IsRecorded(record, "second"));
  // An older mark that was found does not become the last one.
  record = WithToken(record, "third", other_);
  EXPECT_TRUE(IsRecorded(record, mark_.token));
  for (int i = 0; i < 200; ++i) record = WithToken(record, "failed-" + std::to_string(i), mark_);
  EXPECT_TRUE(IsRecorded(record, "failed-199"));
  EXPECT_LT(record.tokens.size(), 100U);
  EXPECT_FALSE(IsRecorded(WithToken({{"last"}, false}, "new", mark_), mark_.token));
}

TEST_F(DestinationIdentity, OutputsStayUncheckedThoughTheMarkWasNotPublished) {
  Write("a.jpg");
  Mark("m1", mark_);
  request_.record = {{mark_.token}, true};
  const Result<DestinationDecision> decision = Decide(Ledger());
  ASSERT_TRUE(decision.ok());
  EXPECT_TRUE(decision->lost);
}

TEST_F(DestinationIdentity, ANewDestinationIsTakenByWord) {
  request_.new_destination = true;
  const Result<DestinationDecision> taken = Decide(Ledger());
  ASSERT_TRUE(taken.ok());
  EXPECT_TRUE(taken->lost);
  EXPECT_THAT(taken->note, HasSubstr("remade"));
}

TEST_F(DestinationIdentity, OneThatWasMadeAnewAndNotYetLookedThroughCountsAsLost) {
  MigrationMark mark = mark_;
  mark.unchecked = true;
  Mark("m1", mark);
  EXPECT_TRUE(Decide(Ledger())->lost);
}

TEST_F(DestinationIdentity, IsKnownByItsMarkWhereverItStands) {
  LedgerIdentity ledger = Ledger();
  ledger.destination_url = "/old/place";
  EXPECT_THAT(Refusal(ledger), AllOf(HasSubstr("/old/place"), HasSubstr(request_.destination)));
  Mark("m1", mark_);
  const Result<DestinationDecision> moved = Decide(ledger);
  ASSERT_TRUE(moved.ok());
  EXPECT_TRUE(moved->moved);
  EXPECT_THAT(moved->note, AllOf(HasSubstr("/old/place"), HasSubstr(request_.destination)));
}

TEST_F(DestinationIdentity, ALedgerThatKnowsNoSourceHasNothingToLose) {
  LedgerIdentity ledger = Ledger();
  ledger.ever_known = 0;
  EXPECT_EQ(Refusal(ledger), "");
  ledger.destination_url = "/typo";
  EXPECT_TRUE(Decide(ledger)->moved);
}

TEST_F(DestinationIdentity, AFileIsNoDestination) {
  std::ofstream(request_.destination) << "x";
  EXPECT_THAT(Refusal(), HasSubstr("is a file"));
}

}  // namespace
}  // namespace photomill
