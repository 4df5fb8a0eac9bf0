// Shared by the targets. A target is one fuzz_NAME.cpp that defines FuzzOne: it feeds one input to
// the code that reads such bytes, and checks the promises of that code with PHOTOMILL_CHECK. The
// same file becomes a libFuzzer program (preset `fuzz`) and an ordinary test that reads the corpus
// (replay.cpp). libFuzzer calls it repeatedly on one thread: no input may depend on earlier ones.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/check.h"
#include "common/base/result.h"

namespace photomill::fuzz {

// Defined by each target.
void FuzzOne(std::string_view input);

// A refusal must be readable: one line that is not empty and cannot control a terminal.
void CheckTold(const Failure& failure);

// The input's lines, without their ends; one more than it has line ends.
std::vector<std::string_view> LinesOf(std::string_view input);

// Reads numbers and bytes from an input. After its end it returns zeros and empty texts, so that
// every input is valid.
class InputReader {
 public:
  explicit InputReader(std::string_view input) : rest_(input) {}

  [[nodiscard]] bool empty() const { return rest_.empty(); }
  [[nodiscard]] std::string_view rest() const { return rest_; }

  std::string_view Bytes(size_t count) {
    const std::string_view bytes = rest_.substr(0, count);
    rest_.remove_prefix(bytes.size());
    return bytes;
  }
  // Reads a little-endian number of `bytes` bytes.
  uint64_t Number(size_t bytes) {
    uint64_t value = 0;
    int shift = 0;
    for (const char c : Bytes(bytes)) {
      value |= uint64_t{static_cast<unsigned char>(c)} << shift;
      shift += 8;
    }
    return value;
  }
  // Reads a length in one byte, and that many bytes.
  std::string_view ShortText() { return Bytes(Number(1)); }

 private:
  std::string_view rest_;
};

// A folder for code that reads files, in memory if the machine has such a folder. It is removed
// when the process ends.
const std::string& WorkFolder();

// Replaces the file's whole content. Aborts on failure, because the target would test nothing.
void WriteInput(const std::string& path, std::string_view bytes, bool is_private = false);

}  // namespace photomill::fuzz
