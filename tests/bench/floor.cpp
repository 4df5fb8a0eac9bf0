// The floor of ./run bench images: the time of the codecs alone. Decodes every JPEG of a list with
// libjpeg-turbo at the derive plan's scale, and encodes outputs of the wanted sizes, with one
// thread per CPU core. No resampling, no colours, no metadata, no ledger, nothing is written.
//
//   photomill-floor LIST SIZE[,SIZE...]|recipe
//
// LIST has one path per line. The outputs have the sizes of the plan, for boxes of SIZE x SIZE
// (JPEG, quality 80), or those of the default recipe (JPEG 82 within 2048 x 2048, WebP 80 cropped
// to 320 x 320). All are 4:2:0, the JPEGs with optimised Huffman tables.
//
// Details: planes stay as they are in the file (no upsampling of chroma, no conversion of colours),
// and an output is cut from the middle of the decoded planes at its own size: width x height of
// brightness, half of both of each chroma plane, whatever part of the image that shows. A crop of a
// larger image compresses slightly better or worse than a resampled image: the outputs' bytes are
// printed, for comparison with the real ones.
#include <webp/encode.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "common/model/derive_plan.h"
#include "common/os/memory.h"
#include "common/sniff/header.h"
#include "tests/bench/lib/jpeg_errors.h"

namespace photomill::bench {
namespace {

constexpr size_t kPlanes = 3;
// Encoders read whole blocks: at most this far past the last sample of a row.
constexpr size_t kMargin = 64;

struct Plane {
  std::vector<uint8_t> samples;
  size_t stride = 0;
  uint32_t width = 0;  // px
  uint32_t height = 0;

  void Resize(uint32_t new_width, uint32_t new_height, size_t rows, size_t new_stride) {
    width = new_width;
    height = new_height;
    stride = new_stride;
    if (samples.size() < rows * stride + kMargin) samples.resize(rows * stride + kMargin);
  }
  // The begin of a window in the middle; if the plane is too small, of one in its corner.
  [[nodiscard]] const uint8_t* Middle(uint32_t window_width, uint32_t window_height) const {
    const size_t left = width > window_width ? (width - window_width) / 2 : 0;
    const size_t top = height > window_height ? (height - window_height) / 2 : 0;
    return samples.data() + top * stride + left;
  }
};

struct Planes {
  std::array<Plane, kPlanes> planes;
  size_t count = 0;  // 1: grey
};

[[noreturn]] void Refuse(const std::string& text) {
  std::fprintf(stderr, "photomill-floor: %s\n", text.c_str());
  std::_Exit(1);
}

uint32_t HalfUp(uint32_t side) {
  return (side + 1) / 2;
}

void MakeRoom(const jpeg_decompress_struct& decoder, Planes& out) {
  // All planes have room for the largest image, so that none is too small for a window.
  size_t stride = 0;
  size_t rows = 0;
  for (int i = 0; i < decoder.num_components; ++i) {
    const jpeg_component_info& component = decoder.comp_info[i];
    const auto block = static_cast<size_t>(component.DCT_scaled_size);
    const auto tall = static_cast<size_t>(component.v_samp_factor);
    stride = std::max(stride, component.width_in_blocks * block);
    rows = std::max(rows, (component.height_in_blocks + tall) * block);
  }
  for (size_t i = 0; i < out.count; ++i) {
    const jpeg_component_info& component = decoder.comp_info[i];
    out.planes[i].Resize(component.downsampled_width, component.downsampled_height, rows,
                         stride + kMargin);
  }
}

void Decode(const std::string& path, const std::string& bytes, uint32_t denominator, Planes& out) {
  JpegErrors errors;
  jpeg_decompress_struct decoder{};
  decoder.err = ExitOnError(errors, path);
  jpeg_create_decompress(&decoder);
  jpeg_mem_src(&decoder, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&decoder, TRUE);
  if (decoder.num_components != 1 && decoder.num_components != 3) {
    Refuse(path + " has " + std::to_string(decoder.num_components) + " components; take it out");
  }
  decoder.raw_data_out = TRUE;
  decoder.out_color_space = decoder.jpeg_color_space;
  decoder.scale_num = 1;
  decoder.scale_denom = denominator;
  jpeg_start_decompress(&decoder);
  out.count = static_cast<size_t>(decoder.num_components);
  MakeRoom(decoder, out);

  constexpr size_t kRowsMax = 4UL * DCTSIZE;  // four blocks high at most
  std::array<std::array<JSAMPROW, kRowsMax>, kPlanes> rows{};
  std::array<JSAMPARRAY, kPlanes> arrays{};
  const int lines = decoder.max_v_samp_factor * decoder.min_DCT_scaled_size;
  for (size_t turn = 0; decoder.output_scanline < decoder.output_height; ++turn) {
    for (size_t i = 0; i < out.count; ++i) {
      const jpeg_component_info& component = decoder.comp_info[i];
      const auto high = static_cast<size_t>(component.v_samp_factor) *
                        static_cast<size_t>(component.DCT_scaled_size);
      Plane& plane = out.planes[i];
      for (size_t row = 0; row < high; ++row) {
        rows[i][row] = plane.samples.data() + (turn * high + row) * plane.stride;
      }
      arrays[i] = rows[i].data();
    }
    jpeg_read_raw_data(&decoder, arrays.data(), static_cast<JDIMENSION>(lines));
  }
  jpeg_finish_decompress(&decoder);
  jpeg_destroy_decompress(&decoder);
}

void SetSampling(jpeg_compress_struct& encoder) {
  for (int i = 0; i < encoder.num_components; ++i) {
    const int factor = i == 0 && encoder.num_components == 3 ? 2 : 1;
    encoder.comp_info[i].h_samp_factor = factor;
    encoder.comp_info[i].v_samp_factor = factor;
  }
}

// Returns the bytes of the file.
size_t EncodeJpeg(const Planes& source, uint32_t width, uint32_t height, uint32_t quality) {
  JpegErrors errors;
  jpeg_compress_struct encoder{};
  encoder.err = ExitOnError(errors, "an output");
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long length = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&encoder, &bytes, &length);
  encoder.image_width = width;
  encoder.image_height = height;
  encoder.input_components = static_cast<int>(source.count);
  encoder.in_color_space = source.count == 1 ? JCS_GRAYSCALE : JCS_YCbCr;
  jpeg_set_defaults(&encoder);
  jpeg_set_quality(&encoder, static_cast<int>(quality), TRUE);
  encoder.optimize_coding = TRUE;
  encoder.raw_data_in = TRUE;
  SetSampling(encoder);
  jpeg_start_compress(&encoder, TRUE);

