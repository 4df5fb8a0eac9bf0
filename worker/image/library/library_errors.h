// What a C library says while it works, as values: warnings, and the error that it leaves a
// function with by longjmp. Attempt() is where that lands; what it is given to do makes no objects,
// so that no destructor is jumped over.
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

  // False where the library failed; failure() tells why then. `step` calls the library, and does
  // not return by an exception.
  template <typename Step>
  [[nodiscard]] bool Attempt(const Step& step) {
    if (setjmp(landing_) != 0) return false;
    step();
    return true;
  }

  // `otherwise` is the reason of what is not for want of memory.
  [[nodiscard]] Failure failure(Reason otherwise) const;

  // Each of them once, oldest first.
  [[nodiscard]] std::vector<std::string> Warnings() const;

  // For the library's callbacks, within an attempt.
  [[noreturn]] void GiveUp(const char* why);
  [[noreturn]] void GiveUpForMemory();
  void AddWarning(const char* text);

  // From now on the warnings above the bound are left out, and are no error.
  void BearWarnings() { bears_warnings_ = true; }

 private:
  static constexpr size_t kTextBytes = 200;
  using Text = std::array<char, kTextBytes>;
  // A damaged picture may warn of every block: more kinds of warnings than this are an error, but
  // for who bears them.
  static constexpr size_t kWarningsMax = 16;

  std::jmp_buf landing_{};
  Text error_{};
  bool no_memory_ = false;
  bool bears_warnings_ = false;
  size_t warning_count_ = 0;
  std::array<Text, kWarningsMax> warnings_{};
};

}  // namespace photomill
