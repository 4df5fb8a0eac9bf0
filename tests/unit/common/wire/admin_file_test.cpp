// What an admin file may contain, and that a refusal never quotes it.
#include "common/wire/admin_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

AdminFile LocalAdmin() {
  AdminFile file;
  file.migration_id = "3f0c9a";
  file.addresses = {"ipc:///run/user/1000/photomill-AbCdEf/control"};
  file.token = MakeAdminToken();
  return file;
}

AdminFile NetworkAdmin() {
  AdminFile file;
  file.migration_id = "3f0c9a";
  file.addresses = {"tcp://192.0.2.5:5577", "tcp://nas.example:5577"};
  file.server_key = MakeCurveKeys().public_key;
  file.admin = MakeCurveKeys();
  return file;
}

std::string AdminText(const AdminFile& file) {
  return RenderAdminFile(file).Reveal();
}

std::string AdminRefusal(const std::string& text) {
  const Result<AdminFile> parsed = ParseAdminFile(Secret(text));
  EXPECT_FALSE(parsed.ok()) << text;
  return parsed.ok() ? "" : parsed.failure().detail;
}

TEST(AdminFileTest, BothKindsComeBackAsTheyWereWritten) {
  for (const AdminFile& file : {LocalAdmin(), NetworkAdmin()}) {
    const Result<AdminFile> again = ParseAdminFile(RenderAdminFile(file));
    ASSERT_TRUE(again.ok()) << again.failure().detail;
    EXPECT_EQ(again->migration_id, file.migration_id);
    EXPECT_EQ(again->addresses, file.addresses);
    EXPECT_EQ(again->token, file.token);
    EXPECT_EQ(again->server_key, file.server_key);
    EXPECT_EQ(again->admin.secret_key, file.admin.secret_key);
    EXPECT_EQ(again->is_local(), file.is_local());
  }
  EXPECT_TRUE(LocalAdmin().is_local());
}

TEST(AdminFileTest, OtherFilesAreRefused) {
  EXPECT_THAT(AdminRefusal(""), HasSubstr("not an admin file"));
  EXPECT_THAT(AdminRefusal("photomill-join 1\n"), HasSubstr("not an admin file"));
  EXPECT_THAT(AdminRefusal("photomill-admin 2\n"), HasSubstr("install the same version"));
  EXPECT_THAT(AdminRefusal("photomill-admin 1\nmigration m\n"), HasSubstr("\"address\""));
  EXPECT_THAT(AdminRefusal("photomill-admin 1\naddress ipc:///x\n"), HasSubstr("\"migration\""));
}

TEST(AdminFileTest, ATokenNeverGoesToTheNetwork) {
  AdminFile file = LocalAdmin();
  file.addresses = {"tcp://192.0.2.5:5577"};
  EXPECT_THAT(AdminRefusal(AdminText(file)), HasSubstr("does not fit"));
  file = NetworkAdmin();
  file.addresses = {"ipc:///x"};
  EXPECT_THAT(AdminRefusal(AdminText(file)), HasSubstr("does not fit"));
  const std::string both = AdminText(NetworkAdmin()) + "token " + MakeAdminToken().Reveal() + "\n";
  EXPECT_THAT(AdminRefusal(both), HasSubstr("either a token or"));
}

TEST(AdminFileTest, ARefusalQuotesNoKey) {
  const AdminFile file = NetworkAdmin();
  const std::string text = AdminText(file);
  for (const std::string& wrong :
       {text + "admin-secret-key " + file.admin.secret_key.Reveal() + "\n", text + "word\n",
        text + "token x\n"}) {
    EXPECT_THAT(AdminRefusal(wrong), Not(HasSubstr(file.admin.secret_key.Reveal())));
  }
  AdminFile mixed = NetworkAdmin();
  mixed.admin.public_key = MakeCurveKeys().public_key;
  EXPECT_THAT(AdminRefusal(AdminText(mixed)), HasSubstr("do not belong together"));
}

TEST(AdminFileTest, TooManyAddressesAreRefused) {
  std::string text = AdminText(NetworkAdmin());
  for (int i = 0; i < 40; ++i) text += "address tcp://192.0.2.5:5577\n";
  EXPECT_THAT(AdminRefusal(text), HasSubstr("more than the 32"));
}

TEST(AdminFileTest, EveryTokenIsNew) {
  EXPECT_TRUE(IsCurveKey(MakeAdminToken().Reveal()));
  EXPECT_NE(MakeAdminToken(), MakeAdminToken());
}

}  // namespace
}  // namespace photomill
