// Which files of real libraries are accepted: what `photomill scan` reports, and what a run does.
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <regex>
#include <sstream>

#include "common/os/files.h"
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using namespace std::string_literals;

// A socket with a server; the test for a client does not wait.
FileDescriptor ListenAt(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return FileDescriptor();
  path.copy(address.sun_path, path.size());
  FileDescriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const auto* where = reinterpret_cast<const sockaddr*>(&address);
  if (bind(server.get(), where, sizeof address) != 0 || listen(server.get(), 1) != 0) {
    return FileDescriptor();
  }
  return server;
}

// The bytes that this process and all its waited-for children have read from files so far, as
// counted by the kernel; empty if it does not count.
std::optional<uint64_t> BytesRead() {
  std::istringstream counts(ReadFile("/proc/self/io"));
  std::string word;
  uint64_t bytes = 0;
  if (!(counts >> word >> bytes) || word != "rchar:") return std::nullopt;
  return bytes;
}

class ScanRun : public LocalRun {
 protected:
  static inline const std::string kAppleDouble = "\0\x05\x16\x07\0\x02\0\0Mac OS X"s;
  static inline const std::string kFilm = "\0\0\0\x14\x66typqt  \0\0\0\0qt  "s;
  static inline const std::string kRaw = "FUJIFILMCCD-RAW 0201";

  [[nodiscard]] Ended Scan(const Arguments& extra = {}) const {
    Arguments arguments = {"scan", source_};
    arguments.insert(arguments.end(), extra.begin(), extra.end());
    return RunPhotomill(arguments);
  }
  static constexpr uint64_t kFilmBytes = 900'000'000;
  static constexpr int kFilms = 3;
  static constexpr int64_t kReadMax = 1'000'000;
  // Sparse files: zeros after the first bytes.
  void WriteLargeFilmsAndPhotos() const {
    for (int i = 0; i < kFilms; ++i) {
      const std::string name = "trip/film-" + std::to_string(i) + ".mov";
      WriteSource(name, kFilm + "\x3F\xFF\xFF\xFFmdat");
      fs::resize_file(source_ + "/" + name, kFilmBytes);
      WriteSource("trip/photo-" + std::to_string(i) + ".jpg", SmallJpeg(static_cast<uint64_t>(i)));
    }
  }
  // The results of all files by key, and the line of the totals.
  struct Told {
    std::map<std::string, std::string> fates;
    std::string end;
  };
  [[nodiscard]] Told ScanJson(const Arguments& extra = {}) const {
    Arguments arguments = extra;
    arguments.emplace_back("--json");
    const Ended ended = Scan(arguments);
    EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
    static const std::regex file(R"re(\{"type":"file","key":"([^"]*)".*"fate":"([^"]*)".*)re");
    Told told;
    std::istringstream lines(ended.out);
    for (std::string line; std::getline(lines, line);) {
      std::smatch match;
      if (std::regex_match(line, match, file)) told.fates[match[1]] = match[2];
      told.end = line;
    }
    EXPECT_THAT(told.end, testing::StartsWith(R"({"type":"end",)"));
    return told;
  }
  static uint64_t NumberIn(const std::string& json, const std::string& name) {
    const size_t at = json.find("\"" + name + "\":");
    return at == std::string::npos ? 0 : std::stoull(json.substr(at + name.size() + 3));
  }
  [[nodiscard]] std::vector<std::string> KeysOf(const Told& told, const std::string& fate) const {
    std::vector<std::string> keys;
    for (const auto& [key, its] : told.fates) {
      if (its == fate) keys.push_back(key);
    }
    return keys;
  }
  [[nodiscard]] std::vector<std::string> DoneSources() const {
    std::vector<std::string> keys;
    for (const auto& [key, state] : ledger_.States()) {
      if (state == "done") keys.push_back(key);
    }
    return keys;
  }
  // Every file was read at most once, to identify it, including those that were excluded.
  void ExpectReadOnce(const Told& told) const {
    uint64_t all = 0;
    for (const auto& [key, fate] : told.fates) all += fs::file_size(source_ + "/" + key);
    const uint64_t read = NumberIn(told.end, "bytes_read");
    EXPECT_GT(read, 0U);
    EXPECT_LE(read, all);
  }
  // A run converts exactly the files that a scan calls photos.
  void ExpectRunMakes(const Told& told, int exit_code, const Arguments& extra = {}) const {
    RunTo(exit_code, extra);
    EXPECT_EQ(DoneSources(), KeysOf(told, "photo"));
  }
};

