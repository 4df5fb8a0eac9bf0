#include "coordinator/runtime/reception.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "common/os/private_file.h"
#include "common/wire/admin_file.h"
#include "common/wire/join_file.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::StartsWith;

class ReceptionTest : public ::testing::Test {
 protected:
  ReceptionTest() {
    options_.listen = "tcp://127.0.0.1:0";
    preparation_.state_folder = folder_.path();
    preparation_.ledger.opening.migration_id = "m1";
    Result<StateFolder> state = AcquireStateFolder(folder_.path());
    EXPECT_TRUE(state.ok()) << state.failure().detail;
    preparation_.state = std::make_unique<StateFolder>(*std::move(state));
  }

  void UseKeys() {
    Result<MigrationKeys> keys = LoadOrMakeKeys(folder_.path());
    ASSERT_TRUE(keys.ok()) << keys.failure().detail;
    preparation_.keys = *std::move(keys);
  }

  // Called once `options_` and `preparation_` are as they should be.
  Status Open() {
    reception_.emplace(options_, preparation_);
    return reception_->Open(Instant{}, [this](const std::string& text) { said_.push_back(text); });
  }

  StateHolder Holder() {
    const Result<std::optional<StateHolder>> holder = FindStateHolder(folder_.path());
    EXPECT_TRUE(holder.ok() && *holder);
    return holder.ok() && *holder ? **holder : StateHolder{};
  }

  TempFolder folder_;
  CoordinatorOptions options_;
  Preparation preparation_;
  std::optional<Reception> reception_;
  std::vector<std::string> said_;
};

TEST_F(ReceptionTest, SaysHowWorkersAreStarted) {
  ASSERT_TRUE(Open().ok());
  const std::string endpoint = reception_->transport().Endpoint();
  EXPECT_THAT(endpoint, MatchesRegex("tcp://127\\.0\\.0\\.1:[1-9][0-9]*"));
  EXPECT_THAT(said_, ElementsAre("serving workers at " + endpoint +
                                 "; start them with: photomill worker --connect=" + endpoint));
}

TEST_F(ReceptionTest, WithoutEncryptionBothSidesSaySo) {
  options_.insecure = true;
  ASSERT_TRUE(Open().ok());
  const std::string endpoint = reception_->transport().Endpoint();
  EXPECT_THAT(
      said_,
      ElementsAre("serving workers at " + endpoint +
                  ", unencrypted (--insecure); start them with: photomill worker --connect=" +
                  endpoint + " --insecure"));
  EXPECT_TRUE(Holder().insecure);
}

TEST_F(ReceptionTest, AStatusCommandFindsTheAddress) {
  ASSERT_TRUE(Open().ok());
  EXPECT_EQ(Holder().serves, reception_->transport().Endpoint());
}

TEST_F(ReceptionTest, EveryAddressStaysAsPeopleWroteItWithThePortThatWasChosen) {
  options_.listen = "tcp://*:0";
  ASSERT_TRUE(Open().ok());
  const std::string bound = reception_->transport().Endpoint();
  EXPECT_EQ(Holder().serves, "tcp://*:" + bound.substr(bound.rfind(':') + 1));
}

TEST_F(ReceptionTest, TheJoinFileHasAllThatAWorkerNeeds) {
  UseKeys();
  ASSERT_TRUE(Open().ok());
  const std::string path = folder_.At("join");
  struct stat status {};
  ASSERT_EQ(stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const Result<Secret> text = ReadPrivateFile(path, 64 * 1024);
  ASSERT_TRUE(text.ok()) << text.failure().detail;
  const Result<JoinFile> join = ParseJoinFile(*text);
  ASSERT_TRUE(join.ok()) << join.failure().detail;
  EXPECT_EQ(join->migration_id, "m1");
  EXPECT_THAT(join->addresses, ElementsAre(reception_->transport().Endpoint()));
  EXPECT_EQ(join->server_key, preparation_.keys->server.public_key);
  EXPECT_TRUE(AreOnePair(join->worker));
  EXPECT_EQ(join->worker.public_key, preparation_.keys->worker.public_key);
  ASSERT_EQ(said_.size(), 1U);
  EXPECT_THAT(said_[0], HasSubstr("encrypted; workers need the join file \"" + path + "\""));
}

TEST_F(ReceptionTest, TheAdminFileHasAKeyOfItsOwn) {
  UseKeys();
  ASSERT_TRUE(Open().ok());
  const Result<Secret> text = ReadPrivateFile(folder_.At("admin"), 64 * 1024);
  ASSERT_TRUE(text.ok()) << text.failure().detail;
  const Result<AdminFile> admin = ParseAdminFile(*text);
  ASSERT_TRUE(admin.ok()) << admin.failure().detail;
  EXPECT_THAT(admin->addresses, ElementsAre(reception_->transport().Endpoint()));
  EXPECT_EQ(admin->server_key, preparation_.keys->server.public_key);
  EXPECT_EQ(admin->admin.public_key, preparation_.keys->admin.public_key);
  EXPECT_NE(admin->admin.public_key, preparation_.keys->worker.public_key);
}

TEST_F(ReceptionTest, TheJoinFileNamesTheAddressesThatTheUserGave) {
  UseKeys();
  options_.advertise = {"192.0.2.7"};
  ASSERT_TRUE(Open().ok());
  const std::string bound = reception_->transport().Endpoint();
  const Result<JoinFile> join = ParseJoinFile(*ReadPrivateFile(folder_.At("join"), 64 * 1024));
  ASSERT_TRUE(join.ok()) << join.failure().detail;
  EXPECT_THAT(join->addresses,
              ElementsAre("tcp://192.0.2.7:" + bound.substr(bound.rfind(':') + 1)));
}

TEST_F(ReceptionTest, AnAddressThatIsTakenIsAFailureAndNothingIsSaid) {
  ASSERT_TRUE(Open().ok());
  options_.listen = reception_->transport().Endpoint();
  said_.clear();
  Reception second(options_, preparation_);
  const Status opened =
      second.Open(Instant{}, [this](const std::string& text) { said_.push_back(text); });
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.failure().detail, HasSubstr(options_.listen));
  EXPECT_TRUE(said_.empty());
}

TEST_F(ReceptionTest, WithoutLocalWorkersThereIsNothingToWatch) {
  ASSERT_TRUE(Open().ok());
  EXPECT_TRUE(reception_->Fds().empty());
  EXPECT_TRUE(reception_->Supervise(Instant{}).ok());
}

}  // namespace
}  // namespace photomill
