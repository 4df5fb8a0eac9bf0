#include "worker/image/jpeg/jpeg_support.h"

#include <jerror.h>

#include <array>

namespace photomill::jpeg {

Errors::Errors() {
  jpeg_std_error(&manager_);
  manager_.error_exit = OnError;
  manager_.emit_message = OnMessage;
  manager_.output_message = OnOutput;
}

void Errors::OnError(j_common_ptr info) {
  if (info->err->msg_code == JERR_OUT_OF_MEMORY) ErrorsOf(info).GiveUpForMemory();
  std::array<char, JMSG_LENGTH_MAX> text{};
  info->err->format_message(info, text.data());
  ErrorsOf(info).GiveUp(text.data());
}

void Errors::OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // progress information, not a warning
  std::array<char, JMSG_LENGTH_MAX> text{};
  info->err->format_message(info, text.data());
  ErrorsOf(info).AddWarning(text.data());
}

LibraryErrors& ErrorsOf(j_common_ptr info) {
  return reinterpret_cast<Errors*>(info->err)->errors();
}

}  // namespace photomill::jpeg
