// The contract of common/storage/object_store.h: each test runs against every StoreKind below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "tests/contract/storage/store_contract.h"

namespace photomill {

Status Put(ObjectStore& store, std::string_view key, std::string_view bytes) {
  static std::atomic<int> number = 0;
  Result<StagedObject> staged = store.Stage(key, bytes, "put-" + std::to_string(++number));
  if (!staged.ok()) return staged.failure();
  return store.Commit({*std::move(staged)});
}

Status PutOver(ObjectStore& store, std::string_view key, std::string_view bytes) {
  static std::atomic<int> number = 0;
  Result<StagedObject> staged = store.Stage(key, bytes, "over-" + std::to_string(++number));
  if (!staged.ok()) return staged.failure();
  const OwnFile own{std::string(key), {}};
  return store.Publish({{{*std::move(staged)}, {own}}}).front().status;
}

namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class StoreContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  ObjectStore& store() { return under_test_->store(); }
  std::string BytesAt(std::string_view key) {
    Result<ReadObject> read = store().Read(key, kBytesMax);
    return read.ok() ? read->bytes : "FAILED: " + read.failure().detail;
  }
  std::unique_ptr<StoreUnderTest> under_test_ = GetParam().make();
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, ::testing::ValuesIn(LocalStoreKinds()),
                         [](const auto& instance) { return instance.param.name; });

// --- Listing
// --------------------------------------------------------------------------------------

TEST_P(StoreContract, AnEmptyStoreListsNothing) {
  const Listing listing = ListAll(store());
  EXPECT_TRUE(listing.status.ok());
  EXPECT_THAT(listing.objects, IsEmpty());
  EXPECT_THAT(listing.errors, IsEmpty());
}

TEST_P(StoreContract, ListsEveryObjectInTheByteOrderOfTheKeys) {
  std::vector<std::string> keys = {
      "a/x.jpg", "a.jpg",       "a/b/c/d/e.jpg", "a b/ .jpg",
      "Z.jpg",   "a-/x.jpg",    "a/b.jpg",       "gr\xC3\xBC\xC3\x9F.jpg",
      "~",       "back\\slash", "*?[x]",         "%41+&="};
  if (GetParam().keys_are_any_bytes) {
    keys.insert(keys.end(), {"new\nline/x", "tab\t", "\xff\xfe", "a/\x80/y", "\x01", "\"quoted\""});
  }
  for (const std::string& key : keys) {
    const Status put = Put(store(), key, key);
    ASSERT_TRUE(put.ok()) << put.failure().detail;
  }
  const Listing listing = ListAll(store());
  EXPECT_TRUE(listing.status.ok());
  EXPECT_THAT(listing.errors, IsEmpty());
  std::sort(keys.begin(), keys.end());
  EXPECT_THAT(listing.Keys(), ElementsAreArray(keys));
  for (const StoredObject& object : listing.objects) {
    EXPECT_EQ(object.version.size, object.key.size());
    EXPECT_EQ(BytesAt(object.key), object.key);
  }
}

TEST_P(StoreContract, ListsMoreObjectsThanOnePageHolds) {
  std::vector<std::string> keys;
  for (int i = 0; i < 1'500; ++i) {
    keys.push_back((i % 3 == 0 ? "folder/" : "other-folder/") + std::to_string(i));
  }
  std::vector<StagedObject> staged;
  for (const std::string& key : keys) {
    staged.push_back(*store().Stage(key, "x", std::to_string(staged.size())));
  }
  ASSERT_TRUE(store().Commit(staged).ok());
  std::sort(keys.begin(), keys.end());
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAreArray(keys));
}

TEST_P(StoreContract, EndsTheListingWhereTheVisitorWantsNoMore) {
  for (const char* key : {"a", "b/c", "b/d", "e"}) ASSERT_TRUE(Put(store(), key, "x").ok());
  std::vector<std::string> seen;
  ListVisitor visitor;
  visitor.on_object = [&](const StoredObject& object) {
    seen.push_back(object.key);
    return seen.size() < 2;
  };
  ListOptions options;
  options.leave_out = {std::string(kStateFolder)};
  EXPECT_TRUE(store().List(options, visitor).ok());
  EXPECT_THAT(seen, ElementsAre("a", "b/c"));
}

