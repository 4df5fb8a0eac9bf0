#include "coordinator/outputs/recorded_destination.h"

#include <gtest/gtest.h>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

TEST(RecordedDestinationTest, OnlyTheMarkOfTheLastRunIsTheDestination) {
  FoundDestination found;
  const DestinationRecord record{{"token"}, false};
  EXPECT_EQ(NotTheDestination(found, "id", record), "does not exist");
  found.exists = true;
  EXPECT_EQ(NotTheDestination(found, "id", record), "does not have this migration's mark");
  found.marks["other"].token = "token";
  EXPECT_NE(NotTheDestination(found, "id", record), std::nullopt);
  found.marks["id"].token = "old token";
  EXPECT_EQ(NotTheDestination(found, "id", record),
            "is not as the last run left it: its mark is an older one");
  found.marks["id"].token = "token";
  EXPECT_EQ(NotTheDestination(found, "id", record), std::nullopt);
  found.marks["id"].token = "any";
  EXPECT_EQ(NotTheDestination(found, "id", {}), std::nullopt) << "an older version had no record";
}

TEST(RecordedDestinationTest, AFolderWithoutALedgerIsRefused) {
  const TempFolder folder;
  const Result<RecordedDestination> found = FindRecordedDestination(folder.path());
  ASSERT_FALSE(found.ok());
  EXPECT_NE(found.failure().detail.find(folder.path()), std::string::npos);
}

}  // namespace
}  // namespace photomill