class SynologyTree : public ScanRun {
 protected:
  SynologyTree() {
    for (int i = 0; i < 4; ++i) {
      const std::string key = "2019/IMG_" + std::to_string(i) + ".jpg";
      const std::string thumbs = "2019/@eaDir/IMG_" + std::to_string(i) + ".jpg/";
      WriteSource(key, SmallJpeg(static_cast<uint64_t>(i) + 1));
      WriteSource(thumbs + "SYNOPHOTO_THUMB_XL.jpg", SmallJpeg(100));
      WriteSource(thumbs + "SYNOPHOTO_THUMB_M.jpg", SmallJpeg(101));
      WriteSource(thumbs + "SYNOINDEX_MEDIA_INFO", "info");
    }
    WriteSource("#recycle/old.jpg", SmallJpeg(50));
    WriteSource("@eaDir/album.jpg", SmallJpeg(51));
    WriteSource("2019/._IMG_0.jpg", kAppleDouble);
    WriteSource("2019/.DS_Store", "\0\0\0\x01\x42ud1"s);
  }
};

TEST_F(SynologyTree, ThumbnailsAndTrashAreLeftOut) {
  const Ended told = Scan();
  EXPECT_TRUE(told.Exited(kDone)) << told.All();
  EXPECT_THAT(told.out, AllOf(HasSubstr("@eaDir/"), HasSubstr("2 folders, made by Synology"),
                              HasSubstr("#recycle/"), HasSubstr("Nothing was changed.")));
  const Told json = ScanJson();
  EXPECT_EQ(KeysOf(json, "photo").size(), 4U);
  EXPECT_EQ(KeysOf(json, "left_out").size(), 16U);
  ExpectReadOnce(json);
  ExpectRunMakes(json, kDone);
  EXPECT_EQ(ledger_.States().size(), 4U);
  const Ended again = RunTo(kDone);
  EXPECT_EQ(SummaryCount(again.out, "found"), 4);
  EXPECT_EQ(SummaryCount(again.out, "system"), 5) << "2 @eaDir, #recycle, ._IMG_0.jpg, .DS_Store";
  EXPECT_THAT(again.out, HasSubstr("@eaDir/ 2"));
}

TEST_F(SynologyTree, AllFoldersTakesThem) {
  const Told json = ScanJson({"--all_folders"});
  EXPECT_EQ(KeysOf(json, "photo").size(), 14U);
  EXPECT_THAT(KeysOf(json, "left_out"), IsEmpty());
  ExpectRunMakes(json, kDone, {"--all_folders"});
}

// The state after a run of an older photomill, which accepted everything.
TEST_F(SynologyTree, WhatWasTakenBeforeFallsOutOfTheSelectionAndStays) {
  RunTo(kDone, {"--all_folders"});
  const auto states = ledger_.States();
  const Tree before = TreeOf(destination_);
  const Ended ended = RunTo(kDone);
  EXPECT_THAT(ended.All(),
              AllOf(HasSubstr("Names of operating systems and programs are now left out"),
                    HasSubstr("known files are no longer selected")));
  EXPECT_EQ(SummaryCount(ended.out, "gone"), 0);
  EXPECT_EQ(ledger_.States(), states);
  EXPECT_EQ(TreeOf(destination_), before);
  EXPECT_THAT(RunTo(kDone).All(), Not(HasSubstr("selection:")));
  RunTo(kDone, {"--all_folders"});
  EXPECT_EQ(TreeOf(destination_), before) << "nothing is made again";
}

