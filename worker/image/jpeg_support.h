// What jpeg_decode.cpp and jpeg_encode.cpp share: libjpeg-turbo's errors and warnings as values.
// Only they may include this: it brings in the library.
//
// libjpeg leaves a function that fails by longjmp. Attempt() is where it lands; what it is given to
// do makes no objects, so that no destructor is jumped over.
#pragma once

#include <array>
#include <csetjmp>
#include <cstddef>
#include <cstdio>  // before jpeglib.h, which needs it
#include <string>
#include <type_traits>
#include <vector>

#include <jpeglib.h>

#include "common/base/result.h"

namespace photomill::jpeg {

// The errors of one compressor or decompressor, which must not outlive it.
class Errors {
 public:
  Errors();
  Errors(const Errors&) = delete;
  Errors& operator=(const Errors&) = delete;

  [[nodiscard]] jpeg_error_mgr* manager() { return &manager_; }

  // False where libjpeg failed; failure() tells why then. `step` calls libjpeg, and does not return
  // by an exception.
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

  // Ends the attempt as an error would: for callbacks.
  [[noreturn]] void GiveUp(const char* why);

 private:
  using Text = std::array<char, JMSG_LENGTH_MAX>;
  // A damaged picture may warn of every block: more kinds of warnings than this are an error.
  static constexpr size_t kWarningsMax = 16;

  static Errors& Of(j_common_ptr info);
  static void OnError(j_common_ptr info);
  static void OnMessage(j_common_ptr info, int level);
  static void OnOutput(j_common_ptr /*info*/) {}
  void AddWarning(const Text& text);

  jpeg_error_mgr manager_{};  // first: libjpeg's pointer to it is one to this object
  std::jmp_buf landing_{};
  Text error_{};
  bool no_memory_ = false;
  size_t warning_count_ = 0;
  std::array<Text, kWarningsMax> warnings_{};
};

static_assert(std::is_standard_layout_v<Errors>);

}  // namespace photomill::jpeg
