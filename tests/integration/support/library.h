// Photo libraries for tests: small images, quickly made.
#pragma once

#include <cstdint>
#include <string>

#include "tests/integration/support/test_folder.h"

namespace photomill::test {

// Writes `count` different JPEGs below `folder`, in a few folders: DIR/0/photo-000.jpg … The same
// arguments give the same bytes.
void WritePhotos(const TestFolder& folder, const std::string& below, int count, uint32_t width = 64,
                 uint32_t height = 48);

// The key of the photo with number i.
std::string PhotoKey(int i);

// Another file with the same image.
std::string WithComment(const std::string& jpeg, const std::string& comment);

// One small JPEG.
std::string SmallJpeg(uint64_t seed = 1);

// A recipe in text format with small outputs that cost next to nothing: "photo" INSIDE 48x48 JPEG
// at {dir}/{stem}.jpg and "thumb" COVER 16x16 WebP at thumbs/{dir}/{stem}.webp.
std::string SmallRecipe();

}  // namespace photomill::test