TEST_F(SynologyTree, AFolderThatIsNamedAsTheSourceIsTaken) {
  const Ended ended = RunPhotomill(
      {"run", source_ + "/#recycle", destination_, "--recipe=" + recipe_, "--progress=none"});
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(DoneSources(), ElementsAre("old.jpg"));
}

TEST_F(ScanRun, ATakeoutTreeHasNotesFilmsAndEdits) {
  const std::string album = "Takeout/Google Photos/Photos from 2019/";
  WriteSource(album + "IMG_1.jpg", SmallJpeg(1));
  WriteSource(album + "IMG_1.jpg.supplemental-metadata.json", "{\"title\": \"IMG_1.jpg\"}");
  WriteSource(album + "IMG_1-edited.jpg", SmallJpeg(2));
  WriteSource(album + "IMG_1(1).jpg", SmallJpeg(4));
  WriteSource(album + "IMG_1.jpg(1).json", "{\"title\": \"IMG_1.jpg\"}");
  WriteSource(album + "IMG_2.jpg", SmallJpeg(3));
  WriteSource(album + "IMG_2.MP4", kFilm);
  WriteSource(album + "metadata.json", "{}");
  WriteSource("Takeout/archive_browser.html", "<!DOCTYPE html><html>");
  WriteSource("__MACOSX/Takeout/._IMG_1.jpg", kAppleDouble);
  const Told told = ScanJson();
  EXPECT_THAT(KeysOf(told, "photo"), ElementsAre(album + "IMG_1(1).jpg", album + "IMG_1-edited.jpg",
                                                 album + "IMG_1.jpg", album + "IMG_2.jpg"));
  EXPECT_THAT(KeysOf(told, "companion"), ElementsAre(album + "IMG_2.MP4"));
  EXPECT_THAT(
      KeysOf(told, "no_photo"),
      ElementsAre(album + "IMG_1.jpg(1).json", album + "IMG_1.jpg.supplemental-metadata.json",
                  album + "metadata.json", "Takeout/archive_browser.html"));
  EXPECT_THAT(KeysOf(told, "left_out"), ElementsAre("__MACOSX/Takeout/._IMG_1.jpg"));
  ExpectReadOnce(told);
  ExpectRunMakes(told, kDone);
}

