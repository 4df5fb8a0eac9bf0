// When the fetch marks that it examines bytes of a source: whoever is marked while the process dies
// can be the cause.
#include "worker/pipeline/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/os/clock.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using std::string_literals::operator""s;
using ::testing::ElementsAre;

class RecordedMark final : public ExaminationMark {
 public:
  void Begin() override { events.emplace_back("begin"); }
  void End() override { events.emplace_back("end"); }

  std::vector<std::string> events;
};

class FetchTest : public testing::Test {
 protected:
  FetchTest() {
    folder_.MakeFolder("source");
    auto workplace = std::make_shared<Workplace>();
    Result<std::unique_ptr<ObjectStore>> store = OpenStore(folder_.At("source"));
    PHOTOMILL_CHECK(store.ok());
    workplace->source = *std::move(store);
    job_.workplace = std::move(workplace);
  }

  Status Fetch(const std::string& key, const std::string& bytes) {
    folder_.Write("source/" + key, bytes);
    job_.assignment.task.key = key;
    job_.assignment.task.version = *job_.workplace->source->Stat(key);
    return FetchSource(job_, SystemClock(), &mark_);
  }

  const TempFolder folder_;
  Job job_;
  RecordedMark mark_;
};

TEST_F(FetchTest, FirstBytesAreExaminedUnderTheMark) {
  ASSERT_TRUE(Fetch("a.jpg", "\xFF\xD8\xFF\xE0 and so on").ok());
  EXPECT_EQ(job_.format, FileFormat::kJpeg);
  EXPECT_THAT(mark_.events, ElementsAre("begin", "end"));
}

// Its index is behind the first bytes: the store is asked for a box, and for the box's content.
TEST_F(FetchTest, AStoreThatIsCalledMeanwhileIsNotUnderTheMark) {
  std::string film =
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  "
      "\0\x08\0\0mdat"s;
  film.resize(0x14 + 0x080000);
  film += "\0\0\0\x08moov"s;
  ASSERT_TRUE(Fetch("film.mov", film).ok());
  EXPECT_EQ(job_.format, FileFormat::kQuickTime);
  EXPECT_FALSE(job_.whole);
  EXPECT_THAT(mark_.events, ElementsAre("begin", "end", "begin", "end", "begin", "end"));
}

}  // namespace
}  // namespace photomill
