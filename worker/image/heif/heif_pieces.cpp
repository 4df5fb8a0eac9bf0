#include "worker/image/heif/heif_pieces.h"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace photomill::heif {
namespace {

// The return values of libheif's callbacks.
constexpr int kDone = 0;
constexpr int kFailed = 1;

}  // namespace

PieceReader::PieceReader(std::vector<FilePiece> pieces) : pieces_(std::move(pieces)) {
  for (const FilePiece& piece : pieces_) size_ += piece.bytes().size();
  functions_.reader_api_version = 1;
  functions_.get_position = [](void* reader) {
    return static_cast<int64_t>(From(reader).position_);
  };
  functions_.read = [](void* to, size_t size, void* reader) {
    return From(reader).Read(static_cast<char*>(to), size) ? kDone : kFailed;
  };
  functions_.seek = [](int64_t position, void* reader) {
    if (position < 0 || static_cast<uint64_t>(position) > From(reader).size_) return kFailed;
    From(reader).position_ = static_cast<uint64_t>(position);
    return kDone;
  };
  functions_.wait_for_file_size = [](int64_t size, void* reader) {
    const bool there = size < 0 || static_cast<uint64_t>(size) <= From(reader).size_;
    return there ? heif_reader_grow_status_size_reached : heif_reader_grow_status_size_beyond_eof;
  };
}

heif_error PieceReader::ReadInto(heif_context* context) {
  return heif_context_read_from_reader(context, &functions_, this, nullptr);
}

bool PieceReader::Read(char* to, size_t size) {
  if (size > size_ - position_) return false;
  uint64_t begin = 0;  // of the piece
  for (const FilePiece& piece : pieces_) {
    const std::string_view bytes = piece.bytes();
    const uint64_t end = begin + bytes.size();
    if (size > 0 && position_ < end) {
      const size_t count = std::min<uint64_t>(size, end - position_);
      std::memcpy(to, bytes.data() + (position_ - begin), count);
      to += count;
      size -= count;
      position_ += count;
    }
    begin = end;
  }
  return true;
}

}  // namespace photomill::heif
