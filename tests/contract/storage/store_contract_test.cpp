// The contract of common/storage/object_store.h: listing and reading. Each test of the contract runs
// against every StoreKind below.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "tests/contract/storage/store_contract.h"
#include "tests/contract/storage/store_contract_fixture.h"

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

}  // namespace
}  // namespace photomill
