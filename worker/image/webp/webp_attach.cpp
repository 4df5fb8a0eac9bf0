#include "worker/image/webp/webp_attach.h"

#include <fmt/core.h>
#include <webp/mux.h>

#include <memory>
#include <new>
#include <utility>

namespace photomill {
namespace {

WebPData View(const std::string& bytes) {
  return {reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()};
}

Status StatusOf(WebPMuxError error) {
  if (error == WEBP_MUX_OK) return {};
  if (error == WEBP_MUX_MEMORY_ERROR) throw std::bad_alloc();
  return Failure{Reason::kInternal,
                 fmt::format("cannot encode as WEBP: container error {}", static_cast<int>(error))};
}

}  // namespace

Result<std::string> AttachToWebp(std::string file, const Attachments& attachments) {
  const std::pair<const char*, const std::string*> chunks[] = {
      {"ICCP", &attachments.profile}, {"EXIF", &attachments.exif}, {"XMP ", &attachments.xmp}};
  const bool nothing =
      attachments.profile.empty() && attachments.exif.empty() && attachments.xmp.empty();
  if (nothing) return file;
  const WebPData whole = View(file);
  const std::unique_ptr<WebPMux, void (*)(WebPMux*)> mux(WebPMuxCreate(&whole, 0), WebPMuxDelete);
  if (mux == nullptr) throw std::bad_alloc();
  for (const auto& [type, body] : chunks) {
    if (body->empty()) continue;
    const WebPData data = View(*body);
    const Status set = StatusOf(WebPMuxSetChunk(mux.get(), type, &data, 0));
    if (!set) return set.failure();
  }
  WebPData assembled;
  WebPDataInit(&assembled);
  const Status status = StatusOf(WebPMuxAssemble(mux.get(), &assembled));
  if (!status) return status.failure();
  std::string out(reinterpret_cast<const char*>(assembled.bytes), assembled.size);
  WebPDataClear(&assembled);
  return out;
}

}  // namespace photomill
