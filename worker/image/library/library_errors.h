// Collects the messages of a C library: warnings, and the error that leaves a function by longjmp.
// The jump returns to Attempt(). Code run by Attempt() must not create objects, so that no
// destructor is skipped.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <string>
#include <vector>

#include "common/base/result.h"

namespace photomill {

class LibraryErrors {
 public:
  LibraryErrors() = default;
  LibraryErrors(const LibraryErrors&) = delete;
  LibraryErrors& operator=(const LibraryErrors&) = delete;

  // False if the library failed; failure() then says why. `step` calls the library and must not
  // throw.
  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    if (setjmp(landing_) != 0) return false;
    step();
    return true;
  }

  // `otherwise` is the reason for failures other than lack of memory.
  [[nodiscard]] Failure failure(Reason otherwise) const;

  // Each warning once, oldest first.
  [[nodiscard]] std::vector<std::string> Warnings() const;

  // For the library's callbacks during an attempt.
  [[noreturn]] void GiveUp(const char* why);
  [[noreturn]] void GiveUpForMemory();
  void AddWarning(const char* text);

  // From now on, warnings above the limit are dropped instead of being an error.
  void BearWarnings() { bears_warnings_ = true; }

 private:
  static constexpr size_t kTextBytes = 200;
  using Text = std::array<char, kTextBytes>;
  // A damaged image can cause a warning for every block. More kinds of warnings than this are an
  // error, unless BearWarnings() was called.
  static constexpr size_t kWarningsMax = 16;

  std::jmp_buf landing_{};
  Text error_{};
  bool no_memory_ = false;
  bool bears_warnings_ = false;
  size_t warning_count_ = 0;
  std::array<Text, kWarningsMax> warnings_{};
};

}  // namespace photomill
