// Commands that cannot start: refused with a line that names the problem and the remedy, without
// leaving a trace.
#include <signal.h>

#include <algorithm>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

class Usage : public LocalRun {
 protected:
  Usage() { WriteSource("a.jpg", SmallJpeg()); }
  void TearDown() override {
    EXPECT_TRUE(fs::exists(source_ + "/a.jpg"));
    LocalRun::TearDown();
  }

  void ExpectNoTrace() { EXPECT_FALSE(fs::exists(destination_)); }
  void ExpectRecipeRefused(const std::string& recipe, const std::vector<std::string>& words) {
    SCOPED_TRACE(recipe);
    WriteRecipe(recipe);
    ExpectRefused(Command(), words);
    ExpectNoTrace();
  }
};

TEST_F(Usage, ASourceThatIsNoFolder) {
  ExpectRefused({"run", folder_.At("missing"), destination_},
                {folder_.At("missing"), "No such file", "name the folder"});
  ExpectRefused({"run", source_ + "/a.jpg", destination_},
                {source_ + "/a.jpg", "is a file", "name the folder"});
  ExpectNoTrace();
}

TEST_F(Usage, ADestinationThatWouldReplaceTheOriginals) {
  ExpectRefused({"run", source_, source_}, {source_, "the same folder", "another destination"});
  ExpectRefused({"run", source_, source_ + "/../src/"}, {source_, "the same folder"});
  ExpectRefused({"run", source_, folder_.path()},
                {source_, "is inside the destination", "outside of it"});
  fs::create_symlink(source_, folder_.At("link"));
  ExpectRefused({"run", source_, folder_.At("link")}, {source_, "the same folder"});
  EXPECT_EQ(TreeOf(source_).size(), 1U);
  ExpectRefused({"run", source_, source_ + "/a.jpg"}, {"is a file", "name a folder"});
}

TEST_F(Usage, ADestinationInsideTheSourceIsLeftOutOfTheScan) {
  const std::string inside = source_ + "/migrated";
  for (int i = 0; i < 2; ++i) {
    const Ended ended = RunPhotomill(CommandInto(inside));
    EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
    EXPECT_EQ(SummaryCount(ended.out, "found"), 1);
  }
}

TEST_F(Usage, ADestinationThatHoldsOtherFiles) {
  folder_.Write("dst/diary.txt", "mine");
  ExpectRefused(Command(), {destination_, "not empty", "--into_existing"});
  EXPECT_EQ(TreeOf(destination_).size(), 1U);
}

TEST_F(Usage, RecipesThatAreWrong) {
  const std::string photo = "derivative { name: \"photo\" fit: INSIDE width: 48 format: JPEG ";
  ExpectRecipeRefused("derivative { name: \"photo\" widht: 48 }",
                      {recipe_ + ":1:28", "unknown field \"widht\"", "width"});
  ExpectRecipeRefused(photo + "quality: 82 }", {recipe_, "\"photo\"", "key template is missing"});
  ExpectRecipeRefused(
      photo + "quality: 82 key: \"{stem}.jpg\" }\n" + photo + "quality: 82 key: \"b/{stem}.jpg\" }",
      {recipe_, "two derivatives are named \"photo\""});
  ExpectRecipeRefused(
      "derivative { name: \"photo\" fit: COVER width: 48 format: JPEG quality: 82 "
      "key: \"{stem}.jpg\" }",
      {recipe_, "\"photo\"", "both width and height"});
  ExpectRecipeRefused(
      "derivative { name: \"photo\" fit: INSIDE width: 70000 format: JPEG "
      "quality: 82 key: \"{stem}.jpg\" }",
      {recipe_, "70000", "65500"});
  ExpectRecipeRefused(photo + "quality: 101 key: \"{stem}.jpg\" }",
                      {recipe_, "quality must be 1 to 100"});
  ExpectRecipeRefused(photo + "quality: 82 key: \"same.jpg\" }", {recipe_, "{stem} or {name}"});
  ExpectRecipeRefused(photo + "quality: 82 key: \"../{stem}.jpg\" }", {recipe_, "\"..\""});
  ExpectRecipeRefused("derivative { name: \"photo\" fit: ROUND width: 48 }",
                      {recipe_, "ROUND", "INSIDE"});
  ExpectRecipeRefused("{\"derivative\": [{\"nam\": \"x\"}]}", {recipe_, "unknown field \"nam\""});
  ExpectRecipeRefused("", {recipe_, "the recipe is empty"});
  ExpectRecipeRefused(std::string("\xff\x00\x01", 3), {recipe_});
}

