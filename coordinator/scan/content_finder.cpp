#include "coordinator/scan/content_finder.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <set>

#include "common/base/limits.h"
#include "common/model/key_template.h"
#include "common/sniff/content.h"
#include "common/sniff/tiff_pieces.h"

namespace photomill {
namespace {

constexpr uint64_t kFirstBytes = 8 * 1024;        // these identify nearly every file
constexpr uint64_t kLongHeadBytes = 64 * 1024;    // for Windows Media, which lists its streams
constexpr uint64_t kFilmIndexBytes = 512 * 1024;  // enough for audio; a film's index can be longer
constexpr uint64_t kTiffPieceBytes = 4 * 1024;
constexpr size_t kTiffPiecesMax = 24;

bool MayBeSoundAlone(FileFormat format) {
  return format == FileFormat::kMp4 || format == FileFormat::kQuickTime ||
         format == FileFormat::kThreeGp;
}

// Zeroed memory for a complete file. Only pages that are written use memory.
class SparseCopy {
 public:
  explicit SparseCopy(size_t bytes)
      : memory_(static_cast<char*>(std::calloc(bytes, 1)), &std::free), bytes_(bytes) {}

  [[nodiscard]] bool valid() const { return memory_ != nullptr; }
  void Write(uint64_t offset, std::string_view part) {
    if (offset >= bytes_) return;
    std::memcpy(memory_.get() + offset, part.data(),
                std::min<size_t>(part.size(), bytes_ - offset));
  }
  [[nodiscard]] std::string_view view() const { return {memory_.get(), bytes_}; }

 private:
  std::unique_ptr<char, decltype(&std::free)> memory_;
  size_t bytes_;
};

}  // namespace

Result<std::string> ContentFinder::Read(const File& file, uint64_t offset, uint64_t bytes_max) {
  Result<std::string> part = store_.ReadRange(file.key, offset, bytes_max);
  if (part) bytes_read_ += part->size();
  return part;
}

Result<FileFormat> ContentFinder::Find(std::string_view key, uint64_t bytes) {
  if (bytes == 0) return FileFormat::kEmpty;
  File file = {key, bytes, ExtensionOf(key), {}};
  Result<std::string> head = Read(file, 0, kFirstBytes);
  if (!head) return head.failure();
  file.head = *std::move(head);
  const FileFormat told = IdentifyContent(file.head, file.extension);
  if (file.head.size() >= bytes) return told;
  if (!TiffPieceOffsets(file.head).empty()) return FindTiff(file);
  if (MayBeSoundAlone(told)) return FindFilm(file, told);
  if (told == FileFormat::kZeros) return FindZeros(file);
  if (told != FileFormat::kAsf && told != FileFormat::kSound) return told;
  Result<std::string> longer = Read(file, 0, kLongHeadBytes);
  if (!longer) return longer.failure();
  return IdentifyContent(*longer, file.extension);
}

// The index, which can be after the media data, shows whether the file has images.
Result<FileFormat> ContentFinder::FindFilm(const File& file, FileFormat told) {
  Status status;
  const FileFormat format = IdentifyFilm(told, file.head, file.bytes, kFilmIndexBytes,
                                         [&](uint64_t offset, uint64_t bytes) {
                                           Result<std::string> part = Read(file, offset, bytes);
                                           if (part) return *std::move(part);
                                           status = part.failure();
                                           return std::string();
                                         });
  if (!status) return status.failure();
  return format;
}

// TIFF directories can be anywhere, even at the end of the file.
Result<FileFormat> ContentFinder::FindTiff(const File& file) {
  SparseCopy copy(std::min(file.bytes, limits::kSourceBytesMax));
  if (!copy.valid()) return IdentifyContent(file.head, file.extension);
  copy.Write(0, file.head);
  std::set<uint64_t> read;
  while (read.size() < kTiffPiecesMax) {
    const std::vector<uint64_t> offsets = TiffPieceOffsets(copy.view());
    const auto next = std::find_if(offsets.begin(), offsets.end(), [&](uint64_t offset) {
      return offset + kTiffPieceBytes > file.head.size() && !read.contains(offset);
    });
    if (next == offsets.end()) break;
    read.insert(*next);
    const Result<std::string> piece = Read(file, *next, kTiffPieceBytes);
    if (!piece) return piece.failure();
    copy.Write(*next, *piece);
  }
  return IdentifyContent(copy.view(), file.extension);
}

// A lost file consists of zeros from its first byte to its last.
Result<FileFormat> ContentFinder::FindZeros(const File& file) {
  const Result<std::string> tail = Read(file, file.bytes - file.head.size(), file.head.size());
  if (!tail) return tail.failure();
  const bool zeros = tail->find_first_not_of('\0') == std::string::npos;
  return zeros ? FileFormat::kZeros : FileFormat::kUnknown;
}

}  // namespace photomill
