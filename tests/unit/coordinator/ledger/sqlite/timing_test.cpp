// The result of a run does not depend on which task was quicker. Each scenario runs twice: with
// workers that finish a source before the next one is listed, and with workers that begin when all
// are listed, with the last sources first.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>

#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;

enum class Is : uint8_t { kPhoto, kOtherPhoto, kRaw, kText };

struct File {
  std::string key;
  Is is = Is::kPhoto;
  int64_t time = 1;
};
using Library = std::vector<File>;  // in the order of the listing

Recipe Named(const std::string& key, const std::string& otherwise = "") {
  Recipe recipe = DefaultRecipe();
  recipe.derivatives.resize(1);
  recipe.derivatives[0].key = key;
  recipe.derivatives[0].otherwise = otherwise;
  return recipe;
}

class TimingTest : public LedgerOnDisk {
 protected:
  void Run(const Recipe& recipe, const Library& library, bool folded = false) {
    recipe_ = recipe;
    library_ = library;
    LedgerOptions options = TestOptions();
    options.recipe = recipe;
    options.names_folded = folded;
    Open(options);
    for (const File& file : library) {
      ASSERT_TRUE(ledger().Intake({{file.key, {1000, file.time, ""}}}).ok());
      if (quick_) Work(false);
    }
    ASSERT_TRUE(ledger().EndScan(true, true, [](std::string_view) { return true; }).ok());
    Work(true);
    Close();
    ExpectTalliesAreTrue();
  }

  // "key: state (reason) output" of all sources.
  std::vector<std::string> Ends() {
    std::vector<std::string> ends;
    for (const SqlReader::Row& row : SqlReader(path()).Rows(
             "SELECT source.key, source.state, source.reason, coalesce(output.key, '') FROM source"
             " LEFT JOIN output ON source_id = source.id AND state = 'done' ORDER BY source.key")) {
      ends.push_back(row[0] + ": " + row[1] + (row[2].empty() ? "" : " (" + row[2] + ")") +
                     (row[3].empty() ? "" : " " + row[3]));
    }
    return ends;
  }

  // Runs the scenario with quick workers and with slow ones.
  void Twice(const std::function<void()>& story) {
    for (const bool quick : {true, false}) {
      SCOPED_TRACE(quick ? "quick workers" : "slow workers");
      quick_ = quick;
      std::filesystem::remove(path());
      story();
    }
  }

 private:
  // Does all the work, until nothing is left except to wait for the listing.
  void Work(bool all_listed) {
    for (int turn = 0; turn < 100; ++turn) {
      Result<PendingPage> page = ledger().LoadPending(SourceId{0}, 100, 100);
      ASSERT_TRUE(page.ok());
      if (page->tasks.empty() && (page->waiting == 0 || !all_listed)) return;
      if (page->tasks.empty()) {
        ASSERT_TRUE(ledger().Settle().ok());
      }
      if (!quick_) std::reverse(page->tasks.begin(), page->tasks.end());
      for (const Task& task : page->tasks) (void)Record(OutcomeOf(task));
    }
    FAIL() << "it does not end";
  }

  OutcomeFact OutcomeOf(const Task& task) const {
    const auto file = std::find_if(library_.begin(), library_.end(),
                                   [&](const File& listed) { return listed.key == task.key; });
    OutcomeFact fact = DoneFact(task, recipe_);
    fact.outcome.format = FileFormat::kJpeg;
    fact.outcome.content = DigestOf(std::to_string(static_cast<int>(file->is)));
    const bool is_raw = file->is == Is::kRaw;
    if (!is_raw && file->is != Is::kText) return fact;
    if (!IsIdentification(task)) {
      fact = is_raw ? FailedFact(task, SourceState::kFailed, Reason::kFormatNotAllowed)
                    : FailedFact(task, SourceState::kSkipped, Reason::kNotAnImage);
      if (!is_raw && task.key.ends_with(".JPG")) fact.state = SourceState::kFailed;
    }
    fact.outcome.format = is_raw ? FileFormat::kCr2 : FileFormat::kText;
    return fact;
  }

  Recipe recipe_;
  Library library_;
  bool quick_ = false;
};

// The raw file may be read while the photo is done by the previous recipe, or after it has failed.
TEST_F(TimingTest, ARawFileIsNoCompanionOfAPhotoThatFailsForItsName) {
  Twice([&] {
    Run(Named("{dir}/{name}.jpg"), {{"1.JPG"}});
    const Recipe recipe = Named("{dir}/{stem}.jpg");
    Run(recipe, {{"1.CR2", Is::kRaw}, {"1.JPG"}});
    EXPECT_THAT(Ends(),
                ElementsAre("1.CR2: failed (format_not_allowed)", "1.JPG: failed (key_collision)"));
    Run(recipe, {{"1.CR2", Is::kRaw}, {"1.JPG"}});
    EXPECT_THAT(Ends(), ElementsAre("1.CR2: skipped (format_not_allowed)", "1.JPG: done 1.jpg"));
  });
}

