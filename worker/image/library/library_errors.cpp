#include "worker/image/library/library_errors.h"

#include <algorithm>
#include <cstring>

namespace photomill {

Failure LibraryErrors::failure(Reason otherwise) const {
  if (no_memory_) return {Reason::kOutOfMemory, "not enough memory for the image"};
  return {otherwise, error_.data()};
}

std::vector<std::string> LibraryErrors::Warnings() const {
  std::vector<std::string> texts;
  for (size_t i = 0; i < warning_count_; ++i) texts.emplace_back(warnings_[i].data());
  return texts;
}

void LibraryErrors::GiveUp(const char* why) {
  std::strncpy(error_.data(), why, kTextBytes - 1);
  std::longjmp(landing_, 1);
}

void LibraryErrors::GiveUpForMemory() {
  no_memory_ = true;
  std::longjmp(landing_, 1);
}

void LibraryErrors::AddWarning(const char* text) {
  Text warning{};
  std::strncpy(warning.data(), text, kTextBytes - 1);
  const auto end = warnings_.begin() + static_cast<ptrdiff_t>(warning_count_);
  if (std::find(warnings_.begin(), end, warning) != end) return;
  if (warning_count_ == kWarningsMax) {
    if (bears_warnings_) return;
    GiveUp("it is damaged in many places");
  }
  warnings_[warning_count_++] = warning;
}

}  // namespace photomill
