// The contract of common/storage/object_store.h: writing, notes, names and temporary objects.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/contract/storage/store_contract.h"
#include "tests/contract/storage/store_contract_fixture.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// --- Writing
// --------------------------------------------------------------------------------------

TEST_P(StoreContract, NothingIsVisibleBeforeTheCommitAndAllOfItAfterwards) {
  Result<StagedObject> photo = store().Stage("2019/a.jpg", "photo", "7-photo");
  Result<StagedObject> thumb = store().Stage("thumbs/2019/a.webp", "thumb", "7-thumb");
  ASSERT_TRUE(photo.ok()) << photo.failure().detail;
  ASSERT_TRUE(thumb.ok());
  EXPECT_EQ(photo->key, "2019/a.jpg");
  EXPECT_THAT(ListAll(store()).objects, IsEmpty());
  EXPECT_EQ(store().Stat("2019/a.jpg").failure().reason, Reason::kSourceVanished);

  const Status committed = store().Commit({*photo, *thumb});
  ASSERT_TRUE(committed.ok()) << committed.failure().detail;
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("2019/a.jpg", "thumbs/2019/a.webp"));
  EXPECT_EQ(BytesAt("2019/a.jpg"), "photo");
  EXPECT_EQ(BytesAt("thumbs/2019/a.webp"), "thumb");
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

TEST_P(StoreContract, WhatIsOurOwnIsReplaced) {
  ASSERT_TRUE(Put(store(), "a/x", "a longer old text").ok());
  ASSERT_TRUE(PutOver(store(), "a/x", "new").ok());
  EXPECT_EQ(BytesAt("a/x"), "new");
  const Result<StagedObject> staged = store().Stage("a/x", "newer", "9-photo");
  const OwnFile own{"a/x", DigestOf("new")};
  const Published published = store().Publish({{{*staged}, {own}}}).front();
  EXPECT_TRUE(published.status.ok()) << published.status.failure().detail;
  EXPECT_EQ(published.visible, 1U);
  EXPECT_EQ(BytesAt("a/x"), "newer");
  EXPECT_THAT(ListAll(store()).objects, SizeIs(1));
}

TEST_P(StoreContract, SomebodyElsesFileIsNeverReplaced) {
  ASSERT_TRUE(Put(store(), "a/x", "theirs").ok());
  // Neither if no file is our own, nor if another program's file has replaced ours.
  for (const std::vector<OwnFile>& own :
       {std::vector<OwnFile>(), {{"a/x", DigestOf("ours")}}, {{"a/y", {}}}}) {
    const Result<StagedObject> staged = store().Stage("a/x", "ours, anew", "9-photo");
    const Published published = store().Publish({{{*staged}, own}}).front();
    ASSERT_FALSE(published.status.ok());
    EXPECT_EQ(published.visible, 0U);
    EXPECT_EQ(published.status.failure().reason, Reason::kDestinationTaken);
    EXPECT_THAT(published.status.failure().detail, HasSubstr("a/x"));
    EXPECT_THAT(published.status.failure().detail, HasSubstr("did not write"));
    EXPECT_THAT(published.status.failure().detail, HasSubstr("Move it away"));
    EXPECT_EQ(BytesAt("a/x"), "theirs");
  }
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

TEST_P(StoreContract, TheVerySameBytesCountAsMade) {
  ASSERT_TRUE(Put(store(), "a/x", "the same").ok());
  const ObjectVersion before = *store().Stat("a/x");
  const Status put = Put(store(), "a/x", "the same");
  EXPECT_TRUE(put.ok()) << put.failure().detail;
  EXPECT_EQ(*store().Stat("a/x"), before) << "it was written again";
  EXPECT_EQ(Put(store(), "a/x", "the SAME").failure().reason, Reason::kDestinationTaken);
  const OwnFile file{"a/x", DigestOf("the same")};
  for (const bool ours : {false, true}) {
    std::vector<OwnFile> own;
    if (ours) own.push_back(file);
    const Result<StagedObject> first = store().Stage("b", "new", "8-photo");
    const Result<StagedObject> second = store().Stage("a/x", "the same", "9-photo");
    if (ours) own.push_back({"b", DigestOf("new")});
    const Published published = store().Publish({{{*first, *second}, own}}).front();
    EXPECT_TRUE(published.status.ok()) << published.status.failure().detail;
    EXPECT_EQ(published.visible, 2U);
    EXPECT_EQ(published.found, ours ? std::vector<size_t>() : std::vector<size_t>{1});
  }
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

TEST_P(StoreContract, AFailureIsThatOfItsPublicationAlone) {
  ASSERT_TRUE(Put(store(), "taken", "theirs").ok());
  const auto stage = [this](const std::string& key) { return *store().Stage(key, key, key); };
  const std::vector<Published> published =
      store().Publish({{{stage("a")}}, {{stage("b"), stage("taken"), stage("c")}}, {{stage("d")}}});
  ASSERT_THAT(published, SizeIs(3));
  EXPECT_TRUE(published[0].status.ok());
  EXPECT_TRUE(published[2].status.ok());
  ASSERT_FALSE(published[1].status.ok());
  EXPECT_EQ(published[1].status.failure().reason, Reason::kDestinationTaken);
  EXPECT_EQ(published[1].visible, 1U);
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("a", "b", "d", "taken"));
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

TEST_P(StoreContract, OfManyThatWriteOneKeyOneWins) {
  if (!GetParam().one_wins) GTEST_SKIP() << "without hard links, this store checks, then renames";
  constexpr int kThreads = 8;
  for (int round = 0; round < 20; ++round) {
    const std::string key = "round/" + std::to_string(round);
    std::atomic<int> won = 0;
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        const Status put = Put(store(), key, std::to_string(thread));
        if (put.ok()) {
          ++won;
        } else {
          EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken) << put.failure().detail;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
  }
}

TEST_P(StoreContract, AnEmptyCommitIsNothing) {
  EXPECT_TRUE(store().Commit({}).ok());
}

TEST_P(StoreContract, WritesDeeply) {
  std::string key;
  for (int depth = 0; depth < 100; ++depth) key += "folder" + std::to_string(depth) + "/";
  key += "x";
  ASSERT_TRUE(Put(store(), key, "deep").ok());
  EXPECT_EQ(BytesAt(key), "deep");
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre(key));
}

TEST_P(StoreContract, AReaderSeesTheOldOrTheNewObjectNeverAMixture) {
  const std::string old_bytes(200'000, 'o');
  const std::string new_bytes(100'000, 'n');
  ASSERT_TRUE(Put(store(), "x", old_bytes).ok());
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 50; ++i) {
      EXPECT_TRUE(PutOver(store(), "x", i % 2 == 0 ? new_bytes : old_bytes).ok());
    }
    done = true;
  });
  while (!done) {
    const Result<ReadObject> read = store().Read("x", kBytesMax);
    ASSERT_TRUE(read.ok()) << read.failure().detail;
    ASSERT_TRUE(read->bytes == old_bytes || read->bytes == new_bytes);
    ASSERT_EQ(read->version.size, read->bytes.size());
  }
  writer.join();
}

