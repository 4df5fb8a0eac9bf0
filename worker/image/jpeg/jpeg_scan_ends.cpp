#include "worker/image/jpeg/jpeg_scan_ends.h"

#include <jerror.h>

#include <algorithm>
#include <optional>

#include "worker/image/jpeg/jpeg_support.h"

namespace photomill {
namespace {

// Encoders write about ten.
constexpr size_t kScansMax = 20;

// The file up to a scan's end, without the last byte. A last byte of 0xFF is removed with the zero
// after it.
std::string_view CutOffBefore(std::string_view jpeg, uint64_t end) {
  const std::string_view whole = jpeg.substr(0, end);
  const bool two = whole.ends_with(std::string_view("\xFF\0", 2));
  return whole.substr(0, end - (two ? 2 : 1));
}

// libjpeg warns once per scan if it reaches a marker, or the end of the bytes, but needs more data.
void CountScansCutOff(j_common_ptr info, int level) {
  if (level < 0 && info->err->msg_code == JWRN_HIT_MARKER) ++info->err->num_warnings;
}

class Reader {
 public:
  explicit Reader(std::string_view jpeg) : jpeg_(jpeg) {
    info_.err = errors_.manager();
    info_.err->emit_message = CountScansCutOff;
  }
  ~Reader() { jpeg_destroy_decompress(&info_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  // The number of truncated scans. None if the file cannot be decoded.
  std::optional<uint64_t> CountCutOff() {
    if (!errors_.errors().Attempt([this] { Begin(); })) return std::nullopt;
    std::vector<JSAMPLE> samples(size_t{info_.output_width} *
                                 static_cast<size_t>(info_.output_components));
    // If there are several scans, all have been read already.
    while (jpeg_has_multiple_scans(&info_) == FALSE &&
           info_.output_scanline < info_.output_height) {
      JSAMPROW row = samples.data();
      if (!errors_.errors().Attempt([&] { jpeg_read_scanlines(&info_, &row, 1); })) {
        return std::nullopt;
      }
    }
    return static_cast<uint64_t>(info_.err->num_warnings);
  }

 private:
  // At the smallest size, because only the codes matter.
  void Begin() {
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(jpeg_.data()), jpeg_.size());
    jpeg_read_header(&info_, TRUE);
    info_.out_color_space = info_.jpeg_color_space;
    info_.scale_num = 1;
    info_.scale_denom = 8;
    jpeg_start_decompress(&info_);
  }

  const std::string_view jpeg_;
  jpeg::Errors errors_;
  jpeg_decompress_struct info_{};
};

}  // namespace

bool NeedsScanEnds(std::string_view jpeg, const std::vector<uint64_t>& ends) {
  return ends.size() <= kScansMax && std::all_of(ends.begin(), ends.end(), [&](uint64_t end) {
           return Reader(CutOffBefore(jpeg, end)).CountCutOff() == 1;
         });
}

bool NeedsBytesAfter(std::string_view jpeg, uint64_t end) {
  return Reader(jpeg.substr(0, end)).CountCutOff() != 0;
}

}  // namespace photomill
