#include "coordinator/outputs/output_check.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

class OutputCheckTest : public testing::Test {
 protected:
  CheckedFile Check(const std::string& key, std::string_view recorded) {
    RecordedOutput output;
    output.key = key;
    output.bytes = recorded.size();
    output.content = DigestOf(recorded);
    return CheckFile(*store_, std::move(output));
  }
  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *OpenStore(folder_.path());
};

TEST_F(OutputCheckTest, ComparesBytes) {
  folder_.Write("a/b.jpg", "bytes");
  EXPECT_EQ(Check("a/b.jpg", "bytes").finding, FileFinding::kRight);
  const CheckedFile changed = Check("a/b.jpg", "bytez");
  EXPECT_EQ(changed.finding, FileFinding::kChanged);
  EXPECT_EQ(changed.present, DigestOf("bytes"));
  EXPECT_EQ(changed.present_bytes, 5U);
  EXPECT_EQ(Check("a/b.jpg", "more bytes").detail, "it has 5 B instead of 10 B");
  EXPECT_EQ(Check("a/c.jpg", "bytes").finding, FileFinding::kMissing);
  EXPECT_EQ(Check("a/b.jpg/c", "bytes").finding, FileFinding::kMissing);
}

TEST_F(OutputCheckTest, WhatIsNoFileHasChanged) {
  folder_.MakeFolder("folder");
  const CheckedFile changed = Check("folder", "bytes");
  EXPECT_EQ(changed.finding, FileFinding::kChanged);
  EXPECT_EQ(changed.present, std::nullopt);
}

TEST_F(OutputCheckTest, ALinkInPlaceOfTheFileHasChanged) {
  folder_.Write("elsewhere/b.jpg", "bytes");
  std::filesystem::create_symlink("elsewhere/b.jpg", folder_.At("b.jpg"));
  std::filesystem::create_symlink("nowhere", folder_.At("c.jpg"));
  for (const char* key : {"b.jpg", "c.jpg"}) {
    const CheckedFile linked = Check(key, "bytes");
    EXPECT_EQ(linked.finding, FileFinding::kChanged) << key;
    EXPECT_NE(linked.detail.find("is a symbolic link"), std::string::npos) << linked.detail;
    EXPECT_EQ(linked.present, std::nullopt) << "its target was read";
  }
}

TEST_F(OutputCheckTest, ReadsThroughLinkedFolders) {
  folder_.Write("real/b.jpg", "bytes");
  std::filesystem::create_directory_symlink("real", folder_.At("linked"));
  EXPECT_EQ(Check("linked/b.jpg", "bytes").finding, FileFinding::kRight);
}

}  // namespace
}  // namespace photomill