TEST_P(StoreContract, ManyThreadsWriteIntoTheSameNewFolders) {
  constexpr int kThreads = 8;
  constexpr int kObjects = 25;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread] {
      for (int i = 0; i < kObjects; ++i) {
        const std::string key = "new/" + std::to_string(i) + "/deep/" + std::to_string(thread);
        const Status put = Put(store(), key, key);
        EXPECT_TRUE(put.ok()) << put.failure().detail;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Listing listing = ListAll(store());
  EXPECT_THAT(listing.objects, SizeIs(kThreads * kObjects));
  for (const StoredObject& object : listing.objects) EXPECT_EQ(BytesAt(object.key), object.key);
}

TEST_P(StoreContract, AFileWhereAFolderMustStandIsInTheWay) {
  if (!GetParam().has_folders) GTEST_SKIP() << "this store has no folders that could collide";
  ASSERT_TRUE(Put(store(), "a/b", "a file").ok());
  const Status put = Put(store(), "a/b/c/d.jpg", "x");
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken);
  EXPECT_THAT(put.failure().detail, HasSubstr("a/b\" is where a folder must be"));
  EXPECT_THAT(put.failure().detail, HasSubstr("a/b/c/d.jpg"));
  EXPECT_EQ(BytesAt("a/b"), "a file");
}

TEST_P(StoreContract, AFolderWhereAFileMustStandIsInTheWay) {
  if (!GetParam().has_folders) GTEST_SKIP() << "this store has no folders that could collide";
  ASSERT_TRUE(Put(store(), "a/b/c", "inside").ok());
  const Status put = Put(store(), "a/b", "x");
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken);
  EXPECT_THAT(put.failure().detail, HasSubstr("a/b"));
  EXPECT_EQ(BytesAt("a/b/c"), "inside");
}

TEST_P(StoreContract, AFailedCommitLeavesWholeObjectsAndNoTemporaryOnes) {
  if (!GetParam().has_folders) GTEST_SKIP() << "this store has no folders that could collide";
  ASSERT_TRUE(Put(store(), "taken/inside", "x").ok());
  const Result<StagedObject> first = store().Stage("first", "first", "9-first");
  const Result<StagedObject> second = store().Stage("taken", "second", "9-second");
  const Result<StagedObject> third = store().Stage("third", "third", "9-third");
  const Status committed = store().Commit({*first, *second, *third});
  ASSERT_FALSE(committed.ok());
  EXPECT_EQ(committed.failure().reason, Reason::kDestinationTaken);
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("first", "taken/inside"));
  EXPECT_EQ(BytesAt("first"), "first");
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

