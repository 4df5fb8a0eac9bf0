#include "tests/support/magick/magick_core.h"

#include <cstdlib>
#include <mutex>

namespace photomill::test::magick {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

void EnsureStarted() {
  static std::once_flag once;
  std::call_once(once, [] {
    ::setenv("MAGICK_CONFIGURE_PATH", PHOTOMILL_TEST_MAGICK_FOLDER, 1);  // has policy.xml
    Magick::InitializeMagick(nullptr);
    Magick::ResourceLimits::thread(1);
    ::unsetenv("MAGICK_CONFIGURE_PATH");  // programs that tests start use the machine's
  });
}

bool IsError(const ExceptionInfo& message) {
  return message.severity >= ErrorException || message.severity == CorruptImageWarning;
}

}  // namespace

ImageInfoPointer MakeImageInfo(const std::string& format) {
  EnsureStarted();
  ImageInfoPointer info(AcquireImageInfo());
  CopyMagickString(info->magick, format.c_str(), MaxTextExtent);
  FormatLocaleString(info->filename, MaxTextExtent, "%s:", format.c_str());
  return info;
}

ExceptionPointer MakeException() {
  EnsureStarted();
  return ExceptionPointer(AcquireExceptionInfo());
}

void SetOption(ImageInfo* info, const char* name, const std::string& value) {
  SetImageOption(info, name, value.c_str());
}

std::string ErrorsOf(ExceptionInfo* exception) {
  std::string errors;
  const auto add = [&](const ExceptionInfo& message) {
    if (!IsError(message)) return;
    errors += message.reason != nullptr ? message.reason : "an error without a text";
    errors += "; ";
  };
  auto* list = static_cast<LinkedListInfo*>(exception->exceptions);
  const size_t count = list != nullptr ? GetNumberOfElementsInLinkedList(list) : 0;
  for (size_t i = 0; i < count; ++i) {
    add(*static_cast<const ExceptionInfo*>(GetValueFromLinkedList(list, i)));
  }
  if (count == 0) add(*exception);
  return errors;
}

}  // namespace photomill::test::magick
