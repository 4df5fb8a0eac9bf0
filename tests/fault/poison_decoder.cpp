// Loaded into workers (LD_PRELOAD): a decoder with bugs. A file that holds "PHOTOMILL-TEST:" and one
// of the words below makes ImageMagick do what such bugs do; all others are decoded as ever. Takes
// the place of MagickCore's function of the same name.
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kMark = "PHOTOMILL-TEST:";
constexpr size_t kChunkBytes = 16UL << 20;

using BlobToImageFunction = void* (*)(const void*, const void*, size_t, void*);

void UseAllMemory() {
  std::vector<std::unique_ptr<char[]>> chunks;
  while (true) chunks.emplace_back(new char[kChunkBytes]);  // not touched: the limit counts it
}

void Misbehave(std::string_view how) {
  if (how.starts_with("segfault")) *static_cast<volatile int*>(nullptr) = 1;
  if (how.starts_with("abort")) std::abort();
  if (how.starts_with("exit")) std::_Exit(7);
  if (how.starts_with("memory")) UseAllMemory();
  if (how.starts_with("loop")) {
    for (volatile unsigned turns = 0;;) turns = turns + 1;
  }
}

}  // namespace

extern "C" void* BlobToImage(const void* info, const void* blob, size_t length, void* exception) {
  const std::string_view bytes(static_cast<const char*>(blob), length);
  const size_t at = bytes.find(kMark);
  if (at != std::string_view::npos) Misbehave(bytes.substr(at + kMark.size()));
  static const auto real =
      reinterpret_cast<BlobToImageFunction>(dlsym(RTLD_NEXT, "BlobToImage"));
  return real(info, blob, length, exception);
}
