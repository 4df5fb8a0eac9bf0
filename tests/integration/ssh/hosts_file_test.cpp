// The whole hosts file is checked before anything is started. Every mistake is reported with its
// line, its word and the remedy. None of these tests gets as far as a connection.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {
namespace {

using testing::Test;

constexpr const char* kJoinText = "photomill-join 1\naddress tcp://127.0.0.1:1\n";

class HostsFileTest : public Test {
 protected:
  [[nodiscard]] Ended Run(const std::string& script, const std::string& hosts,
                          const Arguments& options = {}) const {
    folder_.Write("hosts", hosts);
    Arguments command = {std::string(PHOTOMILL_SSH_SCRIPTS) + "/" + script};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(folder_.At("hosts"));
    return StartCommand(command).Wait();
  }

  void ExpectMistake(const std::string& line, const std::string& text) const {
    const Ended ended = Run("status-workers", "# a comment\n" + line + "\n");
    EXPECT_TRUE(ended.Exited(1)) << line << ended.All();
    EXPECT_NE(ended.err.find(folder_.At("hosts") + ":2: " + text), std::string::npos)
        << line << "\n"
        << ended.All();
    EXPECT_EQ(ended.out, "");
  }

  [[nodiscard]] std::string WriteJoin(mode_t mode) const {
    folder_.Write("join", kJoinText);
    EXPECT_EQ(chmod(folder_.At("join").c_str(), mode), 0);
    return "--join=" + folder_.At("join");
  }

  TestFolder folder_;
};

TEST_F(HostsFileTest, MistakesAreToldWithLineAndWord) {
  ExpectMistake("port=22", "begins with the option 'port=22'");
  ExpectMistake("mill@photos", "has the host 'mill@photos': write it as 'photos user=mill'");
  ExpectMistake("-oProxyCommand=x", "begins with the option");
  ExpectMistake("-v", "has the host '-v'");
  ExpectMistake("a;b", "has the host 'a;b'");
  ExpectMistake("$(reboot)", "has the host '$(reboot)'");
  ExpectMistake("a prot=22", "has 'prot=22': the options are user= port=");
  ExpectMistake("a b", "has 'b': the options are user= port=");
  ExpectMistake("a port=ssh", "has port=ssh, but port= needs a port, 1 to 65535");
  ExpectMistake("a port=65536", "has port=65536");
  ExpectMistake("a port=22 port=23", "has port= twice");
  ExpectMistake("a threads=0", "has threads=0");
  ExpectMistake("a threads=", "has threads= without a value");
  ExpectMistake("a memory=4XB", "has memory=4XB, but memory= needs a number of bytes");
  ExpectMistake("a user=-l", "has user=-l");
  ExpectMistake("a identity=/nowhere/key", "has identity=/nowhere/key");
  ExpectMistake("a source_root=photos", "has source_root=photos, but source_root= needs a folder");
  ExpectMistake("a destination_root=.", "has destination_root=.");
  ExpectMistake("a name=../a", "has name=../a");
  ExpectMistake("a name=.", "has name=.");
  ExpectMistake("a program=-x", "has program=-x");
  ExpectMistake("a program=bin/photomill", "has program=bin/photomill");
  ExpectMistake("a source_root=\"/mnt/my photos", "has a quote without its end: \"/mnt/my photos");
  ExpectMistake("a source_root=/mnt/\x1b[2J", "has a control character");
}

TEST_F(HostsFileTest, NamesAreTheWorkersAndDiffer) {
  const Ended ended = Run("status-workers", "a\nb name=c\na threads=2\n");
  EXPECT_TRUE(ended.Exited(1)) << ended.All();
  EXPECT_NE(ended.err.find(":3: starts another worker with the name 'a', as line 1 does"),
            std::string::npos)
      << ended.All();
}

TEST_F(HostsFileTest, EveryMistakeIsToldAtOnce) {
  const Ended ended = Run("status-workers", "a port=x\n\nb prot=1\nc\n");
  EXPECT_TRUE(ended.Exited(1));
  EXPECT_NE(ended.err.find(":1: has port=x"), std::string::npos) << ended.All();
  EXPECT_NE(ended.err.find(":3: has 'prot=1'"), std::string::npos) << ended.All();
}

TEST_F(HostsFileTest, AFileWithoutAHostIsRefused) {
  const Ended ended = Run("status-workers", "# nobody yet\n\n");
  EXPECT_TRUE(ended.Exited(1));
  EXPECT_NE(ended.err.find("names no host"), std::string::npos) << ended.All();
}

TEST_F(HostsFileTest, AJoinFileThatOthersReadIsRefused) {
  for (const mode_t mode : {0640U, 0604U, 0660U}) {
    const Ended ended = Run("start-workers", "a\n", {WriteJoin(mode)});
    EXPECT_TRUE(ended.Exited(1)) << ended.All();
    EXPECT_NE(ended.err.find("others can read the join file"), std::string::npos) << ended.All();
  }
}

TEST_F(HostsFileTest, WhatIsNoJoinFileIsRefused) {
  folder_.Write("join", "address tcp://127.0.0.1:1\n");
  ASSERT_EQ(chmod(folder_.At("join").c_str(), 0600), 0);
  const Ended ended = Run("start-workers", "a\n", {"--join=" + folder_.At("join")});
  EXPECT_TRUE(ended.Exited(1));
  EXPECT_NE(ended.err.find("is not a join file"), std::string::npos) << ended.All();
}

TEST_F(HostsFileTest, WrongUsageIsToldWithTheRemedy) {
  EXPECT_TRUE(Run("start-workers", "a\n").Exited(1));
  EXPECT_NE(Run("start-workers", "a\n").err.find("--join=DST/.photomill/join"), std::string::npos);
  EXPECT_NE(Run("stop-workers", "a\n", {"--timeout=soon"}).err.find("--timeout needs seconds"),
            std::string::npos);
  EXPECT_NE(Run("status-workers", "a\n", {"--now"}).err.find("no option --now"), std::string::npos);
  EXPECT_NE(Run("status-workers", "a\n", {"another"}).err.find("needs one hosts file, not 2"),
            std::string::npos);
}

TEST_F(HostsFileTest, EveryScriptExplainsItself) {
  for (const char* script : {"start-workers", "status-workers", "stop-workers"}) {
    const Ended ended = Run(script, "", {"--help"});
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_TRUE(ended.out.starts_with("usage: " + std::string(script))) << ended.out;
    EXPECT_NE(ended.out.find("Exit code:"), std::string::npos);
  }
}

}  // namespace
}  // namespace photomill::test
