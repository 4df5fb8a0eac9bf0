#include "coordinator/outputs/repair.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

struct RepairLog {
  std::vector<std::string> remade;
  bool committed = false;
  bool closed = false;
};

class FakeRepairEditor final : public OutputEditor {
 public:
  explicit FakeRepairEditor(RepairLog& log) : log_(log) {}
  Result<Remade> Remake(const SeenOutput& output, std::optional<Digest> present) override {
    log_.remade.push_back(std::string(output.key) + (present ? " replaced" : ""));
    return output.key == "4" ? Remade::kRetried : Remade::kPending;
  }
  Result<bool> RemakeLacking(int64_t source) override {
    log_.remade.push_back("source " + std::to_string(source));
    return true;
  }
  Result<bool> IsNeededByOthers(int64_t, std::string_view) override { return false; }
  Status ForgetOrphan(int64_t, std::string_view) override { return {}; }
  Status Commit() override {
    log_.committed = true;
    return {};
  }
  Status Close() override {
    log_.closed = true;
    return {};
  }

 private:
  RepairLog& log_;
};

CheckedFile Finding(const std::string& key, FileFinding finding) {
  CheckedFile file;
  file.output.key = key;
  file.finding = finding;
  if (finding == FileFinding::kChanged) file.present = DigestOf("other");
  return file;
}

VerifyCounts Missing(int64_t missing, int64_t checked) {
  VerifyCounts counts;
  counts.checked = checked;
  counts.findings[static_cast<size_t>(FileFinding::kMissing)] = missing;
  return counts;
}

TEST(RepairTest, RemakesWhatIsMissingAndKeepsEdits) {
  RepairLog log;
  Repair repair(std::make_unique<FakeRepairEditor>(log), {});
  for (int i = 0; i < 5; ++i) {
    repair.Take(Finding(std::to_string(i), static_cast<FileFinding>(i)));
  }
  SourceOutputs lacking;
  lacking.id = 7;
  lacking.lacking = {"photo", "thumb"};
  repair.Take(lacking);
  const Result<RepairCounts> counts = repair.Finish(Missing(1, 100));
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(log.remade, (std::vector<std::string>{"1", "4", "source 7"}));
  EXPECT_EQ(counts->reopened, 4);
  EXPECT_EQ(counts->retried, 1);
  EXPECT_EQ(counts->kept, 2);
  EXPECT_TRUE(log.committed && log.closed);
}

TEST(RepairTest, ReplacesEditsOnlyIfAskedAndNeverTheFilesOfOthers) {
  RepairLog log;
  Repair repair(std::make_unique<FakeRepairEditor>(log), {false, true});
  repair.Take(Finding("edited", FileFinding::kChanged));
  CheckedFile theirs = Finding("theirs", FileFinding::kChanged);
  theirs.output.found = true;
  repair.Take(theirs);
  CheckedFile folder = Finding("folder", FileFinding::kChanged);
  folder.present.reset();
  repair.Take(folder);
  EXPECT_EQ(repair.Finish(Missing(0, 3))->kept, 2);
  EXPECT_EQ(log.remade, (std::vector<std::string>{"edited replaced"}));
}

TEST(RepairTest, ChangesNothingIfMoreThanOneInTenIsMissing) {
  for (const bool accepted : {false, true}) {
    RepairLog log;
    Repair repair(std::make_unique<FakeRepairEditor>(log), {accepted, false});
    repair.Take(Finding("a", FileFinding::kMissing));
    const Result<RepairCounts> counts = repair.Finish(Missing(11, 100));
    EXPECT_EQ(counts.ok(), accepted);
    EXPECT_EQ(log.committed, accepted);
    EXPECT_TRUE(log.closed);
    if (!counts) {
      EXPECT_NE(counts.failure().detail.find("--accept_missing"), std::string::npos);
    }
  }
}

}  // namespace
}  // namespace photomill