TEST_F(ScanRun, ALightroomExportHasSidecarsAndPreviews) {
  WriteSource("export/IMG_1.jpg", SmallJpeg(1));
  WriteSource("export/IMG_1.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  WriteSource("export/IMG_1.RAF", kRaw);
  WriteSource("Catalog.lrcat", "SQLite format 3\0"s);
  WriteSource("Catalog Previews.lrdata/A/AB/x.lrprev", "AgHg");
  WriteSource("Catalog Smart Previews.lrdata/A/x.jpg", SmallJpeg(2));
  // Originals from a phone.
  WriteSource("Mobile Downloads.lrdata/ab/phone.jpg", SmallJpeg(3));
  const Told told = ScanJson();
  EXPECT_THAT(KeysOf(told, "photo"),
              ElementsAre("Mobile Downloads.lrdata/ab/phone.jpg", "export/IMG_1.jpg"));
  EXPECT_THAT(KeysOf(told, "companion"), ElementsAre("export/IMG_1.RAF"));
  EXPECT_THAT(KeysOf(told, "no_photo"), ElementsAre("Catalog.lrcat", "export/IMG_1.xmp"));
  EXPECT_EQ(KeysOf(told, "left_out").size(), 2U);
  ExpectReadOnce(told);
  ExpectRunMakes(told, kDone);
}

TEST_F(ScanRun, LargeFilmsAmongPhotosAreNotRead) {
  WriteLargeFilmsAndPhotos();
  const Told told = ScanJson();
  EXPECT_EQ(KeysOf(told, "companion").size(), 3U);
  EXPECT_EQ(KeysOf(told, "photo").size(), 3U);
  EXPECT_LT(NumberIn(told.end, "bytes_read"), uint64_t{kReadMax}) << "of all three";
  const Ended page = Scan();
  EXPECT_THAT(page.out, AllOf(HasSubstr("QuickTime"), HasSubstr("2.7")));
}

// Measured by the kernel, not the program: a run without films and one with them.
TEST_F(ScanRun, NeitherAScanNorARunReadsLargeFilms) {
  if (!BytesRead()) GTEST_SKIP() << "this kernel does not count what a process reads";
  WriteLargeFilmsAndPhotos();
  const Arguments without = {"--exclude=*.mov"};
  const auto read_by = [](const auto& act, int exit_code) {
    const uint64_t before = *BytesRead();
    const Ended ended = act();
    EXPECT_TRUE(ended.Exited(exit_code)) << ended.All();
    return static_cast<int64_t>(*BytesRead() - before);
  };
  const int64_t scan = read_by([&] { return Scan(without); }, kDone);
  EXPECT_LT(read_by([&] { return Scan(); }, kDone) - scan, kReadMax) << "of all three";
  const int64_t run =
      read_by([&] { return RunPhotomill(CommandInto(folder_.At("photos"), without)); }, kDone);
  EXPECT_GT(run, static_cast<int64_t>(SmallJpeg().size())) << "a photo is read";
  // The films have no photo next to them, so they are failures.
  EXPECT_LT(read_by([&] { return Run(); }, kWithFailures) - run, kReadMax) << "of all three";
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE format = 'quicktime'"), kFilms);
}

TEST_F(ScanRun, ChangesNothingAndNeedsNoDestination) {
  WritePhotos(folder_, "src", 3);
  const Tree before = TreeOf(source_);
  EXPECT_TRUE(Scan().Exited(kDone));
  EXPECT_EQ(TreeOf(source_), before);
  EXPECT_FALSE(fs::exists(source_ + "/.photomill"));
  EXPECT_FALSE(fs::exists(destination_));
}

TEST_F(ScanRun, TheSameFlagsSelectTheSameFilesAsARun) {
  for (const char* key : {"a.jpg", "b.JPG", "drafts/c.jpg", "x/drafts/d.jpg", "x/e.tmp.jpg",
                          "raw/f.jpg", "x/raw/g.jpg"}) {
    WriteSource(key, SmallJpeg(std::string_view(key).size()));
  }
  WriteSource("h.png", MakePng(20, 20));
  const std::string file = folder_.At("patterns");
  std::ofstream(file) << "# what is not wanted\nDRAFTS\n*.tmp.jpg\n**/raw/**\n*.bak\n";
  const Arguments flags = {"--exclude_from=" + file, "--ignore_case", "--include=*.jpg"};
  const Told told = ScanJson(flags);
  EXPECT_THAT(KeysOf(told, "photo"), ElementsAre("a.jpg", "b.JPG"));
  EXPECT_THAT(told.end, HasSubstr(R"("unmatched":["--exclude=*.bak"])"));
  const Ended ended = RunTo(kDone, flags);
  EXPECT_EQ(DoneSources(), KeysOf(told, "photo"));
  EXPECT_THAT(ended.out, HasSubstr("'--exclude=*.bak' matched nothing"));
  EXPECT_EQ(SummaryCount(ended.out, "patterns"), 6) << "four folders, two files";
}

TEST_F(ScanRun, TheSummaryCountsLinksPipesAndSockets) {
  WriteSource("a.jpg", SmallJpeg());
  fs::create_symlink("a.jpg", source_ + "/link.jpg");
  ASSERT_EQ(mkfifo((source_ + "/pipe").c_str(), 0600), 0);
  const FileDescriptor server = ListenAt(source_ + "/socket.jpg");
  ASSERT_TRUE(server.valid());
  const Ended ended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "links"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "pipes"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "sockets"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "left out"), 3);
  EXPECT_THAT(Scan().out,
              AllOf(HasSubstr("symbolic links"), HasSubstr("pipes"), HasSubstr("sockets")));
  sockaddr_un who{};
  socklen_t bytes = sizeof who;
  EXPECT_LT(accept(server.get(), reinterpret_cast<sockaddr*>(&who), &bytes), 0)
      << "nobody called it";
}

