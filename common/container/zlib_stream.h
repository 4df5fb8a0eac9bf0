// A zlib stream that comes in parts, such as a PNG's chunks, and what it expands to.
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
  // Receives the expanded bytes, some kB at a time; false ends it.
  using Take = std::function<bool(std::string_view unpacked)>;

  // Throws std::bad_alloc.
  explicit ZlibStream(Take take);
  ~ZlibStream();
  ZlibStream(const ZlibStream&) = delete;
  ZlibStream& operator=(const ZlibStream&) = delete;

  // The next part, of less than 4 GiB. False if the stream is damaged, ends before the part does,
  // or is refused. The bytes before the damage are delivered all the same.
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

// The bytes that a complete stream expands to; counting stops soon above `most`. A damaged one ends
// where it is damaged. Keeps nothing of it. Throws std::bad_alloc.
uint64_t InflatedBytes(std::string_view stream, uint64_t most);

}  // namespace photomill
