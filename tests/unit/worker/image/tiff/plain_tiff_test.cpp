#include "worker/image/tiff/plain_tiff.h"

#include <gtest/gtest.h>

#include "tests/support/tiff_drawing.h"

namespace photomill::tiff {
namespace {

// A file with an image and an orientation.
std::string Drawn(const char* mode) {
  test::TiffDrawing page{.width = 9, .height = 7};
  page.rows = test::RowsOf(9, 7, 8, {200});
  page.orientation = 6;
  return test::DrawTiff(page, mode);
}

PlainTiff PlainOf(const std::string& bytes) {
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  return {*file, *file->ReadDirectory(file->first_offset())};
}

std::string ReadAll(const PlainTiff& plain) {
  std::string all(plain.size(), '\xEE');
  for (uint64_t at = 0; at < plain.size();) {
    const size_t read = plain.Read(at, all.size() - at, all.data() + at);
    at += read == 0 ? 1 : read;
  }
  return all;
}

TEST(PlainTiffTest, HasWhatThePictureNeedsAndNothingElse) {
  for (const char* mode : {"wl", "wb", "wl8", "wb8"}) {
    const std::string bytes = Drawn(mode);
    const std::string all = ReadAll(PlainOf(bytes));
    const std::optional<TiffFile> file = TiffFile::Open(all);
    ASSERT_TRUE(file.has_value()) << mode;
    const auto directory = file->ReadDirectory(file->first_offset());
    ASSERT_TRUE(directory.has_value()) << mode;
    EXPECT_GT(directory->at, bytes.size()) << mode;
    EXPECT_EQ(file->Number(*directory, 256, 0), 9U) << mode;
    EXPECT_EQ(file->Number(*directory, 258, 0), 8U) << mode;
    EXPECT_TRUE(file->Has(*directory, 273)) << mode;
    EXPECT_FALSE(file->Has(*directory, 274)) << mode << ": its orientation";
    EXPECT_EQ(directory->next, 0U) << mode;
  }
}

TEST(PlainTiffTest, NoReadingOfTheFilesBytesComesToTheDirectory) {
  const std::string bytes = Drawn("wl");
  const PlainTiff plain = PlainOf(bytes);
  std::string out(bytes.size() + 100, '\0');
  EXPECT_EQ(plain.Read(0, out.size(), out.data()), bytes.size());
  EXPECT_EQ(out.substr(8, bytes.size() - 8), bytes.substr(8));
  EXPECT_EQ(plain.Read(bytes.size() - 1, 10, out.data()), 1U);
  EXPECT_EQ(plain.Read(bytes.size(), 10, out.data()), 0U);
  EXPECT_EQ(plain.Read(plain.size(), 10, out.data()), 0U);
}

TEST(PlainTiffTest, StripsEndWithTheFile) {
  const std::string whole = Drawn("wl");
  const std::optional<TiffFile> file = TiffFile::Open(whole);
  const TiffDirectory directory = *file->ReadDirectory(file->first_offset());
  std::string longer = whole;
  const uint64_t entry = *file->Find(directory, 279);
  longer.replace(entry + 8, 4, "\xFF\xFF\xFF\x7F");
  const std::string all = ReadAll(PlainOf(longer));
  const std::optional<TiffFile> plain = TiffFile::Open(all);
  const TiffDirectory plain_directory = *plain->ReadDirectory(plain->first_offset());
  const uint64_t offset = plain->Number(plain_directory, 273, 0);
  EXPECT_EQ(plain->Number(plain_directory, 279, 0), longer.size() - offset);
}

}  // namespace
}  // namespace photomill::tiff