TEST_P(StoreContract, PhotomillsOwnFolderIsNoPlaceForOutputs) {
  const std::string inside = std::string(kStateFolder) + "/ledger.db";
  const Result<StagedObject> staged = store().Stage(inside, "x", "tag");
  ASSERT_FALSE(staged.ok());
  EXPECT_EQ(staged.failure().reason, Reason::kInvalid);
  EXPECT_FALSE(store().Commit({{inside, ".photomill/tmp/tag"}}).ok());
}

TEST_P(StoreContract, TheTokenOfAMigrationIsWrittenAnew) {
  const std::string key = std::string(kTokenFolder) + "/m1";
  ASSERT_TRUE(Put(store(), key, "the first run").ok());
  ASSERT_TRUE(Put(store(), key, "the second run").ok());
  EXPECT_EQ(BytesAt(key), "the second run");
}

TEST_P(StoreContract, OnlyWhatWasStagedCanBeCommitted) {
  ASSERT_TRUE(Put(store(), "kept", "kept").ok());
  EXPECT_EQ(store().Commit({{"stolen", "kept"}}).failure().reason, Reason::kInvalid);
  EXPECT_EQ(store().Commit({{"stolen", ".photomill/tmp/../../kept"}}).failure().reason,
            Reason::kInvalid);
  EXPECT_FALSE(store().Commit({{"never", ".photomill/tmp/never-staged"}}).ok());
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("kept"));
}

TEST_P(StoreContract, TagsArePlainNames) {
  for (const std::string& tag : {std::string(), std::string("a/b"), std::string(".."),
                                 std::string("a\0b", 3), std::string(300, 't')}) {
    const Result<StagedObject> staged = store().Stage("x", "x", tag);
    ASSERT_FALSE(staged.ok()) << tag;
    EXPECT_EQ(staged.failure().reason, Reason::kInvalid) << tag;
  }
}

// --- Probing
// -----------------------------------------------------------------------------------

TEST_P(StoreContract, AProbeLeavesNothingBehind) {
  ASSERT_TRUE(Put(store(), "a.jpg", "a").ok());
  for (int i = 0; i < 2; ++i) {
    const Status probed = store().Probe("5-probe");
    EXPECT_TRUE(probed.ok()) << probed.failure().detail;
  }
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("a.jpg"));
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "temporary objects are left";
}

// --- Notes
// -------------------------------------------------------------------------------------

// Stages an object for a note.
StagedObject StagedFor(ObjectStore& store, const std::string& key, const std::string& bytes) {
  static int tags = 0;
  Result<StagedObject> staged = store.Stage(key, bytes, "noted-" + std::to_string(++tags));
  EXPECT_TRUE(staged.ok());
  staged->content = DigestOf(bytes);
  return *staged;
}

TEST_P(StoreContract, ANoteCountsForTheFilesThatWerePublished) {
  const StagedObject published = StagedFor(store(), "a.jpg", "same");
  const StagedObject never = StagedFor(store(), "b.jpg", "same");
  ASSERT_TRUE(store().WriteNote("m1-5-1", {published, never}).ok());
  EXPECT_THAT(store().ReadNotes({})->files, IsEmpty()) << "nothing exists under their keys yet";
  ASSERT_TRUE(store().Commit({published}).ok());
  ASSERT_TRUE(Put(store(), "b.jpg", "same").ok());  // by another program
  EXPECT_THAT(store().ReadNotes({})->files, ElementsAre(OwnFile{"a.jpg", DigestOf("same")}));
  EXPECT_EQ(*store().Sweep("noted-", seconds(0)), 1U);
}

