// Files identified by content: the companions of photos, and other files in libraries.
#include "common/sniff/content.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

// The word for the format, so that a failure shows how the bytes were identified.
std::string_view Word(std::string_view bytes, std::string_view extension = "") {
  return FileFormatWord(IdentifyContent(bytes, extension));
}

std::string Box(std::string_view type, std::string_view body) {
  return Big(8 + body.size(), 4) + std::string(type) + std::string(body);
}

std::string Track(std::string_view handler) {
  return Box("trak", Box("mdia", Box("hdlr", "\0\0\0\0\0\0\0\0"s + std::string(handler) + "\0"s)));
}

std::string Ftyp(std::string_view major) {
  return Box("ftyp", std::string(major) + "\0\0\0\0isom"s);
}

TEST(ContentTest, FilmsAreToldByTheirContainers) {
  const std::string film = Box("moov", Track("soun") + Track("vide"));
  EXPECT_EQ(Word(Ftyp("isom") + film), "mp4");
  EXPECT_EQ(Word(Ftyp("avc1")), "mp4") << "cut off: no track tells";
  EXPECT_EQ(Word(Ftyp("qt  ") + Box("mdat", "data") + film), "quicktime");
  EXPECT_EQ(Word(Box("mdat", "data") + film), "quicktime");
  EXPECT_EQ(Word(Box("free", "") + Box("mdat", "data") + film), "quicktime");
  EXPECT_EQ(Word(Ftyp("3gp5") + film), "3gp");
  EXPECT_EQ(Word("RIFF" + Little(100, 4) + "AVI LIST"), "avi");
  EXPECT_EQ(Word("\x1A\x45\xDF\xA3 webm"s, "webm"), "matroska");
  EXPECT_EQ(Word("\0\0\x01\xBA\x44"s), "mpeg");
  EXPECT_EQ(Word("FLV\x01\x05"s), "flv");
  EXPECT_EQ(Word("OggS"s + std::string(24, '\0') + "\x80theora"s), "ogg_video");
}

// The word for a film's format if only the first `head` bytes were read, and `bytes_read`.
std::string_view ByHead(const std::string& film, size_t head, size_t& bytes_read) {
  const std::string_view start = std::string_view(film).substr(0, head);
  const auto part = [&](uint64_t offset, size_t bytes) {
    const std::string read = offset < film.size() ? film.substr(offset, bytes) : std::string();
    bytes_read += read.size();
    return read;
  };
  return FileFormatWord(
      IdentifyFilm(IdentifyContent(start, ""), start, film.size(), 256 * 1024, part));
}

