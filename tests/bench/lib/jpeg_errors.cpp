#include "tests/bench/lib/jpeg_errors.h"

#include <array>
#include <cstdlib>
#include <utility>

namespace photomill::bench {
namespace {

[[noreturn]] void Exit(j_common_ptr codec) {
  std::array<char, JMSG_LENGTH_MAX> text{};
  codec->err->format_message(codec, text.data());
  const auto* const errors = reinterpret_cast<const JpegErrors*>(codec->err);
  std::fprintf(stderr, "%s: %s\n", errors->what.c_str(), text.data());
  std::_Exit(1);
}

void StaySilent(j_common_ptr /*codec*/) {}

}  // namespace

jpeg_error_mgr* ExitOnError(JpegErrors& errors, std::string what) {
  errors.what = std::move(what);
  jpeg_error_mgr* const manager = jpeg_std_error(&errors.manager);
  manager->error_exit = &Exit;
  manager->output_message = &StaySilent;
  return manager;
}

}  // namespace photomill::bench
