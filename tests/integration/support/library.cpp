#include "tests/integration/support/library.h"

#include <algorithm>
#include <vector>

#include "common/base/check.h"
#include "tests/support/pictures.h"
#include "worker/image/codec.h"

namespace photomill::test {
namespace {

constexpr int kPhotosInFolder = 16;
constexpr int kBasePictures = 4;

void StartImaging() {
  static const bool started = [] {
    const Status status = InitialiseImaging();
    PHOTOMILL_CHECK(status.ok());
    return true;
  }();
  PHOTOMILL_CHECK(started);
}

}  // namespace

std::string WithComment(const std::string& jpeg, const std::string& comment) {
  const size_t length = comment.size() + 2;
  std::string segment = "\xff\xfe";
  segment += static_cast<char>(length >> 8);
  segment += static_cast<char>(length & 0xff);
  return jpeg.substr(0, 2) + segment + comment + jpeg.substr(2);
}

std::string PhotoKey(int i) {
  const std::string number = std::to_string(i);
  return std::to_string(i / kPhotosInFolder) + "/photo-" +
         std::string(3 - std::min<size_t>(3, number.size()), '0') + number + ".jpg";
}

void WritePhotos(const TestFolder& folder, const std::string& below, int count, uint32_t width,
                 uint32_t height) {
  StartImaging();
  std::vector<std::string> jpegs;
  for (int i = 0; i < kBasePictures; ++i) {
    jpegs.push_back(MakeJpeg(width, height, 85, static_cast<uint32_t>(i % 8 + 1),
                             static_cast<uint64_t>(i) + 1));
  }
  for (int i = 0; i < count; ++i) {
    folder.Write(
        below + "/" + PhotoKey(i),
        WithComment(jpegs[static_cast<size_t>(i) % jpegs.size()], "number " + std::to_string(i)));
  }
}

std::string SmallJpeg(uint64_t seed) {
  StartImaging();
  return MakeJpeg(64, 48, 85, 1, seed);
}

std::string SmallRecipe() {
  return "derivative { name: \"photo\" fit: INSIDE width: 48 height: 48 format: JPEG quality: 82 "
         "key: \"{dir}/{stem}.jpg\" }\n"
         "derivative { name: \"thumb\" fit: COVER width: 16 height: 16 format: WEBP quality: 80 "
         "key: \"thumbs/{dir}/{stem}.webp\" }\n";
}

}  // namespace photomill::test
