#include "coordinator/scan/content_finder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/sniff/content.h"
#include "tests/unit/common/os/temp_folder.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::Le;
using namespace std::string_literals;

std::string Box(std::string_view type, std::string_view body) {
  return Big(8 + body.size(), 4) + std::string(type) + std::string(body);
}
std::string Index(std::string_view handler) {
  return Box(
      "moov",
      Box("trak", Box("mdia", Box("hdlr", "\0\0\0\0\0\0\0\0"s + std::string(handler) + "\0"s))));
}
std::string Ftyp(std::string_view major) {
  return Box("ftyp", std::string(major) + "\0\0\0\0isom"s);
}

class ContentFinderTest : public ::testing::Test {
 protected:
  // Writes a sparse file as large as a film: the bytes at the beginning, zeros, and the bytes at
  // the end.
  void WriteLarge(const std::string& key, const std::string& begin, uint64_t bytes,
                  const std::string& end = "") {
    folder_.Write(key, begin);
    std::filesystem::resize_file(folder_.At(key), bytes - end.size());
    std::ofstream file(folder_.At(key), std::ios::binary | std::ios::app);
    file << end;
  }
  std::string Find(const std::string& key) {
    const Result<FileFormat> found = finder_.Find(key, std::filesystem::file_size(folder_.At(key)));
    EXPECT_TRUE(found.ok()) << key;
    if (!found.ok()) return {};
    return *found == FileFormat::kUnknown ? "unknown" : std::string(FileFormatWord(*found));
  }

  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *OpenStore(folder_.path());
  ContentFinder finder_{*store_};
};

constexpr uint64_t kFilmBytes = 900'000'000;
constexpr uint64_t kFilmReadMax = 1'000'000;

// A media data box that extends to the index at the end.
std::string MediaBox(uint64_t bytes) {
  return Big(bytes, 4) + "mdat"s;
}

TEST_F(ContentFinderTest, ASmallFileIsReadWhole) {
  folder_.Write("a", "\xFF\xD8\xFF\xE0 jpeg");
  folder_.Write("b", "<html>");
  folder_.Write("c", "");
  EXPECT_EQ(Find("a"), "jpeg");
  EXPECT_EQ(Find("b"), "html");
  EXPECT_EQ(Find("c"), "empty");
}

TEST_F(ContentFinderTest, OfALargeFilmLittleIsRead) {
  const std::string index = Index("vide");
  const std::string begin = Ftyp("isom");
  WriteLarge("a.mp4", begin + MediaBox(kFilmBytes - begin.size() - index.size()), kFilmBytes,
             index);
  EXPECT_EQ(Find("a.mp4"), "mp4");
  EXPECT_THAT(finder_.bytes_read(), Le(kFilmReadMax));
}

TEST_F(ContentFinderTest, SoundsInAFilmsContainerAreToldByTheIndexAtTheEnd) {
  const std::string index = Index("soun");
  const std::string begin = Ftyp("mp42");
  WriteLarge("a.mp4", begin + MediaBox(5'000'000 - begin.size() - index.size()), 5'000'000, index);
  EXPECT_EQ(Find("a.mp4"), "sound");
  WriteLarge("b.mov", MediaBox(5'000'000 - index.size()), 5'000'000, index);
  EXPECT_EQ(Find("b.mov"), "sound");
}

TEST_F(ContentFinderTest, AFilmWithoutAnIndexWithinReachStaysAFilm) {
  WriteLarge("cut.mp4", Ftyp("isom") + MediaBox(4'000'000'000), kFilmBytes);
  EXPECT_EQ(Find("cut.mp4"), "mp4");
  WriteLarge("odd.mp4", Ftyp("isom") + Big(3, 4) + "mdat", kFilmBytes);
  EXPECT_EQ(Find("odd.mp4"), "mp4");
  EXPECT_THAT(finder_.bytes_read(), Le(kFilmReadMax));
}

// A camera raw file can have its directory after the images.
TEST_F(ContentFinderTest, ATiffIsToldByItsDirectoriesWhereverTheyStand) {
  constexpr uint64_t kBytes = 50'000'000;
  const std::string directory =
      TiffDirectoryBytes({{254, 4, 1, 0}, {262, 3, 1, 32803}, {271, 2, 4, 0x6e6f53}}, 0, true);
  WriteLarge("a.tif", "II*\0"s + Little(kBytes - directory.size(), 4), kBytes, directory);
  EXPECT_NE(Find("a.tif"), "tiff") << "its first picture is what a sensor saw";
  const std::string plain = TiffDirectoryBytes({{262, 3, 1, 2}}, 0, true);
  WriteLarge("b.tif", "II*\0"s + Little(kBytes - plain.size(), 4), kBytes, plain);
  EXPECT_EQ(Find("b.tif"), "tiff");
  EXPECT_THAT(finder_.bytes_read(), Le(uint64_t{200'000}));
}

TEST_F(ContentFinderTest, AFileOfZerosIsToldByBothEnds) {
  WriteLarge("zeros.jpg", "\0"s, 20'000'000);
  WriteLarge("not.jpg", "\0"s, 20'000'000, "end");
  EXPECT_EQ(Find("zeros.jpg"), "zeros");
  EXPECT_EQ(Find("not.jpg"), "unknown");
  EXPECT_THAT(finder_.bytes_read(), Le(uint64_t{100'000}));
}

TEST_F(ContentFinderTest, AFileThatIsGoneIsAFailure) {
  const Result<FileFormat> found = finder_.Find("gone.jpg", 100);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.failure().reason, Reason::kSourceVanished);
  EXPECT_THAT(found.failure().detail, HasSubstr("gone.jpg"));
}

}  // namespace
}  // namespace photomill
