// HEIF and JPEG 2000 files, box by box: these tests depend on no library for the readers' input.
#pragma once

#include "tests/unit/common/sniff/coded_bytes.h"

namespace photomill {

inline std::string IsoBoxBytes(std::string_view type, std::string_view body) {
  return Big(body.size() + 8, 4) + std::string(type) + std::string(body);
}

inline std::string FullBoxBytes(std::string_view type, std::string_view body, uint32_t version = 0,
                                uint32_t flags = 0) {
  return IsoBoxBytes(type, Big(version, 1) + Big(flags, 3) + std::string(body));
}

// --- HEIF ------------------------------------------------------------------------------------
struct HeifItemBytes {
  std::string type = "hvc1";
  std::vector<uint32_t> properties = {};  // indexes of the file's properties, from 1 on
  bool hidden = false;
  std::string data = {};     // if empty: a picture's data, without a header in it
  std::string content = {};  // of a "mime" item
};

struct HeifReferenceBytes {
  std::string type;  // "dimg", "auxl", "thmb", "cdsc"
  uint32_t from = 0;
  std::vector<uint32_t> to;
};

struct HeifBytes {
  std::string brand = "heic";
  std::vector<std::string> properties = {};
  std::vector<HeifItemBytes> items = {};  // numbered from 1 on
  std::vector<HeifReferenceBytes> references = {};
  uint32_t primary = 1;
  bool data_in_file = false;  // otherwise in the meta box
  size_t pieces = 1;          // that each item's data is split into
  bool wide = false;          // item numbers have 32 bits, and exceed 16
  std::string groups = {};    // boxes with groups of items
};

// An item's number as written in the file.
inline std::string HeifId(const HeifBytes& heif, uint64_t number) {
  return heif.wide ? Big(number + 0x10000, 4) : Big(number, 2);
}

inline std::string Ispe(uint32_t width, uint32_t height) {
  return FullBoxBytes("ispe", Big(width, 4) + Big(height, 4));
}
inline std::string Irot(uint32_t quarters) {
  return IsoBoxBytes("irot", Big(quarters, 1));
}
inline std::string Clap(uint32_t width, uint32_t height) {
  return IsoBoxBytes("clap", Big(width, 4) + Big(1, 4) + Big(height, 4) + Big(1, 4) + Big(0, 4) +
                                 Big(1, 4) + Big(0, 4) + Big(1, 4));
}
inline std::string AuxC(std::string_view kind) {
  return FullBoxBytes("auxC", std::string(kind) + "\0"s);
}
inline std::string HvcC(const HevcSet& set, uint32_t bits = 8) {
  return IsoBoxBytes("hvcC", HevcConfiguration({HevcSetUnit(set)}, set.chroma, bits));
}
inline std::string Av1C(uint32_t width, uint32_t height, uint32_t flags = 0x0C) {
  return IsoBoxBytes("av1C", Av1Configuration(Av1Sequence(width, height), flags));
}

// Items of which a reader shows the first that it supports.
inline std::string Alternatives(const HeifBytes& heif, const std::vector<uint32_t>& items) {
  std::string body = Big(9999, 4) + Big(items.size(), 4);
  for (const uint32_t item : items) body += Big(item + (heif.wide ? 0x10000U : 0), 4);
  return FullBoxBytes("altr", body);
}

// The data of a grid, and of an overlay.
inline std::string GridData(uint32_t rows, uint32_t columns, uint32_t width, uint32_t height) {
  return "\0\1"s + Big(rows - 1, 1) + Big(columns - 1, 1) + Big(width, 4) + Big(height, 4);
}
inline std::string OverlayData(uint32_t width, uint32_t height, uint32_t layers = 1) {
  return "\0\0"s + Big(0, 8) + Big(width, 2) + Big(height, 2) +
         std::string(size_t{layers} * 4, '\0');
}

inline std::string ItemData(const HeifItemBytes& item) {
  if (!item.data.empty()) return item.data;
  return item.type == "hvc1" ? HevcData({HevcUnit(19, "slice")}) : Av1Unit(6, "frame");
}

// The data of all items one after another, and the box with their locations.
inline std::string HeifItemsData(const HeifBytes& heif) {
  std::string data;
  for (const HeifItemBytes& item : heif.items) data += ItemData(item);
  return data;
}
inline std::string Iloc(const HeifBytes& heif, size_t offset) {
  std::string locations = "\x44\0"s + Big(heif.items.size(), heif.wide ? 4 : 2);
  for (size_t i = 0; i < heif.items.size(); ++i) {
    locations +=
        HeifId(heif, i + 1) + Big(heif.data_in_file ? 0 : 1, 2) + Big(0, 2) + Big(heif.pieces, 2);
    size_t rest = ItemData(heif.items[i]).size();
    for (size_t piece = 1; piece <= heif.pieces; ++piece) {
      const size_t length = piece < heif.pieces ? 1 : rest;
      locations += Big(offset, 4) + Big(length, 4);
      offset += length;
      rest -= length;
    }
  }
  return FullBoxBytes("iloc", locations, heif.wide ? 2 : 1);
}

inline std::string Infe(const HeifBytes& heif, size_t number) {
  const HeifItemBytes& item = heif.items[number - 1];
  std::string entry = HeifId(heif, number) + Big(0, 2) + item.type + "\0"s;
  if (!item.content.empty()) entry += item.content + "\0"s;
  return FullBoxBytes("infe", entry, heif.wide ? 3 : 2, item.hidden ? 1 : 0);
}

inline std::string Iref(const HeifBytes& heif) {
  std::string references;
  for (const HeifReferenceBytes& reference : heif.references) {
    std::string body = HeifId(heif, reference.from) + Big(reference.to.size(), 2);
    for (const uint32_t to : reference.to) body += HeifId(heif, to);
    references += IsoBoxBytes(reference.type, body);
  }
  return FullBoxBytes("iref", references, heif.wide ? 1 : 0);
}

// The data in the file begins at `data_at`.
inline std::string HeifMeta(const HeifBytes& heif, size_t data_at = 0) {
  std::string entries = Big(heif.items.size(), 2);
  std::string associations = Big(heif.items.size(), 4);
  for (size_t i = 0; i < heif.items.size(); ++i) {
    const HeifItemBytes& item = heif.items[i];
    entries += Infe(heif, i + 1);
    associations += HeifId(heif, i + 1) + Big(item.properties.size(), 1);
    for (const uint32_t property : item.properties) associations += Big(0x80 | property, 1);
  }
  std::string properties;
  for (const std::string& property : heif.properties) properties += property;
  const std::string association = FullBoxBytes("ipma", associations, heif.wide ? 1 : 0);
  const std::string groups = heif.groups.empty() ? "" : IsoBoxBytes("grpl", heif.groups);
  return FullBoxBytes(
      "meta", FullBoxBytes("hdlr", Big(0, 4) + "pict" + std::string(13, '\0')) +
                  FullBoxBytes("pitm", HeifId(heif, heif.primary), heif.wide ? 1 : 0) +
                  FullBoxBytes("iinf", entries) + Iref(heif) +
                  IsoBoxBytes("iprp", IsoBoxBytes("ipco", properties) + association) + groups +
                  Iloc(heif, data_at) +
                  IsoBoxBytes("idat", heif.data_in_file ? "" : HeifItemsData(heif)));
}

inline std::string Ftyp(std::string_view brand, std::string_view compatible = "mif1") {
  return IsoBoxBytes("ftyp", std::string(brand) + Big(0, 4) + std::string(compatible));
}

inline std::string Heif(const HeifBytes& heif) {
  if (!heif.data_in_file) return Ftyp(heif.brand) + HeifMeta(heif) + IsoBoxBytes("mdat", "data");
  const std::string front = Ftyp(heif.brand) + IsoBoxBytes("mdat", HeifItemsData(heif));
  return front + HeifMeta(heif, Ftyp(heif.brand).size() + 8);
}

inline HeifBytes HeicPicture(uint32_t width, uint32_t height) {
  return {.properties = {Ispe(width, height), HvcC({width, height})},
          .items = {{.properties = {1, 2}}}};
}

inline HeifBytes AvifPicture(uint32_t width, uint32_t height) {
  return {.brand = "avif",
          .properties = {Ispe(width, height), Av1C(width, height)},
          .items = {{.type = "av01", .properties = {1, 2}}}};
}

// A grid of AVIF tiles; the canvas is item 1, and tile n is item n + 1.
inline HeifBytes AvifGrid(uint32_t rows, uint32_t columns, uint32_t tile_side, uint32_t width,
                          uint32_t height) {
  HeifBytes heif = {
      .brand = "avif",
      .properties = {Ispe(width, height), Ispe(tile_side, tile_side), Av1C(tile_side, tile_side)},
      .items = {{.type = "grid",
                 .properties = {1},
                 .data = GridData(rows, columns, width, height)}},
      .references = {{"dimg", 1, {}}}};
  for (uint32_t i = 0; i < rows * columns; ++i) {
    heif.items.push_back({.type = "av01", .properties = {2, 3}, .hidden = true});
    heif.references[0].to.push_back(i + 2);
  }
  return heif;
}

// A picture track, as in a video.
inline std::string HeifTrack(uint32_t frames, std::string_view handler = "pict") {
  const std::string sizes = FullBoxBytes("stsz", Big(100, 4) + Big(frames, 4));
  return IsoBoxBytes(
      "moov",
      IsoBoxBytes("trak",
                  IsoBoxBytes("mdia", FullBoxBytes("hdlr", Big(0, 4) + std::string(handler) +
                                                               std::string(13, '\0')) +
                                          IsoBoxBytes("minf", IsoBoxBytes("stbl", sizes)))));
}

// --- JPEG 2000 ---------------------------------------------------------------------------------
struct Jpeg2000Bytes {
  uint32_t width = 0;
  uint32_t height = 0;
  uint32_t left = 0;
  uint32_t top = 0;
  uint32_t tile_width = 0;  // 0: one tile
  uint32_t tile_height = 0;
  uint32_t components = 3;
  uint32_t bits = 8;
  uint32_t chroma_step = 1;
};

inline std::string Codestream(const Jpeg2000Bytes& picture) {
  std::string size = Big(0, 2) + Big(picture.left + picture.width, 4) +
                     Big(picture.top + picture.height, 4) + Big(picture.left, 4) +
                     Big(picture.top, 4);
  size += Big(picture.tile_width == 0 ? picture.left + picture.width : picture.tile_width, 4);
  size += Big(picture.tile_height == 0 ? picture.top + picture.height : picture.tile_height, 4);
  size += Big(0, 4) + Big(0, 4) + Big(picture.components, 2);
  for (uint32_t i = 0; i < picture.components; ++i) {
    const uint32_t step = i == 0 ? 1 : picture.chroma_step;
    size += Big(picture.bits - 1, 1) + Big(step, 1) + Big(step, 1);
  }
  return "\xFF\x4F\xFF\x51"s + Big(size.size() + 2, 2) + size + "data and more of it";
}

inline std::string Jp2(std::string_view meaning, std::string_view codestream,
                       std::string_view boxes = {}) {
  return "\0\0\0\x0CjP  \r\n\x87\n"s + IsoBoxBytes("ftyp", "jp2 \0\0\0\0jp2 "s) +
         IsoBoxBytes("jp2h", meaning) + std::string(boxes) + IsoBoxBytes("jp2c", codestream);
}

// --- Reading ---------------------------------------------------------------------------------
inline Result<PictureHeader> ReadAnyFormat(std::string_view bytes) {
  PictureLimits limits;
  limits.formats = kAllFormats;
  return ReadPictureHeader(bytes, limits);
}

}  // namespace photomill
