#include "tests/support/jpeg_drawing.h"

#include <cmath>
#include <cstdio>  // before jpeglib.h, which needs it
#include <cstdlib>
#include <vector>

#include <jpeglib.h>

namespace photomill::test {
namespace {

J_COLOR_SPACE SpaceOf(const JpegDrawing& drawing) {
  if (drawing.components == 1) return JCS_GRAYSCALE;
  return drawing.components == 3 ? JCS_YCbCr : JCS_CMYK;
}

void SetOptions(const JpegDrawing& drawing, std::vector<jpeg_scan_info>& scans,
                jpeg_compress_struct& info) {
  info.image_width = drawing.width;
  info.image_height = drawing.height;
  info.input_components = drawing.components;
  info.in_color_space = SpaceOf(drawing);
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, SpaceOf(drawing));
  jpeg_set_quality(&info, drawing.quality, TRUE);
  for (int i = 0; i < drawing.components; ++i) {
    const bool full = i == 0 || i == 3;
    info.comp_info[i].h_samp_factor = full ? drawing.across : 1;
    info.comp_info[i].v_samp_factor = full ? drawing.down : 1;
  }
  info.raw_data_in = TRUE;
  info.restart_interval = drawing.restart_interval;
  info.arith_code = drawing.arithmetic ? TRUE : FALSE;
  info.write_Adobe_marker = drawing.components == 4 && drawing.adobe ? TRUE : FALSE;
  if (drawing.progressive) jpeg_simple_progression(&info);
  if (drawing.several_scans) {
    for (int i = 0; i < drawing.components; ++i) {
      scans.push_back({.comps_in_scan = 1,
                       .component_index = {i},
                       .Ss = 0,
                       .Se = DCTSIZE2 - 1,
                       .Ah = 0,
                       .Al = 0});
    }
    info.scan_info = scans.data();
    info.num_scans = drawing.components;
  }
}

// One row of MCUs of a component, with spare blocks on the right.
struct ComponentRows {
  std::vector<std::vector<JSAMPLE>> samples;
  std::vector<JSAMPROW> rows;
};

ComponentRows DrawRows(const JpegDrawing& drawing, const jpeg_component_info& component,
                       uint32_t mcu_row) {
  const auto height = static_cast<uint32_t>(component.v_samp_factor * DCTSIZE);
  const auto width =
      (component.width_in_blocks + static_cast<uint32_t>(component.h_samp_factor)) * DCTSIZE;
  ComponentRows out;
  for (uint32_t y = 0; y < height; ++y) {
    auto& row = out.samples.emplace_back();
    for (uint32_t x = 0; x < width; ++x) {
      const uint32_t at = mcu_row * height + y;
      row.push_back(drawing.sample ? drawing.sample(component.component_index, x, at)
                                   : TestSample(component.component_index, x, at));
    }
  }
  for (auto& row : out.samples) out.rows.push_back(row.data());
  return out;
}

}  // namespace

uint8_t TestSample(int component, uint32_t x, uint32_t y) {
  const double wave = std::sin(x / (5.0 + component)) + std::cos(y / (7.0 - component)) +
                      0.3 * std::sin((x * 7 + y * 3) / 4.0);
  return static_cast<uint8_t>(std::lround(128 + 38 * wave));
}

std::string DrawJpeg(const JpegDrawing& drawing) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);  // exits on an error
  jpeg_create_compress(&info);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&info, &bytes, &size);
  std::vector<jpeg_scan_info> scans;
  SetOptions(drawing, scans, info);
  jpeg_start_compress(&info, TRUE);
  const auto lines = static_cast<JDIMENSION>(info.max_v_samp_factor * DCTSIZE);
  for (uint32_t mcu_row = 0; info.next_scanline < info.image_height; ++mcu_row) {
    std::vector<ComponentRows> components;
    std::vector<JSAMPARRAY> image;
    for (int i = 0; i < drawing.components; ++i) {
      components.push_back(DrawRows(drawing, info.comp_info[i], mcu_row));
    }
    for (ComponentRows& component : components) image.push_back(component.rows.data());
    jpeg_write_raw_data(&info, image.data(), lines);
  }
  jpeg_finish_compress(&info);
  std::string jpeg(reinterpret_cast<const char*>(bytes), size);
  jpeg_destroy_compress(&info);
  std::free(bytes);
  return jpeg;
}

std::string WithBytesBeforeMarkers(const std::string& jpeg, uint8_t first, uint8_t last,
                                   std::string_view inserted) {
  const size_t scan = jpeg.find("\xFF\xDA");
  std::string out = jpeg.substr(0, scan + 2);
  for (size_t i = scan + 2; i < jpeg.size(); ++i) {
    const auto next = i + 1 < jpeg.size() ? static_cast<uint8_t>(jpeg[i + 1]) : uint8_t{0};
    if (jpeg[i] == '\xFF' && next >= first && next <= last) out += inserted;
    out += jpeg[i];
  }
  return out;
}

}  // namespace photomill::test
