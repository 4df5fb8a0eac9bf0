#include "common/model/source_names.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(SourceNames, PicturesAreToldByTheirExtensionInAnyCase) {
  for (const std::string_view key : {"IMG_1.JPG", "a/b.jpeg", "a/b.c.HeIc", "scan.TIFF", "x.png",
                                     "x.webp", "x.gif", "x.bmp", "x.avif", "x.jp2", "x.mpo"}) {
    EXPECT_TRUE(IsNamedLikePicture(key)) << key;
    EXPECT_TRUE(IsNamedLikePhoto(key)) << key;
  }
}

TEST(SourceNames, RawFilesAreNamedLikePhotosOnly) {
  for (const std::string_view key : {"IMG_1.CR2", "a/_DSC0001.nef", "x.dng", "x.3fr", "x.rw2"}) {
    EXPECT_FALSE(IsNamedLikePicture(key)) << key;
    EXPECT_TRUE(IsNamedLikePhoto(key)) << key;
  }
}

TEST(SourceNames, NotesFilmsAndUnfinishedCopiesAreNoPhotos) {
  for (const std::string_view key :
       {"", "a", "jpg", "a/jpg", ".jpg", "IMG_1.JPG.part", "IMG_1.jpg.tmp", "a.jpg/notes",
        "IMG_1.AAE", "IMG_1.xmp", "IMG_1.JPG.json", "IMG_1.MOV", "a.mp4", "Thumbs.db", "a.txt",
        "a.svg", "a.psd", "a.pdf", "IMG_1.jpg~"}) {
    EXPECT_FALSE(IsNamedLikePicture(key)) << key;
    EXPECT_FALSE(IsNamedLikePhoto(key)) << key;
  }
}

TEST(SourceNames, WhatMacOsKeepsBesideAFileIsNoPhoto) {
  EXPECT_FALSE(IsNamedLikePhoto("2019/._IMG_1.JPG"));
  EXPECT_FALSE(IsNamedLikePhoto("._IMG_1.CR2"));
  EXPECT_TRUE(IsNamedLikePhoto("2019/_IMG_1.JPG"));
  EXPECT_TRUE(IsNamedLikePhoto("._2019/IMG_1.JPG"));
}

}  // namespace
}  // namespace photomill
