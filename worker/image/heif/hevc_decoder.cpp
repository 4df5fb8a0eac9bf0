// libde265 decodes slices while units arrive, and filters the image when told that no more will
// come. Between the two, blocks that no slice has written can be detected.
#include "worker/image/heif/hevc_decoder.h"

#include <cstdint>
#include <limits>
#include <new>

#include "common/container/hevc_units.h"

namespace photomill {
namespace {

constexpr uint64_t kUnitHeaderBytes = 2;

HevcFault NotWhole() {
  return {"one of its units is incomplete"};
}

// Nothing to free besides the planes, which are freed with the decoder.
void TakeBack(de265_decoder_context*, de265_image*, void*) {}

}  // namespace

HevcDecoder::HevcDecoder() : context_(de265_new_decoder()) {
  if (context_ == nullptr) throw std::bad_alloc();
  de265_image_allocation allocation{GiveMemory, TakeBack};
  de265_set_image_allocation_functions(context_.get(), &allocation, this);
  de265_set_parameter_bool(context_.get(), DE265_DECODER_PARAM_SUPPRESS_FAULTY_PICTURES, 1);
  // Hashes of the image in the stream are not checked, because libde265 1.0.11 reports wrong
  // checksums and CRCs for valid images. With sample adaptive offset enabled, libde265 would not
  // decode slices into our memory. The filter is enabled again when it runs: see Finish().
  de265_set_parameter_bool(context_.get(), DE265_DECODER_PARAM_DISABLE_SAO, 1);
}

HevcFault HevcDecoder::FaultOf(de265_error error) const {
  if (refused_) return *refused_;
  return {de265_get_error_text(error), error == DE265_ERROR_OUT_OF_MEMORY};
}

void HevcDecoder::MakePlanes(const de265_image_spec& spec, de265_image* image) {
  const auto width = static_cast<uint32_t>(spec.width);
  const auto height = static_cast<uint32_t>(spec.height);
  const bool halved_down = spec.format == de265_image_format_YUV420P8;
  const bool halved_across = halved_down || spec.format == de265_image_format_YUV422P8;
  for (int i = 0; i < 3; ++i) {
    if (i > 0 && spec.format == de265_image_format_mono8) {
      de265_set_image_plane(image, i, nullptr, 0, nullptr);
      continue;
    }
    const MarkedPlane& plane = planes_.emplace_back(i > 0 && halved_across ? width / 2 : width,
                                                    i > 0 && halved_down ? height / 2 : height,
                                                    de265_get_bits_per_pixel(image, i));
    de265_set_image_plane(image, i, plane.samples(), static_cast<int>(plane.stride()), nullptr);
  }
}

// Called by libde265 at the first slice of an image. Returns whether there is memory.
int HevcDecoder::GiveMemory(de265_decoder_context*, de265_image_spec* spec, de265_image* image,
                            void* decoder) {
  auto* self = static_cast<HevcDecoder*>(decoder);
  if (!self->planes_.empty()) {
    self->refused_ = HevcFault{"it contains more than one image"};
    return 0;
  }
  try {
    self->MakePlanes(*spec, image);
  } catch (const std::bad_alloc&) {
    self->refused_ = HevcFault{"not enough memory for the image", true};
    return 0;
  }
  return 1;
}

std::optional<HevcFault> HevcDecoder::Push(std::string_view bytes) {
  HevcUnits units(bytes);
  while (const std::optional<std::string_view> unit = units.Next()) {
    if (unit->size() < kUnitHeaderBytes || unit->size() > std::numeric_limits<int>::max()) {
      return NotWhole();
    }
    const de265_error error =
        de265_push_NAL(context_.get(), unit->data(), static_cast<int>(unit->size()), 0, nullptr);
    if (error != DE265_OK) return FaultOf(error);
  }
  if (!units.whole()) return NotWhole();
  return std::nullopt;
}

// All of them mean a loss, except those about threads, which are not used here.
std::optional<HevcFault> HevcDecoder::FaultOfWarnings() const {
  const de265_error warning = de265_get_warning(context_.get());
  if (warning == DE265_OK) return std::nullopt;
  return FaultOf(warning);
}

std::optional<HevcFault> HevcDecoder::DecodeSlices() {
  de265_error error = DE265_OK;
  for (int more = 1; more != 0 && error == DE265_OK;) error = de265_decode(context_.get(), &more);
  if (error != DE265_ERROR_WAITING_FOR_INPUT_DATA) return FaultOf(error);
  if (std::optional<HevcFault> fault = FaultOfWarnings()) return fault;
  if (planes_.empty()) return HevcFault{"it contains no image"};
  for (const MarkedPlane& plane : planes_) {
    if (plane.HasUnwrittenBlock()) return HevcFault{"a part of the image is missing"};
  }
  return std::nullopt;
}

std::optional<HevcFault> HevcDecoder::Finish() {
  de265_set_parameter_bool(context_.get(), DE265_DECODER_PARAM_DISABLE_SAO, 0);
  de265_flush_data(context_.get());
  for (int more = 1; more != 0 && picture_ == nullptr;) {
    const de265_error error = de265_decode(context_.get(), &more);
    if (error != DE265_OK) return FaultOf(error);
    picture_ = de265_peek_next_picture(context_.get());
  }
  if (picture_ == nullptr) return HevcFault{"its image is marked as not for display"};
  return FaultOfWarnings();
}

std::optional<HevcFault> HevcDecoder::Decode() {
  if (std::optional<HevcFault> fault = DecodeSlices()) return fault;
  return Finish();
}

}  // namespace photomill