TEST_P(StoreContract, DoesNotEnterFoldersThatAreLeftOut) {
  for (const char* key : {"out/1", "out/deep/2", "outer/3", "in/out/4", "a/out.jpg"}) {
    ASSERT_TRUE(Put(store(), key, "x").ok());
  }
  ListOptions options;
  options.leave_out = {"out", "not/there"};
  EXPECT_THAT(ListAll(store(), options).Keys(), ElementsAre("a/out.jpg", "in/out/4", "outer/3"));
  options.leave_out = {"in/out/", "outer"};
  EXPECT_THAT(ListAll(store(), options).Keys(), ElementsAre("a/out.jpg", "out/1", "out/deep/2"));
}

TEST_P(StoreContract, ListingStatAndReadTellOneVersion) {
  ASSERT_TRUE(Put(store(), "a/x.jpg", "some bytes").ok());
  const Listing listing = ListAll(store());
  ASSERT_THAT(listing.objects, SizeIs(1));
  const Result<ObjectVersion> stat = store().Stat("a/x.jpg");
  const Result<ReadObject> read = store().Read("a/x.jpg", kBytesMax);
  ASSERT_TRUE(stat.ok());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(listing.objects[0].version, *stat);
  EXPECT_EQ(read->version, *stat);
  EXPECT_EQ(stat->size, 10U);
  EXPECT_TRUE(stat->mtime_ns != 0 || !stat->etag.empty());
}

// --- Reading
// --------------------------------------------------------------------------------------

TEST_P(StoreContract, ReadsWhatWasWrittenByteForByte) {
  std::string bytes;
  for (int i = 0; i < 300'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  ASSERT_TRUE(Put(store(), "binary", bytes).ok());
  EXPECT_EQ(BytesAt("binary"), bytes);
  ASSERT_TRUE(Put(store(), "empty", "").ok());
  EXPECT_EQ(BytesAt("empty"), "");
  EXPECT_EQ(store().Stat("empty")->size, 0U);
}

TEST_P(StoreContract, StreamsWhatWasWrittenInPiecesAndInOrder) {
  std::string bytes;
  for (int i = 0; i < 900'000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
  ASSERT_TRUE(Put(store(), "binary", bytes).ok());
  std::string streamed;
  size_t largest = 0;
  const Result<ObjectVersion> version = store().Stream("binary", [&](std::string_view piece) {
    streamed += piece;
    largest = std::max(largest, piece.size());
  });
  ASSERT_TRUE(version.ok()) << version.failure().detail;
  EXPECT_EQ(*version, *store().Stat("binary"));
  EXPECT_EQ(streamed, bytes);
  EXPECT_LT(largest, bytes.size());
  ASSERT_TRUE(Put(store(), "empty", "").ok());
  EXPECT_TRUE(store().Stream("empty", [](std::string_view) { FAIL() << "no bytes"; }).ok());
  const auto nothing = store().Stream("a/nothing", [](std::string_view) {});
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.failure().reason, Reason::kSourceVanished);
  EXPECT_FALSE(store().Stream("../x", [](std::string_view) {}).ok());
}

TEST_P(StoreContract, RemovesOnlyTheBytesThatWereNamed) {
  ASSERT_TRUE(Put(store(), "a/b", "bytes").ok());
  ASSERT_TRUE(Put(store(), "a/c", "bytes").ok());
  const std::vector<Status> other = store().Remove({{"a/b", DigestOf("other bytes")}});
  ASSERT_TRUE(other.size() == 1 && !other[0].ok());
  EXPECT_EQ(other[0].failure().reason, Reason::kSourceChanged);
  EXPECT_EQ(BytesAt("a/b"), "bytes");
  const std::vector<Status> removed = store().Remove({{"a/b", DigestOf("bytes")}});
  EXPECT_TRUE(removed[0].ok()) << removed[0].failure().detail;
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("a/c"));
  const std::vector<Status> failed = store().Remove({{"a/b", DigestOf("bytes")},
                                                     {"no/where", DigestOf("")},
                                                     {"../a/c", DigestOf("bytes")},
                                                     {"", DigestOf("")}});
  ASSERT_EQ(failed.size(), 4U);
  for (const Status& status : failed) EXPECT_FALSE(status.ok());
  EXPECT_EQ(failed[0].failure().reason, Reason::kSourceVanished);
  EXPECT_EQ(failed[1].failure().reason, Reason::kSourceVanished);
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("a/c"));
}

