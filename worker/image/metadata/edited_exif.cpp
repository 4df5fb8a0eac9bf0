#include "worker/image/metadata/edited_exif.h"

#include <utility>

#include "common/container/byte_writer.h"

namespace photomill {
namespace {

bool Overlaps(ExifView::Range range, uint64_t at, uint64_t count) {
  return range.at < at + count && at < range.at + range.count;
}

// Whether these bytes of a block decide its layout: those of its header, and the first directory's
// number of entries and offset of the next directory.
bool IsOfLayout(const ExifLayout& layout, ExifView::Range range) {
  return Overlaps(range, 0, 8) || Overlaps(range, layout.first.at, 2) ||
         Overlaps(range, layout.first.end(), 4);
}

}  // namespace

EditedExif::EditedExif(std::string block, std::optional<ExifLayout> layout)
    : block_(std::move(block)), layout_(layout) {
  if (!layout_) Read();
}

void EditedExif::Read() {
  const std::optional<ExifView> exif = ExifView::Parse(block_);
  layout_ = exif ? std::optional(exif->layout()) : std::nullopt;
}

void EditedExif::Replace(uint64_t at, std::string_view bytes) {
  if (!ByteView(block_).Has(at, bytes.size()) || ByteView(block_).Is(at, bytes)) return;
  block_.replace(static_cast<size_t>(at), bytes.size(), bytes);
  if (!layout_ || IsOfLayout(*layout_, {at, bytes.size()})) Read();
}

void EditedExif::PutNumber(uint64_t at, uint64_t number, uint32_t bytes, Endian endian) {
  std::string written;
  AppendNumber(written, number, bytes, endian);
  Replace(at, written);
}

void EditedExif::Shorten(uint64_t size) {
  if (size >= block_.size()) return;
  block_.resize(static_cast<size_t>(size));
  if (!layout_ || size < layout_->first.end() + 4) Read();
}

}  // namespace photomill