TEST_P(StoreContract, NotesAreReadAsTheyWereWritten) {
  const std::vector<OwnFile> files = {{"a/x.jpg", DigestOf("x")},
                                      {"line\nbreak 7 /\"\x01.jpg", DigestOf("y")}};
  const std::vector<StagedObject> staged = {StagedFor(store(), files[0].key, "x"),
                                            StagedFor(store(), files[1].key, "y")};
  const StagedObject b = StagedFor(store(), "b", "b");
  const StagedObject c = StagedFor(store(), "c", "c");
  EXPECT_THAT(store().ReadNotes({})->files, IsEmpty());
  ASSERT_TRUE(store().WriteNote("m1-5-1", staged).ok());
  ASSERT_TRUE(store().WriteNote("m1-5-2", {b}).ok());
  ASSERT_TRUE(store().WriteNote("m2-5-1", {c}).ok());
  ASSERT_TRUE(store().Commit({staged[0], staged[1], b, c}).ok());
  Result<Notes> notes = store().ReadNotes({"m1-", seconds(0), {}});
  ASSERT_TRUE(notes.ok()) << notes.failure().detail;
  EXPECT_THAT(notes->names, ::testing::UnorderedElementsAre("m1-5-1", "m1-5-2"));
  EXPECT_THAT(notes->files,
              ::testing::UnorderedElementsAre(files[0], files[1], OwnFile{"b", DigestOf("b")}));
  EXPECT_THAT(store().ReadNotes({"m1-", seconds(0), {"b", "c"}})->files,
              ElementsAre(OwnFile{"b", DigestOf("b")}));
  EXPECT_THAT(store().ReadNotes({"m1-", seconds(0), {}, "m1-5-2"})->names, ElementsAre("m1-5-1"));
  EXPECT_THAT(store().ReadNotes({"m1-", seconds(3600), {}})->names, IsEmpty())
      << "they may be those of an engine that lives";
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U) << "notes are not leftovers";
  EXPECT_FALSE(store().WriteNote("m1-5-1", {}).ok()) << "a name is used once";
  ASSERT_TRUE(store().RemoveNotes({"m1-5-1", "m1-5-1", "never-written"}).ok());
  EXPECT_THAT(store().ReadNotes({"", seconds(0), {}})->names,
              ::testing::UnorderedElementsAre("m1-5-2", "m2-5-1"));
  EXPECT_THAT(ListAll(store()).objects, SizeIs(4)) << "notes are not objects";
}

TEST_P(StoreContract, NotesHavePlainNames) {
  for (const std::string& name : {std::string(), std::string("a/b"), std::string("..")}) {
    EXPECT_EQ(store().WriteNote(name, {}).failure().reason, Reason::kInvalid) << name;
    EXPECT_EQ(store().RemoveNotes({name}).failure().reason, Reason::kInvalid) << name;
  }
}

// --- Names
// -------------------------------------------------------------------------------------

TEST_P(StoreContract, TellsWhatTheStoreDoesWithNames) {
  ASSERT_TRUE(Put(store(), "a/b", "x").ok());
  const bool folds = !Put(store(), "A/B", "X").ok();  // another program's file
  EXPECT_EQ(BytesAt("a/b"), "x");
  for (const char* folder : {"", "a", "a/not/there"}) {
    const Result<NameRules> rules = store().ProbeNames(folder);
    ASSERT_TRUE(rules.ok()) << rules.failure().detail;
    EXPECT_EQ(rules->folds_case, folds);
  }
  EXPECT_THAT(ListAll(store()).objects, SizeIs(folds ? 1 : 2)) << "the probe left something";
  EXPECT_EQ(store().ProbeNames("../a").failure().reason, Reason::kInvalid);
}

// --- Sweeping
// -------------------------------------------------------------------------------------

TEST_P(StoreContract, SweepsWhatDeadAttemptsLeft) {
  ASSERT_TRUE(Put(store(), "kept", "kept").ok());
  EXPECT_EQ(*store().Sweep("", seconds(0)), 0U);
  for (const char* tag : {"5-photo", "5-thumb", "55-photo", "6-photo"}) {
    ASSERT_TRUE(store().Stage("x", "bytes", tag).ok());
  }
  EXPECT_EQ(*store().Sweep("5-", seconds(3600)), 0U) << "they may be of an attempt that lives";
  EXPECT_EQ(*store().Sweep("5-", seconds(0)), 2U);
  EXPECT_EQ(*store().Sweep("5-", seconds(0)), 0U);
  EXPECT_EQ(*store().Sweep("", seconds(0)), 2U);
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("kept"));
}

TEST_P(StoreContract, AStagedObjectThatWasSweptFailsItsCommit) {
  const Result<StagedObject> staged = store().Stage("a/x", "bytes", "5-photo");
  ASSERT_TRUE(staged.ok());
  ASSERT_EQ(*store().Sweep("5-", seconds(0)), 1U);
  const Status committed = store().Commit({*staged});
  ASSERT_FALSE(committed.ok());
  EXPECT_EQ(committed.failure().reason, Reason::kStorageUnavailable);
  EXPECT_THAT(committed.failure().detail, HasSubstr("5-photo"));
  EXPECT_THAT(ListAll(store()).objects, IsEmpty());
}

TEST_P(StoreContract, ATagIsUsedOnce) {
  ASSERT_TRUE(store().Stage("x", "first", "5-photo").ok());
  const Result<StagedObject> again = store().Stage("y", "second", "5-photo");
  ASSERT_FALSE(again.ok());
  EXPECT_THAT(again.failure().detail, HasSubstr("5-photo"));
}

}  // namespace
}  // namespace photomill
