#include "worker/image/metadata/edited_exif.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/support/pictures.h"

namespace photomill {
namespace {

// The layout must be the one that reading the block again would give.
void ExpectInStep(const EditedExif& edited) {
  const std::optional<ExifView> read = ExifView::Parse(edited.block());
  ASSERT_EQ(edited.sound(), read.has_value());
  if (!read) return;
  EXPECT_EQ(edited.view().view().endian(), read->view().endian());
  EXPECT_EQ(edited.view().first().at, read->first().at);
  EXPECT_EQ(edited.view().first().entries, read->first().entries);
  EXPECT_EQ(edited.view().first().next, read->first().next);
}

TEST(EditedExifTest, ItsLayoutIsInStepWithAnyChange) {
  std::mt19937 random(1);
  for (int round = 0; round < 1000; ++round) {
    const std::string block = test::ExifBlock(6) + std::string(20, '\0');
    EditedExif edited(block);
    ASSERT_TRUE(edited.sound());
    for (int change = 0; change < 10; ++change) {
      const uint64_t at = random() % (block.size() + 2);
      // Small numbers make damage that is not found at once more likely.
      edited.PutNumber(at, random() % 3, 1 + random() % 4, Endian::kLittle);
      ExpectInStep(edited);
    }
    edited.Shorten(random() % (block.size() + 2));
    ExpectInStep(edited);
  }
}

TEST(EditedExifTest, ChangesNothingOutsideTheBlock) {
  const std::string block = test::ExifBlock(6);
  EditedExif edited(block);
  edited.PutNumber(block.size() - 1, 0xFFFF, 2, Endian::kLittle);
  edited.Replace(block.size(), "more");
  edited.Shorten(block.size() + 1);
  EXPECT_EQ(edited.block(), block);
}

TEST(EditedExifTest, TakesALayoutThatIsKnown) {
  const std::string block = test::ExifBlock(6);
  ExifLayout layout = ExifView::Parse(block)->layout();
  layout.first.entries = 0;  // reading the block would find one
  EXPECT_EQ(EditedExif(block, layout).view().first().entries, 0U);
  EXPECT_EQ(EditedExif(block).view().first().entries, 1U);
  EXPECT_FALSE(EditedExif().sound());
}

}  // namespace
}  // namespace photomill
