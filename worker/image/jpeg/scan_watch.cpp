#include "worker/image/jpeg/scan_watch.h"

extern "C" {
#include <jpegint.h>
}

#include <algorithm>

#include "common/container/jpeg_segments.h"

namespace photomill::jpeg {
namespace {

// Whether the marker can follow a scan: further scans and their tables, metadata, and the end.
bool MayFollowAScan(uint8_t marker) {
  switch (marker) {
    case jpeg_marker::kHuffmanTables:
    case jpeg_marker::kArithmeticTables:
    case jpeg_marker::kQuantisation:
    case jpeg_marker::kNumberOfLines:
    case jpeg_marker::kRestartInterval:
    case jpeg_marker::kStartOfScan:
    case jpeg_marker::kEndOfImage:
    case jpeg_marker::kComment:
      return true;
    default:
      return marker >= jpeg_marker::kApp0 && marker <= jpeg_marker::kApp15;
  }
}

// Whether the scans so far have sent every bit of every coefficient.
bool HasAllBits(const jpeg_decompress_struct& info) {
  if (!info.progressive_mode) return true;
  if (info.coef_bits == nullptr) return false;
  for (int i = 0; i < info.num_components; ++i) {
    const auto* low_bits = info.coef_bits[i];  // -1: no bits were sent
    if (std::any_of(low_bits, low_bits + DCTSIZE2, [](int bit) { return bit != 0; })) return false;
  }
  return true;
}

bool EndedEarly(jpeg_decompress_struct& info) {
  return AllErrorsOf(reinterpret_cast<j_common_ptr>(&info)).ended_early();
}

}  // namespace

void ScanWatch::Attach(jpeg_decompress_struct& info) {
  HooksOf(&info).scans = this;
  read_restart_ = info.marker->read_restart_marker;
  read_markers_ = info.marker->read_markers;
  info.marker->read_restart_marker = OnRestart;
  info.marker->read_markers = OnMarkers;
}

boolean ScanWatch::OnRestart(j_decompress_ptr info) {
  ScanWatch& watch = *HooksOf(info).scans;
  watch.BeforeRestart(*info);
  return watch.read_restart_(info);
}

int ScanWatch::OnMarkers(j_decompress_ptr info) {
  ScanWatch& watch = *HooksOf(info).scans;
  if (watch.in_scan_ && watch.EndsAfterScan(*info)) return JPEG_REACHED_EOI;
  watch.in_scan_ = false;
  const int reached = watch.read_markers_(info);
  if (reached != JPEG_REACHED_SOS) return reached;
  watch.in_scan_ = true;
  for (int i = 0; i < info->comps_in_scan; ++i) {
    watch.components_ |= 1U << static_cast<unsigned>(info->cur_comp_info[i]->component_index);
  }
  return reached;
}

// libjpeg has counted the unused bytes of its bit buffer as discarded. They are directly before the
// next byte that it reads, or before the marker that it has read already.
void ScanWatch::BeforeRestart(jpeg_decompress_struct& info) {
  if (EndedEarly(info)) return;
  uint64_t end = Position(info);
  const bool at_marker = info.unread_marker != 0;
  if (at_marker) {
    end -= std::min<uint64_t>(end, 2);
    while (end > 0 && jpeg_.U8(end - 1) == jpeg_marker::kFill) --end;
  }
  uint64_t begin = end;
  for (unsigned left = info.marker->discarded_bytes; left > 0 && begin > 0; --left) {
    const bool stuffed = begin > 1 && jpeg_.U8(begin - 2) == jpeg_marker::kFill;
    begin -= stuffed ? 2 : 1;
  }
  info.marker->discarded_bytes = 0;
  if (!at_marker) {
    while (jpeg_.Has(end, 1) && (jpeg_.U8(end) != jpeg_marker::kFill ||
                                 (jpeg_.Has(end + 1, 1) && jpeg_.U8(end + 1) == 0))) {
      ++end;
    }
    MoveTo(info, end);
  }
  Judge(begin, end);
  // All padding is unused, so equal bytes before it are data.
  const bool zeros = begin < end && begin > 1 && jpeg_.U8(begin) == 0 && jpeg_.U8(begin - 1) == 0 &&
                     jpeg_.U8(begin - 2) != jpeg_marker::kFill;
  found_remains_ = found_remains_ || zeros;
}

bool ScanWatch::EndsAfterScan(jpeg_decompress_struct& info) {
  all_components_ = components_ == (1U << static_cast<unsigned>(info.num_components)) - 1;
  all_bits_ = HasAllBits(info);
  complete_ = all_components_ && !info.arith_code && all_bits_;
  const auto next = static_cast<uint8_t>(info.unread_marker);
  if (EndedEarly(info)) {
    no_end_marker_ = true;
    if (complete_) NotePadding(jpeg_.size());
    return complete_;
  }
  if (next != 0 && !jpeg_marker::IsRestart(next)) {
    no_end_marker_ = complete_ && !MayFollowAScan(next);
    return no_end_marker_;
  }
  const uint64_t begin = Position(info);
  const uint64_t marker_at = EndOfCodedData(jpeg_, begin);
  uint64_t end = marker_at;
  // Some encoders write a restart marker even after the last interval.
  while (end >= begin + 2 && jpeg_.U8(end - 2) == jpeg_marker::kFill &&
         jpeg_marker::IsRestart(jpeg_.U8(end - 1))) {
    end -= 2;
  }
  while (end > begin && jpeg_.U8(end - 1) == jpeg_marker::kFill) --end;
  if (complete_ && EndsAt(begin, end, jpeg_.Has(marker_at, 2) ? jpeg_.U8(marker_at + 1) : 0)) {
    no_end_marker_ = true;
    NotePadding(begin);
    return true;
  }
  if (begin == end) return false;
  Judge(begin, end);
  NotePadding(begin);
  info.unread_marker = 0;
  MoveTo(info, marker_at);
  return false;
}

// Remains of damaged data precede an end marker; a trailer precedes anything else.
bool ScanWatch::EndsAt(uint64_t begin, uint64_t end, uint8_t marker) const {
  if (marker == jpeg_marker::kEndOfImage) return false;
  return !MayFollowAScan(marker) || (begin < end && !IsPadding(begin, end));
}

void ScanWatch::Judge(uint64_t begin, uint64_t end) {
  if (begin == end) return;
  (IsPadding(begin, end) ? found_padding_ : found_remains_) = true;
}

// libjpeg has read up to `read`, but possibly not used all bytes. Equal bytes around this position
// can be all padding, or begin with data that was overwritten by zeros.
void ScanWatch::NotePadding(uint64_t read) {
  const uint8_t value = jpeg_.Has(read, 1) ? jpeg_.U8(read) : 0;
  if (value == jpeg_marker::kFill) return;
  uint64_t begin = read;
  while (begin > 0 && jpeg_.U8(begin - 1) == value) --begin;
  const bool stuffed = value == 0 && begin > 0 && jpeg_.U8(begin - 1) == jpeg_marker::kFill;
  if (stuffed) ++begin;
  uint64_t end = std::max(begin, read);
  while (jpeg_.Has(end, 1) && jpeg_.U8(end) == value) ++end;
  if (end > begin + 1) paddings_.push_back(begin);
}

// A single byte is padding only if encoders pad with its value, or if the previous byte, which
// libjpeg has read ahead, has the same value. Otherwise it can be the rest of damaged data.
bool ScanWatch::IsPadding(uint64_t begin, uint64_t end) const {
  const uint8_t value = jpeg_.U8(begin);
  const bool stuffed = value == jpeg_marker::kFill;  // each is followed by a zero
  for (uint64_t at = begin; at < end; ++at) {
    const bool zero = stuffed && (at - begin) % 2 == 1;
    if (jpeg_.U8(at) != (zero ? 0 : value)) return false;
  }
  if (value == 0 || stuffed || end - begin > 1) return true;
  return begin > 0 && jpeg_.U8(begin - 1) == value;
}

uint64_t ScanWatch::Position(const jpeg_decompress_struct& info) const {
  return jpeg_.size() - std::min<uint64_t>(jpeg_.size(), info.src->bytes_in_buffer);
}

void ScanWatch::MoveTo(jpeg_decompress_struct& info, uint64_t at) const {
  info.src->next_input_byte = reinterpret_cast<const JOCTET*>(jpeg_.bytes().data()) + at;
  info.src->bytes_in_buffer = jpeg_.size() - at;
}

}  // namespace photomill::jpeg
