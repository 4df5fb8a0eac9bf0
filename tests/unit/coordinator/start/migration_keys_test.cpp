#include "coordinator/start/migration_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(MigrationKeys, AreMadeOnceAndKept) {
  const TempFolder state;
  const Result<MigrationKeys> made = LoadOrMakeKeys(state.path());
  ASSERT_TRUE(made.ok()) << made.failure().detail;
  EXPECT_TRUE(AreOnePair(made->server));
  EXPECT_TRUE(AreOnePair(made->worker));
  EXPECT_TRUE(AreOnePair(made->admin));
  EXPECT_NE(made->server.public_key, made->worker.public_key);
  EXPECT_NE(made->admin.public_key, made->worker.public_key);
  const Result<MigrationKeys> loaded = LoadOrMakeKeys(state.path());
  ASSERT_TRUE(loaded.ok()) << loaded.failure().detail;
  EXPECT_EQ(loaded->server.secret_key, made->server.secret_key);
  EXPECT_EQ(loaded->worker.public_key, made->worker.public_key);
  EXPECT_EQ(loaded->admin.public_key, made->admin.public_key);
}

TEST(MigrationKeys, AreRefusedWhereOthersCanReadThem) {
  const TempFolder state;
  ASSERT_TRUE(LoadOrMakeKeys(state.path()).ok());
  ASSERT_EQ(chmod(state.At("keys").c_str(), 0755), 0);
  EXPECT_THAT(LoadOrMakeKeys(state.path()).failure().detail, HasSubstr("chmod 700"));
  ASSERT_EQ(chmod(state.At("keys").c_str(), 0700), 0);
  ASSERT_EQ(chmod(state.At("keys/server").c_str(), 0644), 0);
  EXPECT_THAT(LoadOrMakeKeys(state.path()).failure().detail, HasSubstr("chmod 600"));
}

TEST(MigrationKeys, ADamagedFileIsNamedAndNotShown) {
  const TempFolder state;
  const Result<MigrationKeys> keys = LoadOrMakeKeys(state.path());
  ASSERT_TRUE(keys.ok());
  const std::string half = keys->worker.secret_key.Reveal().substr(0, 20);
  state.Write("keys/worker", "public-key " + keys->worker.public_key + "\nsecret-key " + half);
  const std::string detail = LoadOrMakeKeys(state.path()).failure().detail;
  EXPECT_THAT(detail, HasSubstr("keys/worker\" does not contain a pair of keys"));
  EXPECT_THAT(detail, Not(HasSubstr(half)));
}

}  // namespace
}  // namespace photomill
