// Judges the bytes between the coded data of a JPEG and the next marker, which libjpeg skips:
// padding, remains of damaged data, or a trailer in place of the end marker. Also determines
// whether the scans contain the whole image.
//
// A flipped bit in a JPEG's data often shows only as bytes left over before the next marker
// (measured: 229 of 230 images with random damage and only this symptom looked wrong). However,
// some cameras and editors pad there.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/container/byte_view.h"
#include "worker/image/jpeg/jpeg_support.h"

namespace photomill::jpeg {

class ScanWatch {
 public:
  // `jpeg`: the whole file, from which jpeg_mem_src reads.
  explicit ScanWatch(std::string_view jpeg) : jpeg_(jpeg) {}
  ScanWatch(const ScanWatch&) = delete;
  ScanWatch& operator=(const ScanWatch&) = delete;

  // After jpeg_create_decompress, with the errors of jpeg::Errors and Hooks.
  void Attach(jpeg_decompress_struct& info);

  // Whether padding followed coded data: bytes of one value.
  [[nodiscard]] bool found_padding() const { return found_padding_; }
  // The offsets at which padding after scans begins. The scans can have used some of it as data if
  // zeros replaced a lost part of the file. See NeedsBytesAfter().
  [[nodiscard]] const std::vector<uint64_t>& paddings() const { return paddings_; }
  // Whether other bytes followed coded data.
  [[nodiscard]] bool found_remains() const { return found_remains_; }

  // The following are known after jpeg_finish_decompress.
  // Whether no end marker follows the image.
  [[nodiscard]] bool no_end_marker() const { return no_end_marker_; }
  // Whether there was a scan of every component.
  [[nodiscard]] bool all_components() const { return all_components_; }
  // Whether the scans contained every bit of every coefficient. True if there was no scan.
  [[nodiscard]] bool all_bits() const { return all_bits_; }
  // Whether the scans contained all bits of the image, so no scan needs to follow. Always false for
  // arithmetic coding, whose data can omit its end.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  static boolean OnRestart(j_decompress_ptr info);
  static int OnMarkers(j_decompress_ptr info);

  void BeforeRestart(jpeg_decompress_struct& info);
  // Whether the image ends here.
  [[nodiscard]] bool EndsAfterScan(jpeg_decompress_struct& info);
  // Whether these bytes after the complete image, and the marker after them (0: none), do not
  // belong to it.
  [[nodiscard]] bool EndsAt(uint64_t begin, uint64_t end, uint8_t marker) const;
  void Judge(uint64_t begin, uint64_t end);
  void NotePadding(uint64_t read);
  [[nodiscard]] bool IsPadding(uint64_t begin, uint64_t end) const;
  [[nodiscard]] uint64_t Position(const jpeg_decompress_struct& info) const;
  void MoveTo(jpeg_decompress_struct& info, uint64_t at) const;

  const ByteView jpeg_;
  jpeg_marker_parser_method read_restart_ = nullptr;
  int (*read_markers_)(j_decompress_ptr) = nullptr;
  uint32_t components_ = 0;  // one bit for each component that had a scan
  std::vector<uint64_t> paddings_;
  bool in_scan_ = false;
  bool found_padding_ = false;
  bool found_remains_ = false;
  bool no_end_marker_ = false;
  bool all_components_ = false;
  bool all_bits_ = true;
  bool complete_ = false;
};

}  // namespace photomill::jpeg
