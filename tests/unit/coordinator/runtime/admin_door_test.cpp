// Who may give commands to a run over its local socket, and what becomes of its files.
#include "coordinator/runtime/admin_door.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "common/os/private_file.h"
#include "common/wire/admin_codec.h"
#include "common/wire/admin_file.h"
#include "common/wire/dealer_socket.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

AdminResponse Yes(const AdminCommand&) {
  return {AdminCode::kDone, "yes", "yes"};
}

class AdminDoorTest : public ::testing::Test {
 protected:
  AdminDoorTest() { EXPECT_TRUE(door_.Open().ok()); }

  [[nodiscard]] std::string ControlPath() const { return folder_.At("control"); }
  [[nodiscard]] AdminFile Control() const {
    const Result<Secret> text = ReadPrivateFile(ControlPath(), 64 * 1024);
    EXPECT_TRUE(text.ok()) << text.failure().detail;
    Result<AdminFile> file = ParseAdminFile(*text);
    EXPECT_TRUE(file.ok()) << file.failure().detail;
    return *std::move(file);
  }
  // Sends a frame and serves until the response has arrived.
  AdminResponse Ask(const std::string& frame) {
    DealerSocket client(context_);
    EXPECT_TRUE(client.Connect(Control().addresses.front()).ok());
    while (!client.Send(frame)) (void)client.Wait({}, milliseconds(5));
    std::string response;
    while (!client.Receive(response)) {
      (void)network_.Wait({}, milliseconds(5), door_.socket());
      (void)door_.Serve(Yes);
      (void)client.Wait({}, milliseconds(1));
    }
    Result<AdminResponse> decoded = DecodeAdminResponse(response);
    EXPECT_TRUE(decoded.ok());
    return *std::move(decoded);
  }

  TempFolder folder_;
  ZmqTransport network_{std::nullopt};
  AdminDoor door_{folder_.path(), "m1", network_};
  ZmqContext context_;
};

TEST_F(AdminDoorTest, TheTokenOpensIt) {
  EXPECT_EQ(Ask(Encode(AdminRequest{Control().token, admin::Ping{}})),
            (AdminResponse{AdminCode::kDone, "yes", "yes"}));
}

TEST_F(AdminDoorTest, AnotherTokenOrNoneDoesNot) {
  EXPECT_EQ(Ask(Encode(AdminRequest{MakeAdminToken(), admin::Pause{}})).code,
            AdminCode::kNotAllowed);
  EXPECT_EQ(Ask(Encode(AdminRequest{Secret(), admin::Pause{}})).code, AdminCode::kNotAllowed);
}

TEST_F(AdminDoorTest, WhatItDoesNotUnderstandIsAnswered) {
  EXPECT_EQ(Ask("\xff\xff").code, AdminCode::kUnsupported);
}

TEST_F(AdminDoorTest, ItsFileIsPrivateAndGoesWithIt) {
  struct stat status {};
  ASSERT_EQ(stat(ControlPath().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  const std::string socket = Control().addresses.front().substr(std::string("ipc://").size());
  EXPECT_TRUE(std::filesystem::exists(socket));
  door_.Close();
  EXPECT_FALSE(std::filesystem::exists(ControlPath()));
  EXPECT_FALSE(std::filesystem::exists(socket));
  EXPECT_EQ(door_.socket(), nullptr);
  EXPECT_FALSE(door_.Serve(Yes));
}

TEST_F(AdminDoorTest, TheFileOfAKilledRunIsReplaced) {
  const Secret old = Control().token;
  AdminDoor next(folder_.path(), "m1", network_);
  ASSERT_TRUE(next.Open().ok());
  EXPECT_NE(Control().token, old);
}

TEST(AdminFrameTest, WhoHasProvedWhoItIsNeedsNoToken) {
  const std::string frame = Encode(AdminRequest{Secret(), admin::Ping{}});
  EXPECT_EQ(AnswerAdminFrame(frame, nullptr, Yes).code, AdminCode::kDone);
  const Secret none;
  EXPECT_EQ(AnswerAdminFrame(frame, &none, Yes).code, AdminCode::kNotAllowed);
}

}  // namespace
}  // namespace photomill
