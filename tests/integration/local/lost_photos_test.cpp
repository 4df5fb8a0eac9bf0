// Files next to photos, and in place of photos: a lost photo is reported as lost, a film and a raw
// file as what they are, and notes cause no failure.
#include "tests/integration/local/local_run.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// A grey TIFF of 4 x 4 px, which every decoder accepts.
std::string GreyTiff(const std::vector<TiffEntry>& more = {}) {
  std::vector<TiffEntry> entries = {{256, 4, 1, 4}, {257, 4, 1, 4}, {258, 3, 1, 8},
                                    {262, 3, 1, 1}, {273, 4, 1, 0}, {277, 3, 1, 1},
                                    {278, 4, 1, 4}, {279, 4, 1, 16}};
  entries.insert(entries.end(), more.begin(), more.end());
  entries[4].value = static_cast<uint32_t>(8 + 2 + 12 * entries.size() + 4);
  return Tiff(entries) + std::string(16, '\x55');
}

class LostPhotos : public LocalRun {
 protected:
  static inline const std::string kFilm =
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  \0\0\0\x10mdatpictures"s;

  LostPhotos() { WriteSource("good.jpg", SmallJpeg()); }

  std::string State(const std::string& key) { return ledger_.States().at(key); }
};

TEST_F(LostPhotos, AreFailuresThatSayWhatIsThereInstead) {
  WriteSource("IMG_1.JPG", "");
  WriteSource("IMG_2.jpeg", std::string(200'000, '\0'));
  WriteSource("IMG_3.HEIC", "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>");
  WriteSource("IMG_4.png", "please log in first\n");
  WriteSource("IMG_5.CR2", "");

  const Ended ended = RunTo(kWithFailures);

  for (const char* key : {"IMG_1.JPG", "IMG_2.jpeg", "IMG_3.HEIC", "IMG_4.png", "IMG_5.CR2"}) {
    EXPECT_EQ(State(key), "failed not_an_image") << key;
    EXPECT_THAT(ledger_.DetailOf(key), AllOf(HasSubstr("named like a photo, but it is "),
                                             HasSubstr(": restore it from a backup, or delete it")))
        << key;
  }
  EXPECT_THAT(ledger_.DetailOf("IMG_1.JPG"), HasSubstr("an empty file"));
  EXPECT_THAT(ledger_.DetailOf("IMG_2.jpeg"), HasSubstr("a file of zero bytes"));
  EXPECT_THAT(ledger_.DetailOf("IMG_3.HEIC"), HasSubstr("a web page"));
  EXPECT_THAT(ledger_.DetailOf("IMG_4.png"), HasSubstr("a text"));
  EXPECT_EQ(SummaryCount(ended.out, "not_an_image"), 5);
  EXPECT_EQ(State("good.jpg"), "done");
}

TEST_F(LostPhotos, NotesAndUnfinishedCopiesAreNone) {
  WriteSource("IMG_1.AAE", "<?xml version=\"1.0\"?><plist/>");
  WriteSource("IMG_2.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  WriteSource("IMG_3.JPG.json", "{\"title\": \"IMG_1.JPG\"}");
  WriteSource("IMG_4.wav", "RIFF\x24\0\0\0WAVEfmt "s);
  WriteSource("IMG_5.JPG.part", "");
  WriteSource("notes.txt", "");
  WriteSource("Thumbs.db", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s);
  WriteSource("._good.jpg", "\0\x05\x16\x07\0\x02\0\0Mac OS X"s);

  RunTo(kDone);

  for (const auto& [key, state] : ledger_.States()) {
    EXPECT_EQ(state, key == "good.jpg" ? "done" : "skipped not_an_image") << key;
  }
}

TEST_F(LostPhotos, FilmsOfMovingPhotosAreNoFailures) {
  WriteSource("PXL_1.MP", kFilm);
  WriteSource("PXL_1.MP.jpg", SmallJpeg());
  WriteSource("IMG_2.JPG", SmallJpeg());
  WriteSource("IMG_2.JPG.MOV", kFilm);
  RunTo(kDone);
  EXPECT_EQ(State("PXL_1.MP"), "skipped format_not_allowed");
  EXPECT_EQ(State("IMG_2.JPG.MOV"), "skipped format_not_allowed");
}

TEST_F(LostPhotos, FilmsAreFailuresWhateverTheyAreCalled) {
  WriteSource("film.mov", kFilm);
  WriteSource("IMG_7.JPG", kFilm);
  WriteSource("clip.avi", "RIFF\x24\0\0\0AVI LIST"s);
  RunTo(kWithFailures);
  for (const char* key : {"film.mov", "IMG_7.JPG"}) {
    EXPECT_EQ(State(key), "failed format_not_allowed") << key;
    EXPECT_THAT(ledger_.DetailOf(key),
                HasSubstr("video: QuickTime is not on the list of formats: jpeg, png"));
  }
  EXPECT_EQ(State("clip.avi"), "failed format_not_allowed");
}

// Their previews are valid TIFFs.
TEST_F(LostPhotos, RawFilesAreNeverTheirPreviews) {
  WriteSource("scan.tif", GreyTiff());
  WriteSource("by-name.nef", GreyTiff());
  WriteSource("by-content.tif", GreyTiff({{50706, 1, 4, 0x00000401}}));
  WriteSource("other.raf", "FUJIFILMCCD-RAW 0201");

  RunTo(kWithFailures);

  EXPECT_EQ(State("scan.tif"), "done");
  EXPECT_EQ(State("by-name.nef"), "failed format_not_allowed");
  EXPECT_THAT(ledger_.DetailOf("by-name.nef"),
              HasSubstr("camera raw: Nikon NEF is not on the list of formats: "));
  EXPECT_EQ(State("by-content.tif"), "failed format_not_allowed");
  EXPECT_THAT(ledger_.DetailOf("by-content.tif"), HasSubstr("camera raw: DNG"));
  EXPECT_EQ(State("other.raf"), "failed format_not_allowed");
}

// A separate process for every photo reports the same.
TEST_F(LostPhotos, AreTheSameInAProcessOfTheirOwn) {
  WriteSource("IMG_1.JPG", "");
  WriteSource("notes.txt", "words");
  WriteSource("a.nef", GreyTiff());
  RunTo(kWithFailures, {"--isolate=always"});
  EXPECT_EQ(State("IMG_1.JPG"), "failed not_an_image");
  EXPECT_EQ(State("notes.txt"), "skipped not_an_image");
  EXPECT_EQ(State("a.nef"), "failed format_not_allowed");
  EXPECT_EQ(State("good.jpg"), "done");
}

}  // namespace
}  // namespace photomill::test
