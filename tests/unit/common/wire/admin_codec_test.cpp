// The bounds of the commands to a live run. codec_reflection_test shows that no field is lost.
#include "common/wire/admin_codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/base/limits.h"
#include "common/wire/admin_file.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill {
namespace {

// The index of a sample in sample_messages.cpp.
constexpr size_t kDrainSample = 3;
constexpr size_t kSetThreadsSample = 4;
constexpr size_t kExplainSample = 5;

void ExpectRequestRefused(const std::string& beginning, size_t sample,
                          const std::function<void(proto::AdminRequest&)>& change) {
  proto::AdminRequest request = AdminRequestSamples().at(sample);
  change(request);
  const Result<AdminRequest> decoded = DecodeAdminRequest(request.SerializeAsString());
  const std::string verdict = decoded.ok() ? "accepted" : decoded.failure().detail;
  EXPECT_TRUE(verdict.starts_with(beginning)) << verdict;
}

void ExpectResponseRefused(const std::string& beginning,
                           const std::function<void(proto::AdminResponse&)>& change) {
  proto::AdminResponse response = AdminResponseSamples().front();
  change(response);
  const Result<AdminResponse> decoded = DecodeAdminResponse(response.SerializeAsString());
  const std::string verdict = decoded.ok() ? "accepted" : decoded.failure().detail;
  EXPECT_TRUE(verdict.starts_with(beginning)) << verdict;
}

TEST(AdminCodecTest, ARequestComesBackAsItWasWritten) {
  const AdminRequest request{MakeAdminToken(), admin::Explain{"a/b.jpg", SourceId{9}}};
  EXPECT_EQ(DecodeAdminRequest(Encode(request)).value(), request);
}

TEST(AdminCodecTest, EveryFieldOfARequestHasItsBounds) {
  using Proto = proto::AdminRequest;
  ExpectRequestRefused("request.version: 0 ", 0, [](Proto& in) { in.clear_version(); });
  ExpectRequestRefused("request.version: 2 ", 0, [](Proto& in) { in.set_version(2); });
  ExpectRequestRefused("request.token: ", 0, [](Proto& in) { in.set_token("short"); });
  ExpectRequestRefused("request.token: ", 0, [](Proto& in) { in.set_token(std::string(40, '~')); });
  ExpectRequestRefused("request.command: ", 0, [](Proto& in) { in.clear_ping(); });
  ExpectRequestRefused("request.drain.worker: ", kDrainSample,
                       [](Proto& in) { in.mutable_drain()->clear_worker(); });
  ExpectRequestRefused("request.drain.worker: ", kDrainSample, [](Proto& in) {
    in.mutable_drain()->set_worker(std::string(kAdminWorkerBytesMax + 1, 'w'));
  });
  ExpectRequestRefused("request.drain.worker", kDrainSample,
                       [](Proto& in) { in.mutable_drain()->set_worker("a\nb"); });
  for (const uint32_t threads : {0U, 513U}) {
    ExpectRequestRefused("request.set_threads.threads: ", kSetThreadsSample,
                         [&](Proto& in) { in.mutable_set_threads()->set_threads(threads); });
  }
  ExpectRequestRefused("request.set_threads.worker", kSetThreadsSample,
                       [](Proto& in) { in.mutable_set_threads()->set_worker("a\nb"); });
  ExpectRequestRefused("request.explain.key", kExplainSample,
                       [](Proto& in) { in.mutable_explain()->set_key("../a"); });
  ExpectRequestRefused("request.explain.key", kExplainSample, [](Proto& in) {
    in.mutable_explain()->set_key(std::string(limits::kKeyBytesMax + 1, 'k'));
  });
  ExpectRequestRefused("request.explain.source: ", kExplainSample,
                       [](Proto& in) { in.mutable_explain()->set_source(-1); });
}

TEST(AdminCodecTest, EveryFieldOfAResponseHasItsBounds) {
  using Proto = proto::AdminResponse;
  ExpectResponseRefused("response.code: 0 ", [](Proto& in) { in.clear_code(); });
  ExpectResponseRefused("response.code: 9 ",
                        [](Proto& in) { in.set_code(static_cast<proto::AdminCode>(9)); });
  ExpectResponseRefused("response.text: ",
                        [](Proto& in) { in.set_text(std::string(kAdminTextBytesMax + 1, 't')); });
  ExpectResponseRefused("response.text", [](Proto& in) { in.set_text("\x1b[31m"); });
  ExpectResponseRefused("response.word: ",
                        [](Proto& in) { in.set_word(std::string(kAdminWordBytesMax + 1, 'w')); });
}

TEST(AdminCodecTest, ALongOrOddTextIsMadeToFit) {
  const AdminResponse response{AdminCode::kRefused, std::string(100'000, 'x') + "\n"};
  const Result<AdminResponse> decoded = DecodeAdminResponse(Encode(response));
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_LE(decoded->text.size(), kAdminTextBytesMax);
  EXPECT_EQ(DecodeAdminResponse(Encode(AdminResponse{AdminCode::kDone, "a\nb"})).value().text,
            "a\\nb");
}

TEST(AdminCodecTest, WhatIsNoMessageIsRefused) {
  EXPECT_FALSE(DecodeAdminRequest("\xff\xff").ok());
  EXPECT_FALSE(DecodeAdminResponse("\xff\xff").ok());
  const std::string huge(kAdminMessageBytesMax + 1, '\0');
  EXPECT_FALSE(DecodeAdminRequest(huge).ok());
  EXPECT_FALSE(DecodeAdminResponse(huge).ok());
}

}  // namespace
}  // namespace photomill
