// make_fuzz_corpus FOLDER: recreates the seeds in FOLDER (tests/fuzz/corpus) that are not text: a
// frame of each message, small images of each format, damage to a ledger. The other files there
// were written by hand, or found by the fuzzer and kept.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "tests/support/heif_files.h"
#include "tests/support/jpeg2000_files.h"
#include "tests/support/jpeg_drawing.h"
#include "tests/support/phone_heif.h"
#include "tests/support/pictures.h"
#include "tests/support/tiff_drawing.h"
#include "tests/unit/common/sniff/iso_bytes.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill::fuzz {
namespace {

std::string root;

void Write(const std::string& name, std::string_view bytes) {
  const std::string path = root + "/" + name;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  PHOTOMILL_CHECK(file.flush().good());
}

template <typename Envelope>
void WriteMessages(const std::string& folder, const std::vector<Envelope>& envelopes) {
  int number = 0;
  for (const Envelope& envelope : envelopes) {
    Write(folder + "/sample-" + std::to_string(number++), envelope.SerializeAsString());
  }
}

// An overlay whose data, including its header, is in several pieces of the file.
HeifBytes HeicOverlay() {
  HeifBytes heif = HeicPicture(64, 48);
  heif.properties.push_back(Irot(1));
  heif.properties.push_back(Ispe(48, 64));
  heif.properties.push_back(IsoBoxBytes("hvcC", HevcConfiguration({})));
  heif.items = {{.type = "iovl", .properties = {1}, .data = OverlayData(64, 48, 2)},
                {.properties = {1, 2, 3}},
                {.properties = {1, 5},
                 .data = HevcData({HevcSetUnit({.width = 64, .height = 48, .layers = 1})})},
                {.type = "iden", .properties = {4}}};
  heif.references = {{"dimg", 1, {4, 3}}, {"dimg", 4, {2}}};
  heif.data_in_file = true;
  heif.pieces = 2;
  return heif;
}

// A photo, its gain map and its alpha, and the tone-mapped image, which uses all of them.
HeifBytes ToneMappedHeic() {
  HeifBytes heif = HeicPicture(64, 48);
  heif.properties.push_back(AuxC("urn:com:apple:photo:2020:aux:hdrgainmap"));
  heif.properties.push_back(AuxC("urn:mpeg:hevc:2015:auxid:1"));
  heif.items.push_back({.properties = {1, 2, 3}});
  heif.items.push_back({.properties = {1, 2, 4}});
  heif.items.push_back({.type = "tmap", .properties = {1}});
  heif.references = {{"dimg", 4, {1, 2}}, {"auxl", 2, {1, 4}}, {"auxl", 3, {4}}};
  heif.wide = true;
  heif.groups = Alternatives(heif, {4, 1});
  return heif;
}

// Parts of containers with any content.
void WriteContainers() {
  const std::string exif = Tiff({{0x0112, 3, 1, 6}, {0x8769, 4, 1, 38}});
  const std::string added = TiffDirectoryBytes({{0xA001, 3, 1, 1}}, 0, true);
  Write("containers/jpeg", Jpeg(64, 48, ExifApp1(6) + JpegSegment(0xE2, "profile")));
  Write("containers/jpeg-of-odd-bytes",
        "\xFF\xD8garbage\xFF\xFF\xFE\0\3x\xFF\0"s + JpegScan() + "\xFF\0\xFF\xD0\xFF\xD9"s);
  Write("containers/png", Png(64, 48, PngChunk("iTXt", "key\0\0\0en\0word\0text"s)));
  Write("containers/webp", Webp(Vp8x(0x0C, 64, 48) + WebpChunk("EXIF", "odd") + Vp8(64, 48)));
  Write("containers/boxes", Ftyp("isom") + IsoBoxBytes("moov", IsoBoxBytes("trak", "track")) +
                                Big(1, 4) + "mdat" + Big(20, 8) + "data" + Big(0, 4) + "free");
  Write("containers/exif", exif + added);
  Write("containers/big-tiff", "MM\0+\0\x08\0\0"s + Big(16, 8) + Big(1, 8) + Big(0x014A, 2) +
                                   Big(16, 2) + Big(1, 8) + Big(16, 8) + Big(0, 8));
  Write("containers/hevc", HevcData({HevcSetUnit({.width = 64, .height = 48, .layers = 1})}));
  Write("containers/zlib", "\x78\x9C\x4B\x04\0\0\x62\0\x62"s);
}

void WritePictures() {
  Write("picture/jpeg", Jpeg(64, 48, ExifApp1(6)));
  Write("picture/jpeg-progressive", Jpeg(64, 48, {}, 0xC2));
  Write("picture/png", Png(64, 48, PngChunk("eXIf", test::ExifBlock(8)), 6));
  Write("picture/gif", GifStart(9, 7) + GifFrame(0, 0, 9, 7) + GifFrame(1, 1, 3, 3) + ";");
  Write("picture/webp", Webp(Vp8(64, 48)));
  const std::string frame = WebpChunk("ANMF", std::string(16, '\0') + Vp8(64, 48));
  Write("picture/webp-animated",
        Webp(Vp8x(0x22, 64, 48) + WebpChunk("ICCP", "profile") + frame + frame));
  Write("picture/webp-lossless", Webp(WebpChunk("VP8L", "\x2F\x3F\xC0\x0B\x10"s)));
  std::vector<TiffEntry> entries = TiffPicture(64, 48);
  entries.push_back({0x0112, 3, 1, 6});
  Write("picture/tiff", Tiff(entries));
  Write("picture/tiff-big-endian", Tiff(TiffPicture(64, 48), 0, false));
  Write("picture/bmp", Bmp(4, -3, 36));
  Write("picture/bmp-alpha", Bmp(2, 2, 16, 32, 56, 0xFF000000U));
  Write("picture/heic", Heif(HeicPicture(64, 48)) + HeifTrack(3));
  Write("picture/heic-parts", Heif(HeicOverlay()));
  Write("picture/heic-tone-mapped", Heif(ToneMappedHeic()));
  HeifBytes tiled = AvifGrid(1, 2, 32, 60, 30);
  tiled.properties.push_back(AuxC("urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"));
  tiled.properties.push_back(Av1C(60, 30));
  tiled.items.push_back({.type = "av01", .properties = {1, 4, 5}});
  tiled.references.push_back({"auxl", 4, {1}});
  Write("picture/avif", Heif(tiled));
  Write("picture/jp2",
        Jp2(IsoBoxBytes("cdef", Big(0, 8)), Codestream({.width = 64, .height = 48})));
  Write("picture/jpeg-2000",
        Codestream({.width = 64, .height = 48, .tile_width = 16, .tile_height = 16}));
  Write("picture/exif", test::ExifBlock(3));
  Write("picture/jpeg-profile", Jpeg(8, 8,
                                     JpegSegment(0xE2, "ICC_PROFILE\0\1\2half of"s) +
                                         JpegSegment(0xE2, "ICC_PROFILE\0\2\2 a profile"s)));
}

// Data next to images.
void WriteCompanions() {
  const auto track = [](const std::string& handler) {
    const std::string body = std::string(8, '\0') + handler + "\0"s;
    return IsoBoxBytes("trak", IsoBoxBytes("mdia", IsoBoxBytes("hdlr", body)));
  };
  const std::string brand = IsoBoxBytes("ftyp", "qt  \0\0\0\0qt  "s);
  Write("picture/film", brand + IsoBoxBytes("moov", track("soun") + track("vide")));
  Write("picture/sound", brand + IsoBoxBytes("moov", track("soun")));
  std::string packets;
  for (int i = 0; i < 6; ++i) packets += "\0\0\0\0G"s + std::string(187, '\x80');
  Write("picture/film-of-packets", packets);
  std::vector<TiffEntry> raw = TiffPicture(64, 48);
  raw.insert(raw.begin(), {254, 4, 1, 1});
  raw.push_back({330, 4, 1, 8 + 2 + 12 * 7 + 4});
  std::vector<TiffEntry> sensor = TiffPicture(640, 480);
  sensor[3].value = 32803;
  Write("picture/raw", Tiff(raw) + TiffDirectoryBytes(sensor, 0, true));
  Write("picture/web-page", "<!DOCTYPE html><body>502</body>");
  Write("picture/apple-double", "\0\x05\x16\x07\0\x02\0\0Mac OS X"s);
  Write("picture/zeros", std::string(600, '\0'));
}

// Writes each coding of the formats that photomill reads without a library.
void WriteRasters() {
  const std::string runs = "\2\1\0\3\1\2\3\0\0\0\0\2\1\0\4\2\0\1"s;
  std::string bmp = Bmp(5, 3, 0, 8, 40) + std::string(1024, '\x20') + runs;
  bmp.replace(10, 4, Little(14 + 40 + 1024, 4));
  bmp[30] = '\1';
  Write("convert_bmp/runs", bmp);
  bmp[28] = '\4';
  bmp[30] = '\2';
  Write("convert_bmp/runs-of-four-bits", bmp);
  std::string masked = Bmp(3, -2, 24, 32, 56, 0xC0000000U);
  masked[30] = '\3';
  masked.replace(54, 12, Little(0x3FF00000, 4) + Little(0xFFC00, 4) + Little(0x3FF, 4));
  Write("convert_bmp/masks", masked);
  Write("convert_bmp/os2", "BM"s + Little(0, 8) + Little(32, 4) + Little(12, 4) + Little(9, 2) +
                               Little(2, 2) + Little(1, 2) + Little(1, 2) +
                               "abcdef\x5A\x80\0\0abcd"s);
  Write("convert_netpbm/bits-as-text", "P1\n# a drawing\n3 2\n010\n1 0 1\n");
  Write("convert_netpbm/text", "P3 2 1 15\n0 5 10 15 1 2");
  Write("convert_netpbm/bits", "P4\n9 2\n\xA5\x80\x5A\0"s);
  Write("convert_netpbm/deep", "P5\n2 1\n1023\n\1\xFF\3\xFF");
  Write("convert_netpbm/alpha",
        "P7\nWIDTH 2\nHEIGHT 1\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\nabcdefgh");
  const auto tga = [](uint32_t type, uint32_t bits, uint32_t descriptor, std::string_view data) {
    const bool palette = type % 8 == 1;
    return "\0"s + Little(palette ? 1 : 0, 1) + Little(type, 1) + Little(0, 2) +
           Little(palette ? 2 : 0, 2) + Little(palette ? 24 : 0, 1) + Little(0, 4) + Little(3, 2) +
           Little(2, 2) + Little(bits, 1) + Little(descriptor, 1) + std::string(data);
  };
  Write("convert_tga/palette", tga(1, 8, 0, "abcdef\0\1\0\1\0\1"s));
  Write("convert_tga/runs", tga(10, 24, 0x30,
                                "\x83"
                                "abc\1abcdef"));
  Write("convert_tga/alpha", tga(2, 32, 0x28, std::string(24, 'x')));
  Write("convert_tga/sixteen-bits", tga(2, 16, 1, std::string(12, '\xA5')));
  Write("convert_tga/grey", tga(11, 8, 0, "\x85\x40"));
}

// Real images, as small as possible.
void WritePhotographs() {
  constexpr uint32_t kWidth = 24;
  constexpr uint32_t kHeight = 49;  // several rows of blocks, so that a part is one
  const Picture picture = test::PhotographLike(kWidth, kHeight);
  const auto file = [&](test::FileSpec spec, const std::string& format) {
    spec.format = format;
    return test::MakeFile(picture, spec);
  };
  Write("convert_jpeg/baseline", test::MakeJpeg(kWidth, kHeight, 80, 6));
  Write("convert_jpeg/progressive", file({.progressive = true}, "JPEG"));
  Write("convert_jpeg/full-chroma", file({.sampling = "1x1"}, "JPEG"));
  Write("convert_jpeg/profile", file({.icc = test::P3Profile()}, "JPEG"));
  Write("convert_jpeg/inks", test::MakeCmykJpeg(16, 16, 30, 60, 10, 5, ""));
  const test::JpegDrawing halved{.width = 25, .height = 41, .across = 2, .down = 2};
  const std::string open = test::DrawJpeg(halved);
  Write("convert_jpeg/no-end", open.substr(0, open.size() - 2) + "a trailer");
  test::JpegDrawing intervals = halved;
  intervals.restart_interval = 1;
  Write("convert_jpeg/padded-intervals",
        test::WithBytesBeforeMarkers(test::DrawJpeg(intervals), 0xD0, 0xD7, "\0\0"s));
  test::JpegDrawing arithmetic = halved;
  arithmetic.arithmetic = true;
  Write("convert_jpeg/arithmetic", test::DrawJpeg(arithmetic));
  Write("convert_png/colours", test::MakePng(kWidth, kHeight));
  Write("convert_png/alpha", test::MakePng(kWidth, kHeight, 1, true));
  Write("convert_png/deep", file({.depth = 16}, "PNG"));
  Write("convert_gif/still", test::MakeGif(kWidth, kHeight));
  Write("convert_gif/animated", test::MakeGif(kWidth, kHeight, 3));
  Write("convert_webp/lossy", test::MakeWebp(kWidth, kHeight));
  Write("convert_webp/alpha", test::MakeWebp(kWidth, kHeight, 1, true));
  Write("convert_heic/turned", test::MakeHeif(picture, {.orientation = 6}));
  const std::string sliced = test::MakeHeif(picture, {.slices = 2});
  Write("convert_heic/slices", sliced);
  Write("convert_heic/slice-missing", test::WithoutSlice(sliced, test::SlicesOf(sliced).back()));
  const test::PhoneHeif photo =
      test::MakePhoneHeif(test::PhotographWithAlpha(64, 64),
                          {.thumbnail = true, .alpha = true, .exif = test::ExifBlock(6)});
  Write("convert_heic/of-two-pictures", test::PhoneFile(photo, test::Named::kBoth));
  Write("convert_heic/of-the-tone-mapped-one", test::PhoneFile(photo, test::Named::kToneMapped));
  Write("convert_avif/deep", test::MakeHeif(picture, {.av1 = true, .bits = 12}));
  Write("convert_avif/alpha",
        test::MakeHeif(test::PhotographWithAlpha(kWidth, kHeight), {.av1 = true}));
  Write("convert_jpeg2000/boxes", test::MakeJpeg2000(picture));
  Write("convert_jpeg2000/codestream", test::MakeJpeg2000(picture, false));
  Write("convert_bmp/plain", test::MakeBmp(kWidth, kHeight));
  WriteRasters();
  for (const char* compression : {"None", "LZW", "Zip", "RLE", "JPEG"}) {
    Write("convert_tiff/"s + compression, file({.compression = compression}, "TIFF"));
  }
  Write("convert_tiff/turned", file({.tiff_orientation = 6}, "TIFF"));
  test::TiffDrawing page{.width = 40, .height = 30, .bits = 4, .samples = 3, .photometric = 2};
  page.rows = test::RowsOf(40, 30, 4, {3, 9, 15});
  page.compression = 5;
  Write("convert_tiff/four-bits", test::DrawTiff(page, "wb8"));
  page.bits = 8;
  page.rows = test::RowsOf(40, 30, 8, {3, 9, 150});
  page.tile = 16;
  page.separate = true;
  Write("convert_tiff/tiled-planes", test::DrawTiff(page));
  page = {.width = 64, .height = 32, .bits = 1, .photometric = 0, .compression = 4};
  page.rows.assign(8 * 32, '\x3C');
  Write("convert_tiff/fax", test::DrawTiff(page));
  page = {.width = 32, .height = 16, .samples = 3, .photometric = 6};
  page.chroma = {2, 2};
  for (int i = 0; i < 128; ++i) page.rows += "\x80\x90\xA0\xB0\x40\xC0";
  Write("convert_tiff/chroma", test::DrawTiff(page));
}

// Pieces of damage, in the form that fuzz_ledger_file.cpp reads.
void WriteLedgerDamage() {
  const auto put = [](size_t at, std::string_view text) {
    return "\0"s + Little(at, 3) + Little(text.size(), 1) + std::string(text);
  };
  Write("ledger_file/no-database", "\0no database"s);
  Write("ledger_file/header", "\1"s + put(16, "\x10\0"s) + put(60, Little(99, 4)));
  Write("ledger_file/middle", "\1\1"s + Little(4096, 3) + Little(900, 2) + "Z");
  Write("ledger_file/cut-off", "\1\2"s + Little(9999, 3));
  Write("ledger_file/tail-behind", "\1\3"s + Little(0, 3) + "\4more");
  Write("ledger_file/log-cut-off", "\2\2"s + Little(5000, 3));
  Write("ledger_file/log-frame", "\2"s + put(40, "\xff\xff\xff\xff"));
  Write("ledger_file/file-below-log", "\3"s + put(600, "????????"));
}

// Changes of rows, in the form that fuzz_ledger_rows.cpp reads.
void WriteLedgerRows() {
  const auto change = [](uint64_t column, uint64_t row, const std::string& value) {
    return Little(column, 1) + Little(row, 1) + value;
  };
  const auto special = [](uint64_t index) { return "\1"s + Little(index, 1); };
  const auto text = [](std::string_view word) {
    return "\2"s + Little(word.size(), 1) + std::string(word);
  };
  Write("ledger_rows/last-id", change(0, 1, special(2)));
  Write("ledger_rows/climbing-key", change(1, 2, text("../../etc/passwd")));
  Write("ledger_rows/long-key", change(1, 3, "\5"));
  Write("ledger_rows/size", change(2, 0, special(3)));
  Write("ledger_rows/states", change(5, 1, text("unheard")) + change(5, 2, text("done")));
  Write("ledger_rows/lacks", change(11, 0, special(1)));
  Write("ledger_rows/outputs", change(18, 0, special(3)) + change(16, 0, special(0)));
  Write("ledger_rows/migration", change(25, 0, text("../x")));
  Write("ledger_rows/runs", change(28, 0, special(2)));
  Write("ledger_rows/tallies", change(45, 0, special(2)) + change(46, 0, special(3)));
  Write("ledger_rows/output-tallies", change(48, 0, special(2)) + change(49, 0, special(2)));
}

}  // namespace
}  // namespace photomill::fuzz

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_fuzz_corpus FOLDER\n");
    return 1;
  }
  photomill::fuzz::root = argv[1];
  photomill::fuzz::WriteMessages("worker_message", photomill::WorkerSamples());
  photomill::fuzz::WriteMessages("coordinator_message", photomill::CoordinatorSamples());
  photomill::fuzz::WriteMessages("sandbox_task", photomill::SandboxSamples());
  photomill::fuzz::WriteMessages("admin_request", photomill::AdminRequestSamples());
  photomill::fuzz::WriteMessages("admin_response", photomill::AdminResponseSamples());
  photomill::fuzz::WriteContainers();
  photomill::fuzz::WritePictures();
  photomill::fuzz::WriteCompanions();
  photomill::fuzz::WritePhotographs();
  photomill::fuzz::WriteLedgerDamage();
  photomill::fuzz::WriteLedgerRows();
  return 0;
}
