#include "common/container/jpeg_segments.h"

namespace photomill {

std::optional<JpegSegments::Segment> JpegSegments::Next() {
  if (end_ != End::kNone) return std::nullopt;
  while (view_.Has(at_, 1) && view_.U8(at_) != jpeg_marker::kFill) {
    ++at_;
    skipped_bytes_ = true;
  }
  while (view_.Has(at_, 1) && view_.U8(at_) == jpeg_marker::kFill) ++at_;
  if (!view_.Has(at_, 1)) {
    end_ = End::kCutOff;
    return std::nullopt;
  }
  const uint8_t marker = view_.U8(at_++);
  if (jpeg_marker::StandsAlone(marker)) return Segment{marker, {}, at_};
  const uint64_t length = view_.U16(at_);
  if (length < 2 || !view_.Has(at_, length)) {
    end_ = length < 2 ? End::kNoLength : End::kCutOff;
    return std::nullopt;
  }
  const Segment segment{marker, view_.Slice(at_ + 2, length - 2), at_ + 2};
  at_ += length;
  return segment;
}

uint64_t JpegSegments::SkipScan() {
  at_ = EndOfCodedData(view_, at_);
  return at_;
}

uint64_t EndOfCodedData(const ByteView& jpeg, uint64_t at) {
  for (; jpeg.Has(at, 2); ++at) {
    if (jpeg.U8(at) != jpeg_marker::kFill) continue;
    const uint8_t next = jpeg.U8(at + 1);
    const bool of_scan =
        next == jpeg_marker::kStuffed || next == jpeg_marker::kFill || jpeg_marker::IsRestart(next);
    if (!of_scan) return at;
  }
  return jpeg.size();
}

}  // namespace photomill
