#include "tests/support/jpeg2000_files.h"

#include <openjpeg.h>

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <memory>

#include "common/base/arithmetic.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill::test {
namespace {

struct Written {
  std::string bytes;
  size_t at = 0;
};

OPJ_SIZE_T Write(void* from, OPJ_SIZE_T count, void* user) {
  auto* written = static_cast<Written*>(user);
  written->bytes.resize(std::max(written->bytes.size(), written->at + count));
  std::memcpy(written->bytes.data() + written->at, from, count);
  written->at += count;
  return count;
}

OPJ_BOOL Seek(OPJ_OFF_T at, void* user) {
  static_cast<Written*>(user)->at = static_cast<size_t>(at);
  return OPJ_TRUE;
}

OPJ_OFF_T Skip(OPJ_OFF_T count, void* user) {
  static_cast<Written*>(user)->at += static_cast<size_t>(count);
  return count;
}

void Must(bool done, const char* what) {
  if (done) return;
  std::cerr << "cannot write a JPEG 2000 for a test: " << what << std::endl;
  std::abort();
}

void ShowError(const char* text, void*) {
  std::cerr << text;
}

using ImagePointer = std::unique_ptr<opj_image_t, void (*)(opj_image_t*)>;

ImagePointer ImageOf(const Jpeg2000Spec& spec) {
  const uint32_t right = spec.left + spec.width;
  const uint32_t bottom = spec.top + spec.height;
  std::vector<opj_image_cmptparm_t> parameters;
  for (const Jpeg2000Component& component : spec.components) {
    opj_image_cmptparm_t one{};
    one.dx = component.across;
    one.dy = component.down;
    one.x0 = spec.left;
    one.y0 = spec.top;
    one.w = DivideUp(right, one.dx) - DivideUp(spec.left, one.dx);
    one.h = DivideUp(bottom, one.dy) - DivideUp(spec.top, one.dy);
    one.prec = component.bits;
    one.sgnd = component.is_signed ? 1 : 0;
    parameters.push_back(one);
  }
  ImagePointer image(opj_image_create(static_cast<OPJ_UINT32>(parameters.size()), parameters.data(),
                                      OPJ_CLRSPC_UNSPECIFIED),
                     opj_image_destroy);
  Must(image != nullptr, "its samples");
  image->x0 = spec.left;
  image->y0 = spec.top;
  image->x1 = right;
  image->y1 = bottom;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const std::vector<int32_t>& samples = spec.components[i].samples;
    const size_t count = size_t{parameters[i].w} * parameters[i].h;
    Must(samples.size() == 1 || samples.size() == count, "the number of samples");
    for (size_t at = 0; at < count; ++at) {
      image->comps[i].data[at] = samples[samples.size() == 1 ? 0 : at];
    }
  }
  return image;
}

}  // namespace

std::string MakeCodestream(const Jpeg2000Spec& spec) {
  const ImagePointer image = ImageOf(spec);
  opj_cparameters_t parameters;
  opj_set_default_encoder_parameters(&parameters);
  parameters.tcp_numlayers = 1;
  parameters.tcp_rates[0] = 0;
  parameters.cp_disto_alloc = 1;
  const uint32_t side =
      std::min({spec.width, spec.height, spec.tile_side == 0 ? ~0U : spec.tile_side});
  parameters.numresolution = std::min(spec.resolutions, static_cast<int>(std::bit_width(side)));
  parameters.mode = spec.block_style;
  parameters.tcp_mct = spec.colours_mixed ? 1 : 0;
  parameters.image_offset_x0 = static_cast<int>(spec.left);
  parameters.image_offset_y0 = static_cast<int>(spec.top);
  if (spec.tile_side != 0) {
    parameters.tile_size_on = OPJ_TRUE;
    parameters.cp_tdx = parameters.cp_tdy = static_cast<int>(spec.tile_side);
  }
  opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
  opj_set_error_handler(codec, ShowError, nullptr);
  Must(opj_setup_encoder(codec, &parameters, image.get()) == OPJ_TRUE, "its parameters");
  Written written;
  opj_stream_t* stream = opj_stream_default_create(OPJ_STREAM_WRITE);
  opj_stream_set_write_function(stream, Write);
  opj_stream_set_seek_function(stream, Seek);
  opj_stream_set_skip_function(stream, Skip);
  opj_stream_set_user_data(stream, &written, nullptr);
  Must(opj_start_compress(codec, image.get(), stream) == OPJ_TRUE &&
           opj_encode(codec, stream) == OPJ_TRUE && opj_end_compress(codec, stream) == OPJ_TRUE,
       "its codestream");
  opj_stream_destroy(stream);
  opj_destroy_codec(codec);
  return written.bytes;
}

std::string MakeJpeg2000(const Picture& picture, bool in_boxes, uint32_t bits, uint32_t tile_side) {
  Jpeg2000Spec spec{.width = picture.width, .height = picture.height, .tile_side = tile_side};
  const int32_t largest = (1 << bits) - 1;
  for (const Plane& plane : picture.planes) {
    Jpeg2000Component component{.bits = bits};
    for (const uint8_t sample : plane.samples) {
      component.samples.push_back((sample * largest + 127) / 255);
    }
    spec.components.push_back(std::move(component));
  }
  const bool grey = picture.colour == ColourModel::kGrey;
  spec.colours_mixed = !grey;
  const std::string codestream = MakeCodestream(spec);
  if (!in_boxes) return codestream;
  std::string boxes = IsoBoxBytes("colr", "\1\0\0"s + Big(grey ? 17 : 16, 4));
  if (picture.has_alpha) {
    const uint32_t colours = grey ? 1 : 3;
    std::string definitions = Big(colours + 1, 2);
    for (uint32_t i = 0; i < colours; ++i) definitions += Big(i, 2) + Big(0, 2) + Big(i + 1, 2);
    boxes += IsoBoxBytes("cdef", definitions + Big(colours, 2) + Big(1, 2) + Big(0, 2));
  }
  return Jp2(boxes, codestream);
}

}  // namespace photomill::test
