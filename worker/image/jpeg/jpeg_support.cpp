#include "worker/image/jpeg/jpeg_support.h"

#include <jerror.h>

#include <array>

namespace photomill::jpeg {
namespace {

bool IsLoss(int code) {
  switch (code) {
    case JWRN_HIT_MARKER:  // a marker, or the end of the file, in place of coded data
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:        // an unexpected restart marker
    case JWRN_BOGUS_PROGRESSION:  // a scan refines bits that no scan has sent
      return true;
    default:
      return false;
  }
}

}  // namespace

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
  Errors& all = AllErrorsOf(info);
  if (info->err->msg_code == JWRN_JPEG_EOF) {
    all.ended_early_ = true;
    return;
  }
  std::array<char, JMSG_LENGTH_MAX> text{};
  info->err->format_message(info, text.data());
  const bool first = all.first_loss_.front() == '\0';
  if (first && IsLoss(info->err->msg_code)) all.first_loss_ = text;
  all.errors_.AddWarning(text.data());
}

Errors& AllErrorsOf(j_common_ptr info) {
  return *reinterpret_cast<Errors*>(info->err);
}

LibraryErrors& ErrorsOf(j_common_ptr info) {
  return AllErrorsOf(info).errors();
}

}  // namespace photomill::jpeg