TEST_F(ScanRun, TheSummaryCountsDevices) {
  WriteSource("a.jpg", SmallJpeg());
  // The content of /dev/zero, which never ends.
  if (mknod((source_ + "/endless.jpg").c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0) {
    GTEST_SKIP() << "only root can create a device, if the system allows it";
  }
  const Ended ended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "devices"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "left out"), 1);
  EXPECT_THAT(Scan().out, HasSubstr("devices"));
  EXPECT_EQ(ledger_.States().size(), 1U);
}

TEST_F(ScanRun, AFolderOfNothingButThumbnailsIsNoSuccess) {
  WriteSource("@eaDir/a.jpg", SmallJpeg());
  const Ended ended = RunPhotomill(Command());
  EXPECT_TRUE(ended.Exited(kCannotStart)) << ended.All();
  EXPECT_THAT(ended.All(), AllOf(HasSubstr("@eaDir/"), HasSubstr("--all_folders")));
}

TEST_F(ScanRun, WhatCannotBeReadIsSaidAndTheExitCodeTells) {
  WriteSource("a.jpg", SmallJpeg());
  WriteSource("locked/b.jpg", SmallJpeg(2));
  WriteSource("private/c.jpg", SmallJpeg(3));
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody) GTEST_SKIP() << "this process cannot become a user to whom permissions apply";
  folder_.OpenToAll();
  for (const char* folder : {"/locked", "/private"}) {
    ASSERT_EQ(chmod((source_ + folder).c_str(), 0), 0);
  }
  const Ended ended = RunPhotomill({"scan", source_, "--exclude=private"}, *nobody);
  for (const char* folder : {"/locked", "/private"}) {
    ASSERT_EQ(chmod((source_ + folder).c_str(), 0755), 0);
  }
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_THAT(ended.err, AllOf(HasSubstr("locked"), Not(HasSubstr("private"))));
  EXPECT_THAT(ended.out, HasSubstr("1 folder could not be listed"));
}

TEST_F(ScanRun, RefusesWhatItCannotDo) {
  WriteSource("a.jpg", SmallJpeg());
  ExpectRefused({"scan"}, {"one folder", "photomill help scan"});
  ExpectRefused({"scan", source_, destination_}, {"one folder"});
  ExpectRefused({"scan", folder_.At("missing")}, {"missing", "does not exist"});
  ExpectRefused({"scan", source_, "--formats=svg"}, {"--formats", "svg"});
  ExpectRefused({"scan", source_, "--exclude_from=" + folder_.At("none")},
                {"--exclude_from", "none"});
  std::ofstream(folder_.At("patterns")) << "*.tmp\n!keep.tmp\n";
  ExpectRefused(Command({"--exclude_from=" + folder_.At("patterns")}),
                {"--exclude_from", "line 2", "!keep.tmp"});
}

TEST_F(ScanRun, KeysOfAnyBytesAreJson) {
  WriteSource("caf\xC3\xA9 \"1\"\n.jpg", SmallJpeg());
  WriteSource("\xE9.jpg", SmallJpeg(2));
  const Ended ended = Scan({"--json"});
  EXPECT_THAT(ended.out,
              AllOf(HasSubstr("\"key\":\"caf\xC3\xA9 \\\"1\\\"\\u000a.jpg\",\"bytes\""),
                    HasSubstr("\"key\":\"\xEF\xBF\xBD.jpg\",\"key_hex\":\"e92e6a7067\"")));
}

}  // namespace
}  // namespace photomill::test