TEST_P(StoreContract, RemovesManyObjectsAndSaysWhichStay) {
  std::vector<Removal> removals;
  for (const char* key : {"a/1", "a/2", "a/b/1", "a/3", "c/1", "d", "a/4"}) {
    ASSERT_TRUE(Put(store(), key, "bytes").ok());
    removals.push_back({key, DigestOf("bytes")});
  }
  removals[1].content = DigestOf("other bytes");
  removals.push_back(removals[0]);
  const std::vector<Status> statuses = store().Remove(removals);
  ASSERT_EQ(statuses.size(), removals.size());
  for (size_t i = 0; i < statuses.size(); ++i) {
    EXPECT_EQ(statuses[i].ok(), i != 1 && i != 7) << removals[i].key;
  }
  EXPECT_THAT(ListAll(store()).Keys(), ElementsAre("a/2"));
  EXPECT_TRUE(store().Remove({}).empty());
}

TEST_P(StoreContract, WhatIsNotThereHasVanished) {
  ASSERT_TRUE(Put(store(), "a/b", "x").ok());
  for (const char* key : {"nothing", "a/nothing", "nowhere/nothing", "a/b/below-a-file"}) {
    const Result<ReadObject> read = store().Read(key, kBytesMax);
    ASSERT_FALSE(read.ok()) << key;
    EXPECT_EQ(read.failure().reason, Reason::kSourceVanished) << key;
    EXPECT_THAT(read.failure().detail, HasSubstr(key));
    const Result<ObjectVersion> stat = store().Stat(key);
    ASSERT_FALSE(stat.ok()) << key;
    EXPECT_EQ(stat.failure().reason, Reason::kSourceVanished) << key;
  }
}

TEST_P(StoreContract, ReadsNothingOverTheLimit) {
  ASSERT_TRUE(Put(store(), "ten", "0123456789").ok());
  EXPECT_TRUE(store().Read("ten", 10).ok());
  const Result<ReadObject> read = store().Read("ten", 9);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.failure().reason, Reason::kTooLarge);
  EXPECT_THAT(read.failure().detail, HasSubstr("ten"));
}

TEST_P(StoreContract, AnObjectThatIsWrittenAgainIsAnotherVersion) {
  ASSERT_TRUE(Put(store(), "x", "first").ok());
  const Result<ObjectVersion> first = store().Stat("x");
  ASSERT_TRUE(PutOver(store(), "x", "second").ok());
  const Result<ReadObject> second = store().Read("x", kBytesMax);
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->bytes, "second");
  EXPECT_NE(second->version, *first);
}

TEST_P(StoreContract, NoKeyLeadsOutOfTheStore) {
  const std::vector<std::string> bad_keys = {"",
                                             "/",
                                             "/etc/passwd",
                                             "..",
                                             "../x",
                                             "a/../../x",
                                             "a/..",
                                             ".",
                                             "./x",
                                             "a/./x",
                                             "a//b",
                                             "a/",
                                             std::string("a\0b", 3),
                                             std::string(300, 'n'),
                                             std::string(100'000, 'n')};
  for (const std::string& key : bad_keys) {
    const Result<ReadObject> read = store().Read(key, kBytesMax);
    ASSERT_FALSE(read.ok()) << key;
    EXPECT_EQ(read.failure().reason, Reason::kInvalid) << key;
    EXPECT_EQ(store().Stat(key).failure().reason, Reason::kInvalid) << key;
    const Result<StagedObject> staged = store().Stage(key, "x", "tag");
    ASSERT_FALSE(staged.ok()) << key;
    EXPECT_EQ(staged.failure().reason, Reason::kInvalid) << key;
    EXPECT_EQ(store().Commit({{key, ".photomill/tmp/tag"}}).failure().reason, Reason::kInvalid);
  }
  EXPECT_THAT(ListAll(store()).objects, IsEmpty());
}

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
