#include "common/os/memory_file.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace photomill {
namespace {

TEST(MemoryFile, IsReadFromItsBeginningHoweverOften) {
  const Result<FileDescriptor> file = MakeMemoryFile(std::string_view("a\0b", 3));
  ASSERT_TRUE(file.ok());
  for (int times = 0; times < 2; ++times) {
    EXPECT_EQ(ReadMemoryFile(file->get(), 3).value(), std::string("a\0b", 3));
  }
  ASSERT_EQ(WriteAll(file->get(), "more"), 0);
  EXPECT_EQ(ReadMemoryFile(file->get(), 100).value().size(), 7U);
  EXPECT_EQ(ReadMemoryFile(file->get(), 6).failure().reason, Reason::kTooLarge);
}

TEST(MemoryFile, OtherDescriptorsAreRefused) {
  const Result<FileDescriptor> device = OpenFile("/dev/zero", 0);
  ASSERT_TRUE(device.ok());
  EXPECT_FALSE(ReadMemoryFile(device->get(), 10).ok());
  EXPECT_FALSE(ReadMemoryFile(-1, 10).ok());
}

}  // namespace
}  // namespace photomill