TEST_F(Usage, ARecipeThatIsNotThere) {
  ExpectRefused({"run", source_, destination_, "--recipe=" + folder_.At("nope")},
                {folder_.At("nope"), "No such file", "--recipe"});
  ExpectRefused({"run", source_, destination_, "--recipe=" + source_}, {source_, "--recipe"});
  ExpectNoTrace();
}

TEST_F(Usage, FlagsThatAreUnknownOrImpossible) {
  ExpectRefused(Command({"--recipies=x"}),
                {"--recipies", "did you mean --recipe?", "photomill help run"});
  ExpectRefused(Command({"--workers=0"}), {"--workers=0", "between 1 and 256"});
  ExpectRefused(Command({"--workers=257"}), {"--workers=257", "between 1 and 256"});
  ExpectRefused(Command({"--limit=-1"}), {"--limit=-1", "whole number"});
  ExpectRefused(Command({"--limit=many"}), {"--limit=many", "whole number"});
  ExpectRefused(Command({"--limit"}), {"--limit needs a whole number"});
  ExpectRefused(Command({"--threads=100000"}), {"--threads=100000", "512"});
  ExpectRefused(Command({"--memory=3K"}), {"--memory=3K is too little", "at least --memory=64M"});
  ExpectRefused(Command({"--crash_limit=0"}), {"--crash_limit=0", "between 1 and"});
  ExpectRefused(Command({"--isolate=never"}), {"--isolate=never", "auto", "always"});
  ExpectRefused(Command({"--task_time_floor=0"}), {"--task_time_floor", "at least 1 second"});
  ExpectRefused(Command({"--task_time_floor=9", "--task_time_ceiling=8"}),
                {"--task_time_ceiling=8", "--task_time_floor"});
  for (const char* flag : {"--recipe=", "--state=", "--include=", "--include=,"}) {
    ExpectRefused(Command({flag}), {"is empty", "omit the flag"});
  }
  ExpectRefused(Command({"--progress=loud"}), {"--progress", "bar, plain, json or none", "loud"});
  ExpectRefused(Command({"--remake=everything"}), {"--remake=everything", "raw_previews"});
  ExpectRefused(Command({"--remake=raw_previews,everything"}),
                {"--remake=everything", "jpeg_reader, png_reader"});
  ExpectRefused(Command({"--remake=raw_previews, everything"}), {"--remake=everything is not"});
  ExpectRefused(Command({"--remake= "}), {"is empty"});
  ExpectRefused(Command({"--remake=heic_references"}),
                {"--remake=heic_references remakes nothing", "raw_previews"});
  ExpectRefused(Command({"--strict=perhaps"}), {"--strict=perhaps", "true or false"});
  ExpectRefused(Command({"--listen=tcp://127.0.0.1:1"}), {"--listen", "photomill help run"});
  ExpectNoTrace();
}

TEST_F(Usage, ArgumentsThatAreMissingOrTooMany) {
  ExpectRefused({"run"}, {"needs two folders", "but got 0", "photomill help run"});
  ExpectRefused({"run", source_}, {"needs two folders", "but got 1"});
  ExpectRefused({"run", source_, destination_, "third"}, {"needs two folders", "but got 3"});
  ExpectRefused({"status"}, {"--state", "photomill help status"});
  ExpectRefused({"status", "--state=" + folder_.At("none")}, {folder_.At("none"), "no ledger"});
  ExpectNoTrace();
}

TEST_F(Usage, CommandsThatDoNotExist) {
  ExpectRefused({"rnu", source_, destination_},
                {"\"rnu\"", "did you mean \"run\"?", "photomill help"});
  ExpectRefused({"help", "rnu"}, {"\"rnu\"", "photomill help"});
}

TEST_F(Usage, HelpIsShortAndForPeople) {
  for (const Arguments& arguments : {Arguments{},
                                     {"help"},
                                     {"--help"},
                                     {"help", "run"},
                                     {"run", "--help"},
                                     {"help", "coordinator"},
                                     {"coordinator", "--help"},
                                     {"help", "worker"},
                                     {"worker", "--help"},
                                     {"help", "status"},
                                     {"help", "scan"},
                                     {"scan", "--help"},
                                     {"version"}}) {
    const Ended ended = RunPhotomill(arguments);
    EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
    EXPECT_NE(ended.out, "");
    EXPECT_EQ(ended.err, "");
    EXPECT_LT(std::count(ended.out.begin(), ended.out.end(), '\n'), 85) << ended.out;
  }
}

