#include "common/container/zlib_stream.h"

#include <zlib.h>

#include <array>
#include <new>
#include <utility>

namespace photomill {

struct ZlibStream::State {
  z_stream zlib{};
  std::array<char, 16384> unpacked{};
};

ZlibStream::ZlibStream(Take take) : take_(std::move(take)), state_(std::make_unique<State>()) {
  if (inflateInit(&state_->zlib) != Z_OK) throw std::bad_alloc();
}

ZlibStream::~ZlibStream() {
  inflateEnd(&state_->zlib);
}

bool ZlibStream::Feed(std::string_view part) {
  if (part.empty()) return true;
  if (ended_) return false;
  z_stream& zlib = state_->zlib;
  // zlib's interface is not const, but it does not write to its input.
  zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(part.data()));
  zlib.avail_in = static_cast<uInt>(part.size());
  do {
    zlib.next_out = reinterpret_cast<Bytef*>(state_->unpacked.data());
    zlib.avail_out = static_cast<uInt>(state_->unpacked.size());
    const int status = inflate(&zlib, Z_NO_FLUSH);
    ended_ = status == Z_STREAM_END;
    // Z_BUF_ERROR: everything was expanded already.
    const bool damaged = !ended_ && status != Z_OK && status != Z_BUF_ERROR;
    if (!take_({state_->unpacked.data(), state_->unpacked.size() - zlib.avail_out})) return false;
    if (damaged) return false;
  } while (!ended_ && (zlib.avail_in > 0 || zlib.avail_out == 0));
  return zlib.avail_in == 0;
}

uint32_t Crc32(std::string_view bytes) {
  const auto* from = reinterpret_cast<const Bytef*>(bytes.data());
  return static_cast<uint32_t>(crc32_z(crc32_z(0, nullptr, 0), from, bytes.size()));
}

uint64_t InflatedBytes(std::string_view stream, uint64_t most) {
  uint64_t bytes = 0;
  ZlibStream zlib([&](std::string_view unpacked) {
    bytes += unpacked.size();
    return bytes <= most;
  });
  (void)zlib.Feed(stream);  // a damaged stream ends at the damage
  return bytes;
}

}  // namespace photomill
