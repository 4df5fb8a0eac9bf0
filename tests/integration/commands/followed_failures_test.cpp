// A run with failures of six kinds, followed from `status` to `explain` to `retry`, until a second
// run is right. PHOTOMILL_FOLLOWED_SOURCES sets the number of sources (default: 300).
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

int SourcesWanted() {
  const char* text = std::getenv("PHOTOMILL_FOLLOWED_SOURCES");
  return text == nullptr ? 300 : std::max(60, std::atoi(text));
}

class FollowedFailures : public LocalRun {
 protected:
  // Sources by the reason for which they fail.
  using Failures = std::map<std::string, std::vector<std::string>>;

  void Break(const std::string& reason, const std::string& key, std::string_view bytes) {
    WriteSource(key, bytes);
    failures_[reason].push_back(key);
  }

  void WriteLibrary() {
    WritePhotos(folder_, "src", SourcesWanted());
    const int each = std::max(2, std::min(50, SourcesWanted() / 100));
    const std::string svg = R"(<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>)";
    for (int i = 0; i < each; ++i) {
      const std::string number = std::to_string(i);
      const auto seed = static_cast<uint64_t>(1'000'000 + i);
      const std::string jpeg = SmallJpeg(seed);
      Break("corrupt", "half/" + number + ".jpg", jpeg.substr(0, jpeg.size() / 2));
      Break("not_an_image", "text/" + number + ".jpg", "text " + number);
      Break("format_not_allowed", "drawing/" + number + ".svg.png", svg);
      WritePhotos(folder_, "src/wide/" + number, 1, 300, 20);
      failures_["too_large"].push_back("wide/" + number + "/" + PhotoKey(0));
      WriteSource("twin/" + number + ".jpeg", jpeg);
      Break("key_collision", "twin/" + number + ".jpg", jpeg);
      Break("destination_taken", "taken/" + number + ".jpg", jpeg);
      WriteForeign("taken/" + number + ".jpg");
    }
  }

  void WriteForeign(const std::string& key) const {
    const fs::path path = destination_ + "/" + key;
    fs::create_directories(path.parent_path());
    folder_.Write("dst/" + key, "a file of the user's");
  }

  // What the remedies say.
  void Repair() {
    for (const std::string& key : failures_["corrupt"]) WriteSource(key, SmallJpeg(7));
    for (const std::string& key : failures_["not_an_image"]) WriteSource(key, SmallJpeg(8));
    for (const std::string& key : failures_["format_not_allowed"]) WriteSource(key, SmallJpeg(9));
    for (const std::string& key : failures_["key_collision"]) {
      fs::rename(source_ + "/" + key, source_ + "/" + key + ".renamed.jpg");
    }
    for (const std::string& key : failures_["destination_taken"]) {
      EXPECT_TRUE(fs::remove(destination_ + "/" + key)) << key;
    }
  }

  [[nodiscard]] Ended Ask(const Arguments& words) const {
    Arguments command = words;
    command.push_back("--state=" + state_);
    return RunPhotomill(command);
  }

  Failures failures_;
};

TEST_F(FollowedFailures, FromStatusToExplainToRetryToARunThatIsRight) {
  WriteLibrary();
  RunTo(kWithFailures, {"--into_existing", "--max_width=250"});

  const Ended status = Ask({"status", "--check"});
  EXPECT_TRUE(status.Exited(kWithFailures)) << status.All();
  int64_t failed = 0;
  for (const auto& [reason, keys] : failures_) {
    const auto count = static_cast<int64_t>(keys.size());
    failed += count;
    EXPECT_EQ(SummaryCount(status.out, reason), count) << status.out;
    EXPECT_THAT(status.out, HasSubstr("  " + reason + "  ")) << "an example of each";
    for (const std::string& key : keys) {
      const Ended explained = Ask({"explain", key});
      EXPECT_TRUE(explained.Exited(kWithFailures)) << explained.All();
      EXPECT_THAT(explained.out, AllOf(HasSubstr("state       failed, " + reason),
                                       HasSubstr("  remedy  "), HasSubstr("  detail  ")));
    }
  }
  EXPECT_EQ(ledger_.CountOf("failed"), failed);

  Repair();
  EXPECT_THAT(Ask({"retry", "--reason=destination_taken"}).out, HasSubstr("destination_taken"));
  const Ended rest = Ask({"retry", "--all"});
  EXPECT_TRUE(rest.Exited(kDone)) << rest.All();
  EXPECT_EQ(ledger_.CountOf("pending"), failed);
  EXPECT_EQ(ledger_.CountOf("failed"), 0);

  const Ended second = RunTo(kDone, {"--into_existing"});
  EXPECT_EQ(SummaryCount(second.out, "made"), failed) << second.out;
  const Ended right = Ask({"status", "--check"});
  EXPECT_TRUE(right.Exited(kDone)) << right.All();
  for (const auto& [reason, keys] : failures_) {
    for (const std::string& key : keys) {
      const bool renamed = reason == "key_collision";
      const Ended explained = Ask({"explain", renamed ? key + ".renamed.jpg" : key});
      EXPECT_TRUE(explained.Exited(kDone)) << explained.All();
      EXPECT_THAT(explained.out, HasSubstr("state       done"));
    }
  }
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE state NOT IN ('done', 'gone')"), 0);
}

}  // namespace
}  // namespace photomill::test
