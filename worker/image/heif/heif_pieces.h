// A file in pieces as libheif reads it, without putting them together. One thread at a time uses
// it, as the context that reads from it. Only heif_support.h may include this: it brings in the
// library.
#pragma once

#include <libheif/heif.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/heif/heif_references.h"

namespace photomill::heif {

class PieceReader {
 public:
  // What the pieces keep must outlive it.
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
