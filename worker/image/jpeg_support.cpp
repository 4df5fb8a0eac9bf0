#include "worker/image/jpeg_support.h"

#include <jerror.h>

#include <algorithm>
#include <cstring>

namespace photomill::jpeg {

Errors::Errors() {
  jpeg_std_error(&manager_);
  manager_.error_exit = OnError;
  manager_.emit_message = OnMessage;
  manager_.output_message = OnOutput;
}

Errors& Errors::Of(j_common_ptr info) {
  return *reinterpret_cast<Errors*>(info->err);
}

void Errors::OnError(j_common_ptr info) {
  Errors& errors = Of(info);
  errors.manager_.format_message(info, errors.error_.data());
  errors.no_memory_ = errors.manager_.msg_code == JERR_OUT_OF_MEMORY;
  std::longjmp(errors.landing_, 1);
}

void Errors::OnMessage(j_common_ptr info, int level) {
  if (level >= 0) return;  // what libjpeg does, not what is wrong
  Errors& errors = Of(info);
  Text text{};
  errors.manager_.format_message(info, text.data());
  errors.AddWarning(text);
}

void Errors::AddWarning(const Text& text) {
  const auto end = warnings_.begin() + static_cast<ptrdiff_t>(warning_count_);
  if (std::find(warnings_.begin(), end, text) != end) return;
  if (warning_count_ == kWarningsMax) GiveUp("it is damaged in many places");
  warnings_[warning_count_++] = text;
}

void Errors::GiveUp(const char* why) {
  std::strncpy(error_.data(), why, error_.size() - 1);
  std::longjmp(landing_, 1);
}

Failure Errors::failure(Reason otherwise) const {
  if (no_memory_) return {Reason::kOutOfMemory, "no memory for the JPEG"};
  return {otherwise, error_.data()};
}

std::vector<std::string> Errors::Warnings() const {
  std::vector<std::string> texts;
  for (size_t i = 0; i < warning_count_; ++i) texts.emplace_back(warnings_[i].data());
  return texts;
}

}  // namespace photomill::jpeg