// It may find its name taken when it is listed, or wait for the photo that holds it.
TEST_F(TimingTest, WhatIsNoPictureAndGetsNoNameIsNoPicture) {
  Twice([&] {
    Run(Named("{dir}/{name}.jpg"), {{"1.HEIC"}, {"1.JPG", Is::kText}, {"1.PNG", Is::kRaw}});
    Run(Named("{dir}/{stem}.jpg"), {{"1.HEIC"}, {"1.JPG", Is::kText}, {"1.PNG", Is::kRaw}});
    EXPECT_THAT(Ends(), ElementsAre("1.HEIC: done 1.jpg", "1.JPG: failed (not_an_image)",
                                    "1.PNG: skipped (format_not_allowed)"));
  });
}

// It may be read because it has no name, or while it waits, because it may be the vanished photo.
TEST_F(TimingTest, ASidecarIsNoPictureWhyeverItWasRead) {
  Twice([&] {
    const Recipe recipe = Named("{dir}/{stem}.jpg");
    Run(recipe, {{"0.JPG"}});
    Run(recipe, {{"1.HEIC", Is::kOtherPhoto}, {"1.xmp", Is::kText}});
    EXPECT_THAT(Ends(),
                ElementsAre("0.JPG: gone", "1.HEIC: done 1.jpg", "1.xmp: skipped (not_an_image)"));
  });
}

// The `otherwise` name of 1.jpg is the first name of 1.jpg.png, which an earlier run listed first,
// and this run lists after 1.jpg.
TEST_F(TimingTest, NewNamesGoByTheOrderOfTheListing) {
  Twice([&] {
    Run(Named("{dir}/{name}.png.jpg"), {{"1.jpg.png"}});
    Run(Named("{dir}/{stem}.jpg", "{dir}/{name}.jpg"), {{"1.HEIC"}, {"1.jpg"}, {"1.jpg.png"}});
    EXPECT_THAT(Ends(), ElementsAre("1.HEIC: done 1.jpg", "1.jpg: done 1.jpg.jpg",
                                    "1.jpg.png: done 1.jpg.png.jpg"));
  });
}

// A source that was not an image has a name that nobody else wanted. When it becomes an image, it
// queues behind 1.jpg, which was listed before it.
TEST_F(TimingTest, WhatGaveUpItsNamesQueuesForThemAnew) {
  Twice([&] {
    const Recipe recipe = Named("{dir}/{stem}.jpg", "{dir}/{name}.jpg");
    Run(recipe, {{"1.jpg.png", Is::kText}});
    Run(recipe, {{"1.HEIC"}, {"1.jpg"}, {"1.jpg.png", Is::kPhoto, 2}});
    EXPECT_THAT(Ends(), ElementsAre("1.HEIC: done 1.jpg", "1.jpg: done 1.jpg.jpg",
                                    "1.jpg.png: done 1.jpg.png.jpg"));
  });
}

// 1.JPG loses the name that 1.JPG.png wants under this recipe, because it gets no name itself.
TEST_F(TimingTest, WhoGetsNoNameGivesOnThatOfAnEarlierRecipe) {
  Twice([&] {
    Run(Named("{dir}/{name}.jpg"), {{"1.JPG.png", Is::kText}, {"1.HEIC"}, {"1.JPG"}});
    Run(Named("{dir}/{stem}.jpg"), {{"1.HEIC"}, {"1.JPG"}, {"1.JPG.png", Is::kOtherPhoto, 2}});
    EXPECT_THAT(Ends(), ElementsAre("1.HEIC: done 1.jpg", "1.JPG: failed (key_collision)",
                                    "1.JPG.png: done 1.JPG.jpg"));
  });
}

// The new photo wants a name that the known photo holds, and another name that the known photo also
// wants.
TEST_F(TimingTest, OfTwoThatWaitForEachOtherOneGoesOn) {
  Twice([&] {
    Run(Named("{dir}/{name}.jpg"), {{"d/1.jpg"}});
    Recipe recipe = Named("{dir}/{stem}.jpg", "{dir}/{name}.jpg");
    recipe.derivatives.push_back(DefaultRecipe().derivatives[1]);
    recipe.derivatives[1].key = "{dir}/cover.webp";
    recipe.derivatives[1].otherwise.clear();
    Run(recipe, {{"d/1.jpg.png"}, {"d/1.jpg"}});
    EXPECT_THAT(Ends(), ElementsAre("d/1.jpg: done d/1.jpg.jpg", "d/1.jpg: done d/cover.webp",
                                    "d/1.jpg.png: failed (key_collision)"));
  });
}

}  // namespace
}  // namespace photomill