  constexpr size_t kRowsMax = 2UL * DCTSIZE;
  std::array<std::array<JSAMPROW, kRowsMax>, kPlanes> rows{};
  std::array<JSAMPARRAY, kPlanes> arrays{};
  const size_t lines = source.count == 1 ? DCTSIZE : kRowsMax;
  for (size_t turn = 0; encoder.next_scanline < height; ++turn) {
    for (size_t i = 0; i < source.count; ++i) {
      const Plane& plane = source.planes[i];
      const uint32_t plane_width = i == 0 ? width : HalfUp(width);
      const uint32_t plane_height = i == 0 ? height : HalfUp(height);
      const uint8_t* const window = plane.Middle(plane_width, plane_height);
      const size_t high = i == 0 ? lines : DCTSIZE;
      for (size_t row = 0; row < high; ++row) {
        const size_t y = std::min<size_t>(turn * high + row, plane_height - 1);
        // libjpeg takes non-const rows, but does not write to them.
        rows[i][row] = const_cast<JSAMPROW>(window + y * plane.stride);
      }
      arrays[i] = rows[i].data();
    }
    jpeg_write_raw_data(&encoder, arrays.data(), static_cast<JDIMENSION>(lines));
  }
  jpeg_finish_compress(&encoder);
  jpeg_destroy_compress(&encoder);
  std::free(bytes);
  return length;
}

// A grey source's chroma planes contain arbitrary memory: the encoder's work is the same.
size_t EncodeWebp(const Planes& source, uint32_t width, uint32_t height, uint32_t quality) {
  WebPConfig config;
  WebPPicture picture;
  if (WebPConfigInit(&config) == 0 || WebPPictureInit(&picture) == 0) Refuse("libwebp is another");
  config.quality = static_cast<float>(quality);
  config.method = 4;
  picture.width = static_cast<int>(width);
  picture.height = static_cast<int>(height);
  const auto window = [&](size_t i, uint32_t plane_width, uint32_t plane_height) {
    const Plane& plane = source.planes[i < source.count ? i : 0];
    return const_cast<uint8_t*>(plane.Middle(plane_width, plane_height));  // as above
  };
  picture.y = window(0, width, height);
  picture.u = window(1, HalfUp(width), HalfUp(height));
  picture.v = window(2, HalfUp(width), HalfUp(height));
  picture.y_stride = static_cast<int>(source.planes[0].stride);
  picture.uv_stride = static_cast<int>(source.planes[source.count == 1 ? 0 : 1].stride);
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  if (WebPEncode(&config, &picture) == 0) {
    Refuse("libwebp cannot encode: error " + std::to_string(picture.error_code));
  }
  const size_t length = writer.size;
  WebPMemoryWriterClear(&writer);
  WebPPictureFree(&picture);
  return length;
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  std::string bytes(file ? static_cast<size_t>(file.tellg()) : 0, '\0');
  file.seekg(0);
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

struct Totals {
  uint64_t outputs = 0;
  uint64_t bytes = 0;
};

void Convert(const std::string& path, const Recipe& recipe, Planes& planes, Totals& totals) {
  const std::string bytes = ReadFile(path);
  const Result<PictureHeader> header = ReadPictureHeader(bytes, PictureLimits{});
  if (!header || header->format != PictureFormat::kJpeg) Refuse(path + " is no sound JPEG");
  const DerivePlan plan = MakeDerivePlan(
      recipe, {header->width, header->height, header->orientation, header->scaled_decode});
  Decode(path, bytes, plan.decode_denominator, planes);
  for (const DeriveStep& step : plan.steps) {
    const Derivative& derivative = recipe.derivatives[step.derivative];
    // As stored: nothing is rotated here.
    uint32_t width = step.canvas_width;
    uint32_t height = step.canvas_height;
    if (SwapsSides(header->orientation)) std::swap(width, height);
    totals.bytes += derivative.format == OutputFormat::kWebp
                        ? EncodeWebp(planes, width, height, derivative.quality)
                        : EncodeJpeg(planes, width, height, derivative.quality);
    ++totals.outputs;
  }
}

Recipe RecipeOf(const std::string& sizes) {
  if (sizes == "recipe") return DefaultRecipe();
  Recipe recipe;
  for (size_t at = 0; at < sizes.size();) {
    const size_t end = std::min(sizes.find(',', at), sizes.size());
    Derivative derivative;
    derivative.name = "s" + sizes.substr(at, end - at);
    derivative.width = derivative.height =
        static_cast<uint32_t>(std::strtoul(sizes.c_str() + at, nullptr, 10));
    derivative.quality = 80;
    derivative.key = "{dir}/{stem}-" + derivative.name + ".jpg";
    recipe.derivatives.push_back(std::move(derivative));
    at = end + 1;
  }
  if (Status valid = Validate(recipe); !valid) Refuse(valid.failure().detail);
  return recipe;
}

std::vector<std::string> ReadList(const char* path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  if (lines.empty()) Refuse(std::string(path) + " lists no file");
  return lines;
}

int Main(int argc, const char* const* argv) {
  if (argc != 3) Refuse("usage: photomill-floor LIST SIZE[,SIZE...]|recipe");
  const std::vector<std::string> paths = ReadList(argv[1]);
  const Recipe recipe = RecipeOf(argv[2]);
  std::atomic<size_t> next{0};
  std::vector<Totals> totals(CpusAllowed());
  std::vector<std::thread> threads;
  for (Totals& own : totals) {
    threads.emplace_back([&] {
      Planes planes;  // reused for each image
      for (size_t i = next++; i < paths.size(); i = next++) Convert(paths[i], recipe, planes, own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  Totals sum;
  for (const Totals& one : totals) {
    sum.outputs += one.outputs;
    sum.bytes += one.bytes;
  }
  std::printf("%zu files, %llu outputs, %llu bytes\n", paths.size(),
              static_cast<unsigned long long>(sum.outputs),
              static_cast<unsigned long long>(sum.bytes));
  return 0;
}

}  // namespace
}  // namespace photomill::bench

int main(int argc, char** argv) {
  return photomill::bench::Main(argc, argv);
}
