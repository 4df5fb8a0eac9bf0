// Owns a libjpeg decompressor for a file in memory, with its errors and warnings, and with this
// directory's corrections attached.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "worker/image/jpeg/edge_blocks.h"
#include "worker/image/jpeg/jpeg_support.h"
#include "worker/image/jpeg/scan_watch.h"
#include "worker/image/pixels/damage.h"

namespace photomill::jpeg {

class Reader {
 public:
  // `bytes` must outlive this object.
  Reader(std::string_view bytes, Damage damage);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    return created_ && errors_.errors().Attempt(step);
  }
  [[nodiscard]] bool ReadHeader();
  // Starts decoding with the options that are set in info().
  [[nodiscard]] bool Start();
  // Reads what follows the last row, where some damage is only detected.
  [[nodiscard]] bool Finish();

  [[nodiscard]] jpeg_decompress_struct& info() { return info_; }
  [[nodiscard]] Failure failure() const { return errors_.errors().failure(Reason::kCorrupt); }
  // Whether to keep the part that was decoded before the failure.
  [[nodiscard]] bool KeepsPart() const;

  // Call it after reading all rows. Describes what is missing from the image; empty if it is
  // complete.
  [[nodiscard]] std::string Loss() const;
  // Whether the image is complete, although Finish() failed.
  [[nodiscard]] bool IsComplete() const { return scans_.complete() && Loss().empty(); }
  // Whether colours from outside the image were kept out of samples at its edges.
  [[nodiscard]] bool had_foreign_edges() const { return edges_.corrected(); }
  // Notes about anything unusual that lost nothing.
  [[nodiscard]] std::vector<std::string> Notes() const;

 private:
  static void OnProgress(j_common_ptr common);

  const std::string_view bytes_;
  const Damage damage_;
  Errors errors_;
  ScanWatch scans_;
  EdgeBlocks edges_;
  Hooks hooks_;
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct info_{};
  bool created_ = false;
};

}  // namespace photomill::jpeg
