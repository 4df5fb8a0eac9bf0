#include "coordinator/outputs/check_pool.h"

#include <gtest/gtest.h>

#include <atomic>

namespace photomill {
namespace {

RecordedOutput Numbered(int number, uint64_t bytes = 1) {
  RecordedOutput output;
  output.key = std::to_string(number);
  output.bytes = bytes;
  return output;
}

TEST(CheckPoolTest, PassesResultsOnInTheOrderOfTheFiles) {
  std::vector<std::string> keys;
  const auto make = [] {
    return [](RecordedOutput output) {
      // Some files take longer than others.
      if (output.key.ends_with('7')) std::this_thread::yield();
      CheckedFile file{std::move(output)};
      file.detail = "of " + file.output.key;
      return file;
    };
  };
  CheckPool pool(4, make, [&](const std::vector<CheckedFile>& files) {
    EXPECT_FALSE(files.empty());
    for (const CheckedFile& file : files) {
      EXPECT_EQ(file.detail, "of " + file.output.key);
      keys.push_back(file.output.key);
    }
  });
  for (int i = 0; i < 5'000; ++i) pool.Add(Numbered(i, i % 100 == 0 ? 100'000'000 : 10));
  pool.Finish();
  ASSERT_EQ(keys.size(), 5'000U);
  for (int i = 0; i < 5'000; ++i) EXPECT_EQ(keys[static_cast<size_t>(i)], std::to_string(i));
}

TEST(CheckPoolTest, HoldsABoundedNumberOfFiles) {
  std::atomic<int> added = 0;
  std::atomic<int> passed = 0;
  std::atomic<int> most = 0;
  const auto make = [&] {
    return [&](RecordedOutput output) {
      most = std::max(most.load(), added.load() - passed.load());
      return CheckedFile{std::move(output)};
    };
  };
  CheckPool pool(2, make, [&](const std::vector<CheckedFile>& files) {
    passed += static_cast<int>(files.size());
  });
  for (int i = 0; i < 20'000; ++i) {
    pool.Add(Numbered(i));
    ++added;
  }
  pool.Finish();
  EXPECT_EQ(passed, 20'000);
  EXPECT_LE(most, 1'000);
}

TEST(CheckPoolTest, EndsWithoutCheckingWhatIsLeft) {
  int passed = 0;
  {
    const auto make = [] {
      return [](RecordedOutput output) { return CheckedFile{std::move(output)}; };
    };
    CheckPool pool(1, make, [&](const std::vector<CheckedFile>&) { ++passed; });
    for (int i = 0; i < 10; ++i) pool.Add(Numbered(i));
  }
  EXPECT_EQ(passed, 0);
}

}  // namespace
}  // namespace photomill