TEST(ContentTest, AFilmIsToldByItsIndexWhereverThatStands) {
  const std::string data = Box("mdat", std::string(100'000, 'x'));
  const std::string long_data = Big(1, 4) + "mdat" + Big(100'016, 8) + std::string(100'000, 'x');
  const std::string film = Box("moov", Track("soun") + Track("vide"));
  const std::string sound = Box("moov", Track("soun"));
  for (const std::string& before : {data, long_data, data + Box("free", "") + long_data}) {
    size_t bytes_read = 0;
    EXPECT_EQ(ByHead(Ftyp("mp42") + before + sound, 1000, bytes_read), "sound");
    EXPECT_EQ(ByHead(Ftyp("mp42") + before + film, 1000, bytes_read), "mp4");
    EXPECT_EQ(ByHead(before + film, 1000, bytes_read), "quicktime");
    EXPECT_LT(bytes_read, 1000U);
  }
}

TEST(ContentTest, AFilmWhoseIndexIsNotFoundStaysOne) {
  const std::string moov = Box("moov", Track("soun"));
  size_t bytes_read = 0;
  for (const std::string& rest :
       {std::string(2000, 'x'), Big(0, 4) + "mdat" + std::string(2000, 'x') + moov,
        Big(7, 4) + "mdat" + std::string(2000, 'x'), Big(1, 4) + "mdat" + Big(UINT64_MAX, 8) + moov,
        Box("moov", Track("soun") + Box("trak", std::string(300'000, 'x')))}) {
    EXPECT_EQ(ByHead(Ftyp("mp42") + rest, 100, bytes_read), "mp4");
  }
}

TEST(ContentTest, SoundsAreNoFilmsInTheSameContainers) {
  const std::string sound = Box("moov", Box("mvhd", "") + Track("soun"));
  EXPECT_EQ(Word(Ftyp("M4A ")), "sound");
  EXPECT_EQ(Word(Ftyp("mp42") + sound), "sound");
  EXPECT_EQ(Word(Ftyp("3gp4") + Box("mdat", "voice") + sound), "sound");
  EXPECT_EQ(Word(Box("mdat", "voice") + sound), "sound");
  EXPECT_EQ(Word("RIFF" + Little(100, 4) + "WAVEfmt "), "sound");
  EXPECT_EQ(Word("\x1A\x45\xDF\xA3 matroska"s, "mka"), "sound");
  EXPECT_EQ(Word("FLV\x01\x04"s), "sound");
  EXPECT_EQ(Word("OggS"s + std::string(24, '\0') + "\x01vorbis"s), "sound");
  for (const std::string& bytes :
       {"ID3\x03\0"s, "\xFF\xFB\x90\x64"s, "\xFF\xF1\x50\x80\x03\x9F\xFC\xDE"s, "fLaC\0\0\0\x22"s,
        "#!AMR\n\x3C"s, "FORM\0\0\0\x20\x41IFFCOMM"s, "FORM\0\0\0\x20\x41IFCFVER"s,
        "MThd\0\0\0\x06"s}) {
    EXPECT_EQ(Word(bytes), "sound") << bytes;
  }
}

TEST(ContentTest, WindowsMediaIsToldByItsStreams) {
  const std::string start = "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9\0\xAA\0\x62\xCE\x6C"s;
  const std::string video = "\xC0\xEF\x19\xBC\x4D\x5B\xCF\x11\xA8\xFD\0\x80\x5F\x5C\x44\x2B"s;
  const std::string audio = "\x40\x9E\x69\xF8\x4D\x5B\xCF\x11\xA8\xFD\0\x80\x5F\x5C\x44\x2B"s;
  EXPECT_EQ(Word(start + audio + video), "asf");
  EXPECT_EQ(Word(start + audio), "sound");
  EXPECT_EQ(Word(start), "asf");
}

TEST(ContentTest, TransportStreamsArePacketsInARow) {
  const auto packets = [](size_t count, size_t before) {
    std::string stream;
    for (size_t i = 0; i < count; ++i) {
      stream += std::string(before, '\0') + "G" + std::string(187, '\x80');
    }
    return stream;
  };
  EXPECT_EQ(Word(packets(6, 0)), "mpeg_ts");
  EXPECT_EQ(Word(packets(6, 4)), "mpeg_ts");
  EXPECT_NE(Word(packets(4, 4)), "mpeg_ts");
}

TEST(ContentTest, TextsThatBeginLikeOthersAreTexts) {
  for (const std::string_view text :
       {"The wide sea", "It's free of charge", "Dad skip", "ID3 tags are in sounds.",
        "BMW is a car, and this is a text about it.", "Some ftyp", "RIFFs are played on guitars"}) {
    EXPECT_EQ(Word(text), "text") << text;
  }
  EXPECT_EQ(Word("\xFF\xFEh\0i\0"s), "text") << "in UTF-16";
}

TEST(ContentTest, SidecarsAreNotes) {
  EXPECT_EQ(Word("<?xml version=\"1.0\"?>\n<!DOCTYPE plist>\n<plist/>", "aae"), "xml");
  EXPECT_EQ(Word("bplist00\xD4\x01"s, "aae"), "plist");
  EXPECT_EQ(Word("<?xpacket begin='' id='W5M0'?><x:xmpmeta/>", "xmp"), "xml");
  EXPECT_EQ(Word("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", "xmp"), "xml");
  EXPECT_EQ(Word("{\"title\": \"IMG_1.JPG\"}", "json"), "text");
  EXPECT_EQ(Word("\0\x05\x16\x07\0\x02\0\0Mac OS X"s, "jpg"), "apple_double");
  EXPECT_EQ(Word("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "db"), "compound");
  EXPECT_EQ(Word("\0\0\0\x01\x42ud1"s), "database");
}

TEST(ContentTest, ErrorPagesAreWebPagesAlsoWithDrawings) {
  EXPECT_EQ(Word("\r\n<!DOCTYPE HTML><body><svg></svg>502"), "html");
  EXPECT_EQ(Word("<?xml version=\"1.0\"?><html/>"), "html");
  EXPECT_EQ(Word("<?xml version=\"1.0\"?><!-- by hand --><svg/>"), "svg");
}

TEST(ContentTest, NothingAndNothingButZeros) {
  EXPECT_EQ(Word(""), "empty");
  EXPECT_EQ(Word(std::string(1, '\0')), "zeros");
  EXPECT_EQ(Word(std::string(100'000, '\0')), "zeros");
  const std::string late = std::string(100'000, '\0') + "x";
  EXPECT_EQ(Word(late), "");
  EXPECT_EQ(ContentText(late, FileFormat::kUnknown),
            "a file that begins with nothing but zero bytes");
  EXPECT_EQ(Word(std::string(4096, '\xFF')), "") << "an erased memory card";
}

TEST(ContentTest, PicturesAreThemselvesWhateverTheirNames) {
  for (const std::string_view extension : {"", "jpg", "nef", "mov", "txt"}) {
    EXPECT_EQ(Word(Jpeg(3, 2), extension), "jpeg");
    EXPECT_EQ(Word(Png(3, 2), extension), "png");
    EXPECT_EQ(Word("\xFF\xD8\x41"s, extension), "jpeg") << "damaged";
    EXPECT_EQ(Word("GIF89"s, extension), "gif") << "damaged";
  }
}

TEST(ContentTest, IsToldToPeople) {
  EXPECT_EQ(ContentText("", FileFormat::kEmpty), "an empty file");
  EXPECT_EQ(ContentText("x", FileFormat::kHtml), "a web page");
  EXPECT_EQ(ContentText("\x8B\x13"s, FileFormat::kUnknown),
            "a file of an unknown kind, which begins with 8B 13");
}

TEST(ContentTest, TellsEveryCutOfAFilmWithoutReadingBehindIt) {
  const std::string film = Ftyp("qt  ") + Box("moov", Track("soun") + Track("vide"));
  for (size_t length = 12; length <= film.size(); ++length) {
    EXPECT_EQ(Word(std::string_view(film).substr(0, length)), "quicktime") << length;
  }
}

}  // namespace
}  // namespace photomill
