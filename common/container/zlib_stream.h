// Expands a zlib stream that comes in parts, such as a PNG's chunks.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace photomill {

// How many bytes one byte can expand to.
inline constexpr uint64_t kDeflateRatioMax = 1032;

class ZlibStream {
 public:
  // Receives the expanded bytes, some kB at a time; false stops the expansion.
  using Take = std::function<bool(std::string_view unpacked)>;

  // Throws std::bad_alloc.
  explicit ZlibStream(Take take);
  ~ZlibStream();
  ZlibStream(const ZlibStream&) = delete;
  ZlibStream& operator=(const ZlibStream&) = delete;

  // Expands the next part, of less than 4 GiB. Returns false if the stream is damaged, ends before
  // the part does, or is stopped. The bytes before the damage are delivered.
  [[nodiscard]] bool Feed(std::string_view part);
  // Whether it ended with the last part.
  [[nodiscard]] bool ended() const { return ended_; }

 private:
  struct State;

  Take take_;
  std::unique_ptr<State> state_;
  bool ended_ = false;
};

// The checksum of a PNG's chunks (ISO 3309).
uint32_t Crc32(std::string_view bytes);

// Returns the number of bytes to which a complete stream expands; counting stops soon above `most`.
// A damaged stream ends at the damage. Keeps no bytes. Throws std::bad_alloc.
uint64_t InflatedBytes(std::string_view stream, uint64_t most);

}  // namespace photomill
