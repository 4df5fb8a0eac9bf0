// Lets libheif read a file that consists of pieces, without joining them. Only one thread at a time
// may use it, together with the context that reads from it. Only heif_support.h may include this,
// because it includes the library's header.
#pragma once

#include <libheif/heif.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/heif/heif_references.h"

namespace photomill::heif {

class PieceReader {
 public:
  // The bytes that the pieces refer to must outlive this object.
  explicit PieceReader(std::vector<FilePiece> pieces);

  // The reader must outlive the context.
  heif_error ReadInto(heif_context* context);

 private:
  static PieceReader& From(void* reader) { return *static_cast<PieceReader*>(reader); }
  bool Read(char* to, size_t size);

  std::vector<FilePiece> pieces_;
  uint64_t size_ = 0;
  uint64_t position_ = 0;
  heif_reader functions_{};
};

}  // namespace photomill::heif
