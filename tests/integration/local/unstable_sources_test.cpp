// Sources that changed after they were listed. The coordinator lists them alone; a worker connects
// only after the change.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;

class UnstableSources : public LocalRun {
 protected:
  static constexpr int kPhotos = 12;

  UnstableSources() { WritePhotos(folder_, "src", kPhotos); }

  // Lists everything, calls `change`, then starts a worker. Returns how the coordinator ended.
  template <typename Change>
  Ended RunWithChange(Change change) {
    Program coordinator =
        StartPhotomill({"coordinator", source_, destination_, "--recipe=" + recipe_,
                        "--listen=tcp://127.0.0.1:0", "--exit_when_done"});
    const std::string endpoint = AwaitEndpoint(coordinator);
    EXPECT_TRUE(
        WaitUntil([&] { return ledger_.CountOf("pending") == kPhotos || !coordinator.Running(); }));
    change();
    const Ended worker = RunPhotomill({"worker", "--connect=" + endpoint, "--threads=1"});
    EXPECT_TRUE(worker.Exited(kDone)) << worker.All();
    if (!worker.Exited(kDone)) coordinator.Signal(SIGINT);  // it would wait for another worker
    return coordinator.Wait();
  }
};

TEST_F(UnstableSources, OneVanishesAndOneChangesBetweenListingAndReading) {
  const Ended ended = RunWithChange([&] {
    RemoveSource(PhotoKey(4));
    WriteSource(PhotoKey(7), SmallJpeg(9));
  });
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  const auto states = ledger_.States();
  EXPECT_EQ(states.at(PhotoKey(4)), "failed source_vanished");
  EXPECT_THAT(ledger_.DetailOf(PhotoKey(4)), HasSubstr(PhotoKey(4)));
  EXPECT_EQ(states.at(PhotoKey(7)), "failed source_changed");
  EXPECT_THAT(ledger_.DetailOf(PhotoKey(7)), HasSubstr(PhotoKey(7)));
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos - 2);
  EXPECT_THAT(ended.out, HasSubstr("vanished between listing and reading; run again"));
  EXPECT_THAT(ended.out, HasSubstr("changed between listing and reading; run again"));

  RunTo(kDone);
  EXPECT_THAT(ledger_.States().at(PhotoKey(4)), HasSubstr("gone"));
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos - 1);
  EXPECT_EQ(CheckEveryOutput(state_, destination_), 2 * (kPhotos - 1));
}

// The worker proves that it sees the source with some of the first listed photos.
TEST_F(UnstableSources, TheFirstOnesThatWereListedVanish) {
  const Ended ended = RunWithChange([&] {
    for (const auto& row : ledger_.Rows("SELECT key FROM source ORDER BY id LIMIT 2")) {
      RemoveSource(row[0]);
    }
  });
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE reason = 'source_vanished'"), 2);
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos - 2);
}

}  // namespace
}  // namespace photomill::test
