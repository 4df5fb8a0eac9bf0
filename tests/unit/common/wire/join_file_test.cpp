#include "common/wire/join_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

JoinFile Sample() {
  JoinFile join;
  join.protocol_version = 1;
  join.migration_id = "3f0c9a";
  join.addresses = {"tcp://192.0.2.5:5577", "tcp://[2001:db8::5]:5577", "tcp://nas.example:5577"};
  join.server_key = MakeCurveKeys().public_key;
  join.worker = MakeCurveKeys();
  return join;
}

std::string TextOf(const JoinFile& join) {
  return RenderJoinFile(join).Reveal();
}

std::string Refusal(const std::string& text) {
  const Result<JoinFile> parsed = ParseJoinFile(Secret(text));
  EXPECT_FALSE(parsed.ok()) << text;
  return parsed.ok() ? "" : parsed.failure().detail;
}

// The text without the lines that begin with this word.
std::string Without(const std::string& text, const std::string& word) {
  std::string rest;
  for (size_t at = 0; at < text.size();) {
    const size_t end = text.find('\n', at) + 1;
    const std::string line = text.substr(at, end - at);
    if (!line.starts_with(word + " ")) rest += line;
    at = end;
  }
  return rest;
}

TEST(JoinFile, ComesBackAsItWas) {
  const JoinFile join = Sample();
  const Result<JoinFile> parsed = ParseJoinFile(RenderJoinFile(join));
  ASSERT_TRUE(parsed.ok()) << parsed.failure().detail;
  EXPECT_EQ(parsed->protocol_version, join.protocol_version);
  EXPECT_EQ(parsed->migration_id, join.migration_id);
  EXPECT_EQ(parsed->addresses, join.addresses);
  EXPECT_EQ(parsed->server_key, join.server_key);
  EXPECT_EQ(parsed->worker.public_key, join.worker.public_key);
  EXPECT_EQ(parsed->worker.secret_key, join.worker.secret_key);
}

TEST(JoinFile, MayHaveBeenThroughAnotherSystemsHands) {
  std::string text;
  for (const char c : TextOf(Sample()))
    text += c == '\n' ? std::string("  \r\n") : std::string(1, c);
  EXPECT_TRUE(ParseJoinFile(Secret("\n\n" + text + "\n\n")).ok());
  text.erase(text.find_last_not_of(" \r\n") + 1);  // no newline at the end
  EXPECT_TRUE(ParseJoinFile(Secret(text)).ok());
}

TEST(JoinFile, TellsWhatIsMissing) {
  for (const std::string word : {"protocol", "migration", "address", "server-key",
                                 "worker-public-key", "worker-secret-key"}) {
    EXPECT_THAT(Refusal(Without(TextOf(Sample()), word)),
                HasSubstr("\"" + word + "\" is missing. Copy it again"));
  }
}

TEST(JoinFile, AnotherFileIsNone) {
  for (const std::string text : {"", "\n", "# photomill-join 1\n", "-----BEGIN KEY-----\n", "{}"}) {
    EXPECT_THAT(Refusal(text), HasSubstr("this is not a join file"));
  }
  EXPECT_THAT(Refusal("photomill-join 2\n"), HasSubstr("install the same version"));
}

TEST(JoinFile, NeverTellsWhatStandsInIt) {
  const JoinFile join = Sample();
  const std::string secret = join.worker.secret_key.Reveal();
  const std::string text = TextOf(join);
  for (size_t length = 0; length < text.size(); ++length) {
    const Result<JoinFile> parsed = ParseJoinFile(Secret(text.substr(0, length)));
    if (parsed.ok()) continue;
    EXPECT_THAT(parsed.failure().detail, Not(HasSubstr(secret.substr(0, 8))));
  }
  EXPECT_THAT(Refusal(text + secret + " " + secret + "\n"), Not(HasSubstr(secret)));
  EXPECT_THAT(Refusal(text + "address " + secret + "\n"), Not(HasSubstr(secret)));
}

TEST(JoinFile, IsBounded) {
  JoinFile join = Sample();
  join.addresses.assign(limits::kJoinAddressesMax + 1, "tcp://192.0.2.5:5577");
  EXPECT_THAT(Refusal(TextOf(join)), HasSubstr("one address more than"));
  join = Sample();
  join.migration_id.assign(limits::kMigrationIdBytesMax + 1, 'a');
  EXPECT_THAT(Refusal(TextOf(join)), HasSubstr("no migration id"));
}

TEST(JoinFile, WhatDoesNotFitIsRefused) {
  JoinFile join = Sample();
  join.worker.public_key = MakeCurveKeys().public_key;
  EXPECT_THAT(Refusal(TextOf(join)), HasSubstr("do not belong together"));
  const std::string text = TextOf(Sample());
  EXPECT_THAT(Refusal(text + "server-key " + MakeCurveKeys().public_key + "\n"),
              HasSubstr("repeats server-key"));
  EXPECT_THAT(Refusal(text + "colour blue\n"), HasSubstr("a word that this version does not know"));
  EXPECT_THAT(Refusal(Without(text, "protocol") + "protocol one\n"),
              HasSubstr("no protocol version"));
  EXPECT_THAT(Refusal(text + "address ipc:/x\n"), HasSubstr("no address tcp://HOST:PORT"));
}

}  // namespace
}  // namespace photomill
