// What the targets share. A target is one fuzz_NAME.cpp that defines FuzzOne: it feeds one input to
// the code that reads such bytes, and holds the promises of that code with PHOTOMILL_CHECK. The
// same file becomes a libFuzzer program (preset `fuzz`) and an ordinary test that reads the corpus
// (replay.cpp). libFuzzer calls it on one thread, again and again: no input may depend on those
// before it.
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

// A refusal is for people: it says something, in one line, and cannot steer their terminal.
void CheckTold(const Failure& failure);

// The input's lines, without their ends; one more than it has line ends.
std::vector<std::string_view> LinesOf(std::string_view input);

// Takes an input apart into numbers and bytes. At its end come zeros and nothing, so that each
// input means something.
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
  // Of `bytes` bytes, the lowest first.
  uint64_t Number(size_t bytes) {
    uint64_t value = 0;
    int shift = 0;
    for (const char c : Bytes(bytes)) {
      value |= uint64_t{static_cast<unsigned char>(c)} << shift;
      shift += 8;
    }
    return value;
  }
  // A byte that says how many, and so many bytes.
  std::string_view ShortText() { return Bytes(Number(1)); }

 private:
  std::string_view rest_;
};

// A folder in memory where the machine has one, removed when the process ends: for what is read
// from files.
const std::string& WorkFolder();

// Replaces the file's whole content. Fails hard: without it the target tests nothing.
void WriteInput(const std::string& path, std::string_view bytes, bool is_private = false);

}  // namespace photomill::fuzz