TEST_F(Usage, ACoordinatorsAddressAndKeysHaveToFit) {
  const Arguments coordinator = {"coordinator", source_, destination_};
  const auto with = [&](const std::string& flag) {
    Arguments arguments = coordinator;
    if (!flag.empty()) arguments.push_back(flag);
    return arguments;
  };
  ExpectRefused(with(""), {"--listen=tcp://"});
  ExpectRefused(with("--listen=nonsense"), {"nonsense", "tcp://"});
  const auto with_two = [&](const std::string& flag) {
    Arguments arguments = with("--listen=tcp://127.0.0.1:5577");
    arguments.push_back(flag);
    return arguments;
  };
  ExpectRefused(with_two("--advertise=nas.example"), {"--advertise", "--connect="});
  Arguments both = with_two("--secure");
  both.emplace_back("--insecure");
  ExpectRefused(both, {"--secure", "--insecure"});
  Arguments nonsense = with_two("--secure");
  nonsense.emplace_back("--advertise=tcp://nas.example:80");
  ExpectRefused(nonsense, {"--advertise: \"tcp://nas.example:80\"", "203.0.113.7:5577"});
  ExpectRefused({"coordinator", source_, destination_, "--listen=ipc:///tmp/x", "--secure"},
                {"--secure", "permissions of its directory"});
  ExpectNoTrace();
}

TEST_F(Usage, APortThatIsTaken) {
  Program first =
      StartPhotomill({"coordinator", source_, destination_, "--listen=tcp://127.0.0.1:0"});
  const std::string endpoint = AwaitEndpoint(first);
  ExpectRefused({"coordinator", source_, folder_.At("second"), "--listen=" + endpoint},
                {endpoint, "in use"});
  first.Signal(SIGINT);
  const Ended ended = first.Wait();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
}

TEST_F(Usage, ASecondCoordinatorIsToldWhoHoldsTheStateFolder) {
  Program first = StartPhotomill(
      {"coordinator", source_, destination_, "--recipe=" + recipe_, "--listen=tcp://127.0.0.1:0"});
  AwaitEndpoint(first);
  ExpectRefused(Command(), {state_, "in use", "process " + std::to_string(first.pid()) + " on ",
                            "photomill status"});
  first.Signal(SIGTERM);
  const Ended ended = first.Wait();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  RunTo(kDone);
}

TEST_F(Usage, AStateFolderBelongsToOneMigration) {
  RunTo(kDone);
  folder_.Write("other/b.jpg", SmallJpeg(2));
  ExpectRefused({"run", folder_.At("other"), destination_},
                {source_, folder_.At("other"), "--source_moved"});
  const std::string elsewhere = folder_.At("elsewhere");
  ExpectRefused({"run", source_, elsewhere, "--state=" + state_},
                {destination_, elsewhere, "--new_destination"});
  EXPECT_FALSE(fs::exists(elsewhere)) << "nothing is left behind";
  EXPECT_EQ(ledger_.CountOf("done"), 1);
}

TEST_F(Usage, ALedgerThatIsGarbage) {
  RunTo(kDone);
  const Tree tree = TreeOf(destination_);
  folder_.Write("dst/.photomill/ledger.db", std::string(5000, 'x'));
  ExpectRefused(Command(), {state_ + "/ledger.db", "damaged", "restore a copy"});
  EXPECT_EQ(ReadFile(state_ + "/ledger.db"), std::string(5000, 'x')) << "it is not touched";
  ExpectRefused({"status", "--state=" + state_}, {state_ + "/ledger.db", "damaged"});
  // The remedy that the message names.
  fs::remove(state_ + "/ledger.db");
  RunTo(kDone, {"--into_existing"});
  EXPECT_EQ(ContentsOf(TreeOf(destination_)), ContentsOf(tree));
}

TEST_F(Usage, AStateFolderThatCannotBe) {
  folder_.Write("file", "");
  ExpectRefused(Command({"--state=" + folder_.At("file")}), {folder_.At("file"), "not a folder"});
  ExpectRefused(Command({"--state=" + folder_.At("file/below")}),
                {folder_.At("file"), "not a folder"});
  ExpectRefused(Command({"--state=/proc/photomill"}), {"/proc/photomill", "--state"});
  ExpectNoTrace();
}

}  // namespace
}  // namespace photomill::test
