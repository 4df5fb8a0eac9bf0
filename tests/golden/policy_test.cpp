// ImageMagick itself, without photomill's own checks: the policy must hold on its own.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"
#include "worker/image/magick/magick_support.h"

namespace photomill {
namespace {

using PolicyInForceTest = GoldenTest;

struct Answer {
  bool opened = false;
  std::string said;
};

// If `format` is empty, Magick guesses the format from the content.
Answer ReadBlob(const std::string& bytes, const std::string& format) {
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImageInfoPointer info(MagickCore::AcquireImageInfo());
  if (!format.empty()) {
    MagickCore::CopyMagickString(info->magick, format.c_str(), MaxTextExtent);
    MagickCore::CopyMagickString(info->filename, (format + ":").c_str(), MaxTextExtent);
  }
  const magick::ImagePointer image(
      MagickCore::BlobToImage(info.get(), bytes.data(), bytes.size(), exception.get()));
  Answer answer{image != nullptr, ""};
  for (const magick::Message& message : magick::MessagesOf(exception.get())) {
    answer.said += message.text + "; ";
  }
  return answer;
}

Answer ReadNamed(const std::string& name) {
  const magick::ExceptionPointer exception = magick::MakeException();
  const magick::ImageInfoPointer info(MagickCore::AcquireImageInfo());
  MagickCore::CopyMagickString(info->filename, name.c_str(), MaxTextExtent);
  const magick::ImagePointer image(MagickCore::ReadImage(info.get(), exception.get()));
  Answer answer{image != nullptr, ""};
  for (const magick::Message& message : magick::MessagesOf(exception.get())) {
    answer.said += message.text + "; ";
  }
  return answer;
}

TEST_F(PolicyInForceTest, OnlyTheAllowedFormatsAreRead) {
  const std::string svg = "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>";
  EXPECT_FALSE(ReadBlob(svg, "").opened);
  for (const char* format :
       {"SVG",    "MSVG",      "MVG", "MSL",   "TEXT",  "LABEL", "CAPTION", "PS",
        "PDF",    "EPHEMERAL", "URL", "HTTPS", "FILE",  "VID",   "X",       "JNG",
        "MNG",    "ICO",       "PSD", "JPC",   "JP2",   "J2K",   "HEIC",    "SCRIPT",
        "INLINE", "XC",        "PNM", "TIFF",  "TIFF64"}) {
    EXPECT_FALSE(ReadBlob(svg, format).opened) << format;
  }
  EXPECT_FALSE(ReadBlob(test::MakeTiff(8, 8), "TIFF").opened);  // libtiff is asked without it
  for (const char* format : {"JPEG", "PNG", "WEBP", "GIF", "BMP"}) {
    test::FileSpec spec;
    spec.format = format;
    const Answer answer = ReadBlob(test::MakeFile(test::PhotographLike(8, 8), spec), format);
    EXPECT_TRUE(answer.opened) << format << ": " << answer.said;
  }
}

TEST_F(PolicyInForceTest, NamesThatReachOutAreRefused) {
  const auto folder = std::filesystem::path(testing::TempDir()) /
                      ("photomill-policy-test-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "list") << "nothing";
  for (const std::string& name :
       {"@" + (folder / "list").string(), "|touch " + (folder / "touched").string(),
        "text:" + (folder / "list").string(), "label:@" + (folder / "list").string(),
        std::string("https://127.0.0.1:1/x.png"), "ephemeral:" + (folder / "list").string()}) {
    EXPECT_FALSE(ReadNamed(name).opened) << name;
  }
  EXPECT_TRUE(std::filesystem::exists(folder / "list"));
  EXPECT_FALSE(std::filesystem::exists(folder / "touched"));
  std::filesystem::remove_all(folder);
}

TEST_F(PolicyInForceTest, LimitsAreOurs) {
  using MagickCore::GetMagickResourceLimit;
  EXPECT_EQ(GetMagickResourceLimit(MagickCore::WidthResource), limits::kSideMax);
  EXPECT_EQ(GetMagickResourceLimit(MagickCore::HeightResource), limits::kSideMax);
  EXPECT_GE(GetMagickResourceLimit(MagickCore::AreaResource), limits::kPixelsMost);
  EXPECT_GE(GetMagickResourceLimit(MagickCore::MemoryResource), 10 * limits::kPixelsMax);
  EXPECT_EQ(GetMagickResourceLimit(MagickCore::DiskResource), 0U);
  EXPECT_EQ(GetMagickResourceLimit(MagickCore::ThreadResource), 1U);
}

TEST_F(PolicyInForceTest, LeavesNothingBehind) {
  EXPECT_EQ(std::getenv("MAGICK_CONFIGURE_PATH"), nullptr);
}

TEST_F(PolicyInForceTest, MayBeAskedForTwice) {
  EXPECT_TRUE(InitialiseImaging().ok());
}

}  // namespace
}  // namespace photomill
