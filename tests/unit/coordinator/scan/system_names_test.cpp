#include "coordinator/scan/system_names.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "coordinator/scan/key_filter.h"

namespace photomill {
namespace {

std::string Folder(std::string_view key) {
  const auto found = FindSystemFolder(key);
  return found ? std::string(SystemNames()[*found].pattern) : "";
}
std::string File(std::string_view name) {
  const auto found = FindSystemFile(name);
  return found ? std::string(SystemNames()[*found].pattern) : "";
}

TEST(SystemNames, FoldersAreFoundByTheirNamesAtAnyDepth) {
  for (const char* name :
       {"@eaDir", "@tmp", "#recycle", "#snapshot", ".@__thumb", "@Recycle", "@Recently-Snapshot",
        "__MACOSX", ".thumbnails", ".Trashes", ".Spotlight-V100", ".snapshot", ".snapshots", ".zfs",
        "lost+found", "System Volume Information", "$RECYCLE.BIN", ".AppleDouble", ".wdmc"}) {
    EXPECT_EQ(Folder(name), std::string(name) + "/");
    EXPECT_EQ(Folder("a/b/" + std::string(name)), std::string(name) + "/");
    EXPECT_EQ(Folder("x" + std::string(name)), "") << name;
    EXPECT_EQ(Folder(std::string(name) + "x"), "") << name;
    EXPECT_EQ(File(name), "") << "only a folder of this name is left out";
  }
}

TEST(SystemNames, EveryRowIsFoundByAnExample) {
  std::set<std::string> found;
  for (const char* key :
       {".Trash-1000", ".Trash-me", "home/.local/share/Trash", ".cache/thumbnails",
        "Catalog Previews.lrdata", "Catalog Smart Previews.lrdata"}) {
    found.insert(Folder(key));
  }
  for (const char* name : {"._IMG_1.JPG", ".DS_Store", ".nfs00000000058c1d3e0000002a",
                           ".trashed-1650000000-IMG_1.jpg"}) {
    found.insert(File(name));
  }
  for (const SystemName& name : SystemNames()) {
    const std::string pattern(name.pattern);
    const bool fixed = pattern.find('*') == std::string::npos;
    if (fixed && pattern.back() == '/') found.insert(Folder(pattern.substr(0, pattern.size() - 1)));
    if (fixed && pattern.back() != '/') found.insert(File(pattern));
    EXPECT_TRUE(found.contains(pattern)) << pattern;
  }
  EXPECT_EQ(found.size(), SystemNames().size());
}

TEST(SystemNames, WindowsWritesItsNamesInAnyCase) {
  EXPECT_EQ(Folder("$Recycle.Bin"), "$RECYCLE.BIN/");
  EXPECT_EQ(Folder("d/system volume information"), "System Volume Information/");
  EXPECT_EQ(Folder("@EADIR"), "") << "others do not";
}

// An original must never be excluded because its name looks like a system's.
TEST(SystemNames, WhatMayHoldOriginalsIsTaken) {
  for (const char* key :
       {".picasaoriginals", "Originals", "Mobile Downloads.lrdata", "Catalog Helper.lrdata",
        "My.photoslibrary", "My.photoslibrary/originals", "Trash", "share/Trash", "thumbnails",
        "RECYCLER", "Recycled", "eaDir", "snapshot", ".hidden", ".Trash-", "Previews.lrdata", "tmp",
        "Temporary Items", ".stfolder"}) {
    EXPECT_EQ(Folder(key), "") << key;
  }
  for (const char* name : {".nfs", ".nfs_holiday.jpg", ".nfsx", ".trashed-IMG_1.jpg", ".trashed-1",
                           "_.jpg", ".hidden.jpg", "Thumbs.db", "IMG_1.JPG", ""}) {
    EXPECT_EQ(File(name), "") << name;
  }
}

TEST(SystemNames, AreLeftOutOfAFilterUnlessAllFoldersAreWanted) {
  const KeyFilter filter = *KeyFilter::Make({}, {});
  const KeyFilter all = *KeyFilter::Make({}, {}, {false, true});
  for (const char* key : {"@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg", "x/#recycle/a.jpg", "x/._a.jpg",
                          "home/.local/share/Trash/files/a.jpg"}) {
    EXPECT_FALSE(filter.InScope(key)) << key;
    EXPECT_TRUE(all.InScope(key)) << key;
    EXPECT_TRUE(KeyFilter().InScope(key)) << key;
  }
  EXPECT_TRUE(filter.InScope("@eaDir")) << "a file of this name";
  EXPECT_TRUE(filter.InScope("a.jpg"));
}

}  // namespace
}  // namespace photomill
