// The bounds of the input of a process for one task. codec_reflection_test shows that no field is
// lost.
#include "common/wire/sandbox_codec.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "common/base/limits.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill {
namespace {

using Proto = proto::SandboxTask;

std::string Verdict(const std::function<void(Proto&)>& change) {
  Proto task = SandboxSamples().front();
  change(task);
  const Result<SandboxTask> decoded = DecodeSandboxTask(task.SerializeAsString());
  return decoded.ok() ? "accepted" : decoded.failure().detail;
}

void ExpectRefused(const std::string& beginning, const std::function<void(Proto&)>& change) {
  const std::string verdict = Verdict(change);
  EXPECT_TRUE(verdict.starts_with(beginning)) << verdict;
}

TEST(SandboxCodecTest, ATaskComesBackAsItWasWritten) {
  SandboxTask task;
  task.recipe = DefaultRecipe();
  task.source_rules.accept_partial = true;
  task.assignment = {AttemptId{5}, {SourceId{7}, "a.jpg", {10, 1, ""}, AllOf(DefaultRecipe()), 0}};
  EXPECT_EQ(DecodeSandboxTask(Encode(task)).value(), task);
}

TEST(SandboxCodecTest, EveryFieldHasItsBounds) {
  EXPECT_EQ(Verdict([](Proto&) {}), "accepted");
  ExpectRefused("sandbox.recipe: ", [](Proto& task) { task.clear_recipe(); });
  ExpectRefused("sandbox.formats: ", [](Proto& task) { task.clear_formats(); });
  ExpectRefused("sandbox.formats", [](Proto& task) { task.set_formats(0, "docx"); });
  ExpectRefused("sandbox.width_max: 0 ", [](Proto& task) { task.set_width_max(0); });
  ExpectRefused("sandbox.height_max: 0 ", [](Proto& task) { task.set_height_max(0); });
  ExpectRefused("sandbox.pixels_max: 0 ", [](Proto& task) { task.set_pixels_max(0); });
  ExpectRefused("sandbox.frame_pixels_max: 0 ", [](Proto& task) { task.set_frame_pixels_max(0); });
  ExpectRefused("sandbox.file_bytes_max: ",
                [](Proto& task) { task.set_file_bytes_max(1ULL << 60); });
}

TEST(SandboxCodecTest, ItIsOneTaskOfTheRecipe) {
  ExpectRefused("sandbox.task: tasks.recipe_digest", [](Proto& task) { task.clear_task(); });
  ExpectRefused("sandbox.task: is not one task", [](Proto& task) {
    const std::string digest = task.task().recipe_digest();
    task.mutable_task()->Clear();
    task.mutable_task()->set_recipe_digest(digest);
  });
  ExpectRefused("sandbox.task: is for another recipe",
                [](Proto& task) { task.mutable_task()->set_recipe_digest("0123456789abcdef"); });
}

TEST(SandboxCodecTest, WhatIsNoMessageIsRefused) {
  EXPECT_FALSE(DecodeSandboxTask("garbage").ok());
  EXPECT_FALSE(DecodeSandboxTask("").ok());
  EXPECT_FALSE(DecodeSandboxTask(std::string(limits::kMessageBytesMax + 1, 'x')).ok());
}

}  // namespace
}  // namespace photomill
