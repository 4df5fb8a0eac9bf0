#include "worker/image/magick/magick_support.h"

#include <algorithm>
#include <cstring>

#include "worker/image/library/warning_kind.h"

namespace photomill::magick {
namespace {

using namespace MagickCore;  // NOLINT: a C library with common names, within this file only

}  // namespace

ImageInfoPointer MakeImageInfo(const char* format) {
  ImageInfoPointer info(AcquireImageInfo());
  CopyMagickString(info->magick, format, MaxTextExtent);
  FormatLocaleString(info->filename, MaxTextExtent, "%s:", format);
  return info;
}

ExceptionPointer MakeException() {
  return ExceptionPointer(AcquireExceptionInfo());
}

void SetOption(ImageInfo* info, const char* name, const std::string& value) {
  SetImageOption(info, name, value.c_str());
}

std::vector<Message> MessagesOf(ExceptionInfo* exception) {
  std::vector<Message> messages;
  if (exception == nullptr || exception->severity == UndefinedException) return messages;
  const auto add = [&](const ExceptionInfo* one) {
    messages.push_back({one->severity, one->reason != nullptr ? ReadableMessage(one->reason) : ""});
  };
  auto* list = static_cast<LinkedListInfo*>(exception->exceptions);
  const size_t count = list != nullptr ? GetNumberOfElementsInLinkedList(list) : 0;
  for (size_t i = 0; i < count; ++i) {
    add(static_cast<const ExceptionInfo*>(GetValueFromLinkedList(list, i)));
  }
  if (count == 0) add(exception);
  return messages;
}

std::optional<Failure> FailureOf(const std::vector<Message>& messages, Reason otherwise) {
  const auto worst =
      std::max_element(messages.begin(), messages.end(),
                       [](const Message& a, const Message& b) { return a.severity < b.severity; });
  if (worst == messages.end() || worst->severity < ErrorException) return std::nullopt;
  Reason reason = otherwise;
  const bool memory = std::any_of(messages.begin(), messages.end(), [](const Message& message) {
    return message.severity == ResourceLimitError || message.severity == CacheError ||
           SaysNoMemory(message.text);
  });
  if (memory) {
    reason = Reason::kOutOfMemory;
  } else if (worst->severity == PolicyError) {
    reason = Reason::kFormatNotAllowed;
  }
  return Failure{reason, worst->text};
}

std::optional<Picture> PlanesFromImage(const Image* image, ColourModel colour, bool has_alpha,
                                       ExceptionInfo* exception) {
  const auto width = static_cast<uint32_t>(image->columns);
  const auto height = static_cast<uint32_t>(image->rows);
  const bool grey = colour == ColourModel::kGrey;
  Picture out{width, height, colour, {}, has_alpha};
  const size_t planes = (grey ? 1U : 3U) + (has_alpha ? 1U : 0U);
  for (size_t i = 0; i < planes; ++i) {
    out.planes.push_back({width, height, std::vector<uint8_t>(size_t{width} * height)});
  }
  for (uint32_t y = 0; y < height; ++y) {
    const PixelPacket* row = GetVirtualPixels(image, 0, y, width, 1, exception);
    if (row == nullptr) return std::nullopt;
    const size_t at = size_t{y} * width;
    uint8_t* first = out.planes[0].samples.data() + at;
    for (uint32_t x = 0; x < width; ++x) first[x] = ToByte(row[x].red);
    if (!grey) {
      uint8_t* green = out.planes[1].samples.data() + at;
      uint8_t* blue = out.planes[2].samples.data() + at;
      for (uint32_t x = 0; x < width; ++x) green[x] = ToByte(row[x].green);
      for (uint32_t x = 0; x < width; ++x) blue[x] = ToByte(row[x].blue);
    }
    if (has_alpha) {
      uint8_t* alpha = out.planes.back().samples.data() + at;
      for (uint32_t x = 0; x < width; ++x) {
        alpha[x] = static_cast<uint8_t>(255 - ToByte(row[x].opacity));
      }
    }
  }
  return out;
}

}  // namespace photomill::magick
