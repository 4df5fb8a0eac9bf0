#include "worker/image/tiff/tiff_handle.h"

#include <cstdio>
#include <string>
#include <string_view>

#include "common/base/limits.h"
#include "common/container/corrupt.h"

namespace photomill::tiff {
namespace {

// A coded strip is at most as large as the file. Complete decoded strips are in photomill's own
// buffers, except for WebP and LERC.
constexpr tmsize_t kAllocationMax = 8 * static_cast<tmsize_t>(limits::kPixelsMax);

// The names that libtiff gives to libjpeg in its messages, for JPEG and for old-style JPEG.
bool IsLibjpeg(const char* module) {
  if (module == nullptr) return false;
  const std::string_view name(module);
  return name == "JPEGLib" || name == "LibJpeg";
}

}  // namespace

Result<std::unique_ptr<Handle>> Handle::Open(const PlainTiff& plain) {
  std::unique_ptr<Handle> handle(new Handle(plain));
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  if (options == nullptr) return Failure{Reason::kOutOfMemory, "not enough memory for the TIFF"};
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), kAllocationMax);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), Complain, handle.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), Complain, handle.get());
  // "r": read; "m": without mapping the file into memory.
  handle->tiff_ = TIFFClientOpenExt("TIFF", "rm", handle.get(), Read, Write, Seek, Close, Size,
                                    nullptr, nullptr, options.get());
  if (handle->tiff_ != nullptr) return handle;
  return Corrupt(std::string("the TIFF's directory is damaged: ") + handle->first_complaint());
}

Handle::~Handle() {
  if (tiff_ != nullptr) TIFFClose(tiff_);
}

std::string_view Handle::Coded(uint32_t block) const {
  return plain_.View(TIFFGetStrileOffset(tiff_, block), TIFFGetStrileByteCount(tiff_, block));
}

PackedBytes Handle::Packed(uint32_t block) const {
  uint16_t order = FILLORDER_MSB2LSB;
  TIFFGetFieldDefaulted(tiff_, TIFFTAG_FILLORDER, &order);
  return {Coded(block), order == FILLORDER_LSB2MSB};
}

tmsize_t Handle::Read(thandle_t handle, void* out, tmsize_t count) {
  auto* self = static_cast<Handle*>(handle);
  if (count <= 0) return 0;
  const size_t done =
      self->plain_.Read(self->at_, static_cast<size_t>(count), static_cast<char*>(out));
  self->at_ += done;
  return static_cast<tmsize_t>(done);
}

tmsize_t Handle::Write(thandle_t /*handle*/, void* /*bytes*/, tmsize_t /*count*/) {
  return -1;
}

toff_t Handle::Seek(thandle_t handle, toff_t offset, int whence) {
  auto* self = static_cast<Handle*>(handle);
  switch (whence) {
    case SEEK_SET:
      self->at_ = offset;
      break;
    case SEEK_CUR:
      self->at_ += offset;
      break;
    default:
      self->at_ = self->plain_.size() + offset;
  }
  return self->at_;
}

int Handle::Close(thandle_t /*handle*/) {
  return 0;
}

toff_t Handle::Size(thandle_t handle) {
  return static_cast<Handle*>(handle)->plain_.size();
}

int Handle::Complain(TIFF* /*tiff*/, void* self, const char* module, const char* format,
                     va_list arguments) {
  auto* handle = static_cast<Handle*>(self);
  if (handle->complaints_++ == 0) {
    std::vsnprintf(handle->first_.data(), handle->first_.size(), format, arguments);
  }
  if (IsLibjpeg(module)) ++handle->complaints_of_jpeg_;
  return 1;  // libtiff then calls no other handler
}

}  // namespace photomill::tiff
