#include "coordinator/scan/survey.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;
using namespace std::string_literals;

constexpr std::string_view kJpeg = "\xFF\xD8\xFF\xE0 and so on";

class SurveyTest : public ::testing::Test {
 protected:
  // Key to "fate format rule".
  using Files = std::map<std::string, std::string>;

  Files Look(const SurveyOptions& options = {}) {
    Files files;
    SurveyVisitor visitor;
    visitor.on_file = [&](const SurveyedFile& file) {
      files[std::string(file.key)] = std::string(FateWord(file.fate)) + " " +
                                     std::string(FileFormatWord(file.format)) +
                                     (file.rule.empty() ? "" : " " + std::string(file.rule));
    };
    visitor.on_folder = [&](const SurveyedFolder& folder) {
      folders_[std::string(folder.key)] =
          std::string(folder.rule) + (folder.entered ? "" : " (not entered)");
    };
    visitor.on_special = [&](std::string_view key, SpecialFile) { special_.emplace_back(key); };
    visitor.on_error = [&](std::string_view key, const Failure&) { errors_.emplace_back(key); };
    visitor.on_outputs = [&](std::string_view) {};
    Survey survey(*store_, options, visitor);
    EXPECT_TRUE(survey.Run().ok());
    unmatched_ = survey.left_out().unmatched;
    return files;
  }

  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *OpenStore(folder_.path());
  std::map<std::string, std::string> folders_;
  std::vector<std::string> special_;
  std::vector<std::string> errors_;
  std::vector<std::string> unmatched_;
};

TEST_F(SurveyTest, SaysWhatARunWouldMakeOfEachFile) {
  folder_.Write("a.jpg", kJpeg);
  folder_.Write("film.mov", "\0\0\0\x14\x66typqt  \0\0\0\0qt  "s);
  folder_.Write("lost.jpg", "");
  folder_.Write("note.txt", "hello");
  folder_.Write("drawing.svg", "<svg xmlns='x'>");
  folder_.Write("b.png", "\x89PNG\r\n\x1A\n");
  SurveyOptions options;
  options.formats = {PictureFormat::kJpeg};
  EXPECT_THAT(Look(options),
              UnorderedElementsAre(
                  Pair("a.jpg", "photo jpeg"), Pair("b.png", "other_image png"),
                  Pair("drawing.svg", "other_image svg"), Pair("film.mov", "companion quicktime"),
                  Pair("lost.jpg", "lost empty"), Pair("note.txt", "no_photo text")));
  EXPECT_THAT(errors_, IsEmpty());
}

TEST_F(SurveyTest, EntersFoldersThatAreLeftOutButNoSnapshots) {
  for (const char* key : {"a.jpg", "@eaDir/a.jpg/thumb.jpg", "#snapshot/monday/a.jpg", "._a.jpg",
                          "@eaDir/#snapshot/x.jpg", "drafts/b.jpg", "c.tmp"}) {
    folder_.Write(key, kJpeg);
  }
  SurveyOptions options;
  options.filter = *KeyFilter::Make({}, {"drafts/", "*.tmp", "*.bak"});
  EXPECT_THAT(Look(options),
              UnorderedElementsAre(Pair("a.jpg", "photo jpeg"),
                                   Pair("@eaDir/a.jpg/thumb.jpg", "left_out jpeg @eaDir/"),
                                   Pair("@eaDir/#snapshot/x.jpg", "left_out jpeg @eaDir/"),
                                   Pair("._a.jpg", "left_out jpeg ._*"),
                                   Pair("drafts/b.jpg", "left_out jpeg --exclude=drafts/"),
                                   Pair("c.tmp", "left_out jpeg --exclude=*.tmp")));
  EXPECT_THAT(folders_, UnorderedElementsAre(Pair("@eaDir", "@eaDir/"),
                                             Pair("#snapshot", "#snapshot/ (not entered)"),
                                             Pair("drafts", "--exclude=drafts/")));
  EXPECT_THAT(unmatched_, ElementsAre("--exclude=*.bak"));
}

TEST_F(SurveyTest, TellsLinksAndPipes) {
  folder_.Write("a.jpg", kJpeg);
  std::filesystem::create_symlink("a.jpg", folder_.At("link"));
  ASSERT_EQ(mkfifo(folder_.At("pipe").c_str(), 0600), 0);
  EXPECT_THAT(Look(), ElementsAre(Pair("a.jpg", "photo jpeg")));
  EXPECT_THAT(special_, UnorderedElementsAre("link", "pipe"));
}

TEST_F(SurveyTest, ChangesNothing) {
  folder_.Write("a.jpg", kJpeg);
  Look();
  size_t entries = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::recursive_directory_iterator(folder_.path())) {
    ++entries;
  }
  EXPECT_EQ(entries, 1U);
}

}  // namespace
}  // namespace photomill
