// bench_floor SOURCE DESTINATION SIZES|recipe: the least that a program could do with the JPEGs of
// a folder. libjpeg-turbo decodes each at the scale that photomill's plan would take, into the
// file's own planes; what is as large as each output is cut out of the middle and encoded. Nothing
// is resampled, turned, converted, checked, synced or noted. All processors, a thread each.
//
// Shares no code with photomill. Pictures that are neither YCbCr nor grey are left out, and told at
// the end.
#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstdio>  // before jpeglib.h
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <jpeglib.h>
#include <webp/encode.h>

namespace {

struct Plane {
  size_t width = 0;
  size_t height = 0;
  std::vector<uint8_t> samples;
};

struct Wanted {
  std::string name;  // "{stem}" is replaced
  size_t width = 0;
  size_t height = 0;
  bool cover = false;
  bool webp = false;
  int quality = 80;
};

size_t DivideUp(size_t a, size_t b) {
  return (a + b - 1) / b;
}

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

// The output's size for a picture of width x height; never larger than that.
std::pair<size_t, size_t> SizeOf(const Wanted& wanted, size_t width, size_t height) {
  if (wanted.cover) return {std::min(wanted.width, width), std::min(wanted.height, height)};
  const double scale =
      std::min({1.0, static_cast<double>(wanted.width) / static_cast<double>(width),
                static_cast<double>(wanted.height) / static_cast<double>(height)});
  const auto side = [&](size_t whole) {
    return std::max<size_t>(1, static_cast<size_t>(static_cast<double>(whole) * scale + 0.5));
  };
  return {side(width), side(height)};
}

// The largest of 8, 4, 2 and 1 that leaves at least twice of every output.
unsigned Denominator(const std::vector<Wanted>& all, size_t width, size_t height) {
  for (const unsigned denominator : {8U, 4U, 2U}) {
    bool enough = true;
    for (const Wanted& wanted : all) {
      const auto [w, h] = SizeOf(wanted, width, height);
      enough =
          enough && DivideUp(width, denominator) >= 2 * w && DivideUp(height, denominator) >= 2 * h;
    }
    if (enough) return denominator;
  }
  return 1;
}

// libjpeg's own error handler ends the process: a bench has no use for damaged files.
struct Decoder {
  Decoder() {
    info.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&info);
  }
  ~Decoder() { jpeg_destroy_decompress(&info); }
  jpeg_error_mgr errors{};
  jpeg_decompress_struct info{};
};

// Empty where the planes are neither Y, Cb and Cr nor grey. Tells the sizes that the file has.
std::vector<Plane> Decode(const std::string& bytes, const std::vector<Wanted>& all, size_t* width,
                          size_t* height) {
  Decoder decoder;
  jpeg_decompress_struct& info = decoder.info;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_read_header(&info, TRUE);
  if (info.jpeg_color_space != JCS_YCbCr && info.jpeg_color_space != JCS_GRAYSCALE) return {};
  *width = info.image_width;
  *height = info.image_height;
  info.scale_num = 1;
  info.scale_denom = Denominator(all, *width, *height);
  info.raw_data_out = TRUE;
  jpeg_start_decompress(&info);

  const auto count = static_cast<size_t>(info.num_components);
  std::vector<Plane> planes(count);
  std::vector<std::vector<JSAMPROW>> rows(count);
  std::vector<JSAMPARRAY> image(count);
  for (size_t i = 0; i < count; ++i) {
    const jpeg_component_info& component = info.comp_info[i];
    const auto block = static_cast<size_t>(component.DCT_scaled_size);
    planes[i].width = component.width_in_blocks * block;
    planes[i].height = (component.height_in_blocks + 4) * block;
    planes[i].samples.resize(planes[i].width * planes[i].height);
    rows[i].resize(static_cast<size_t>(component.v_samp_factor) * block);
    image[i] = rows[i].data();
  }
  const int lines = info.max_v_samp_factor * info.min_DCT_scaled_size;
  for (size_t mcu = 0; info.output_scanline < info.output_height; ++mcu) {
    for (size_t i = 0; i < count; ++i) {
      for (size_t y = 0; y < rows[i].size(); ++y) {
        const size_t at = std::min(mcu * rows[i].size() + y, planes[i].height - 1);
        rows[i][y] = planes[i].samples.data() + at * planes[i].width;
      }
    }
    jpeg_read_raw_data(&info, image.data(), static_cast<JDIMENSION>(lines));
  }
  jpeg_finish_decompress(&info);
  return planes;
}

// width x height samples from the middle, repeated where the plane is smaller.
Plane Cut(const Plane& plane, size_t width, size_t height) {
  Plane out{width, height, std::vector<uint8_t>(width * height)};
  const size_t left = plane.width > width ? (plane.width - width) / 2 : 0;
  const size_t top = plane.height > height ? (plane.height - height) / 2 : 0;
  for (size_t y = 0; y < height; ++y) {
    const uint8_t* row = plane.samples.data() + (top + y) % plane.height * plane.width;
    const size_t whole = std::min(width, plane.width);
    std::memcpy(out.samples.data() + y * width, row + left, whole);
    std::memset(out.samples.data() + y * width + whole, row[plane.width - 1], width - whole);
  }
  return out;
}

std::string EncodeJpeg(const std::vector<Plane>& planes, size_t width, size_t height, int quality) {
  jpeg_error_mgr errors{};
  jpeg_compress_struct info{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* file = nullptr;
  unsigned long bytes = 0;
  jpeg_mem_dest(&info, &file, &bytes);
  info.image_width = static_cast<JDIMENSION>(width);
  info.image_height = static_cast<JDIMENSION>(height);
  const bool grey = planes.size() == 1;
  const size_t mcu = grey ? 8 : 16;  // px a side
  info.input_components = static_cast<int>(planes.size());
  info.in_color_space = grey ? JCS_GRAYSCALE : JCS_YCbCr;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, quality, TRUE);
  info.optimize_coding = TRUE;
  info.raw_data_in = TRUE;
  jpeg_start_compress(&info, TRUE);
  std::vector<Plane> cut;
  std::vector<std::vector<JSAMPROW>> rows;
  std::vector<JSAMPARRAY> image;
  for (size_t i = 0; i < planes.size(); ++i) {
    const size_t side = i == 0 ? mcu : 8;
    cut.push_back(Cut(planes[i], DivideUp(width, mcu) * side, DivideUp(height, mcu) * side));
    rows.emplace_back(side);
  }
  for (auto& of_plane : rows) image.push_back(of_plane.data());
  for (size_t row = 0; row < DivideUp(height, mcu); ++row) {
    for (size_t i = 0; i < cut.size(); ++i) {
      for (size_t y = 0; y < rows[i].size(); ++y) {
        rows[i][y] = cut[i].samples.data() + (row * rows[i].size() + y) * cut[i].width;
      }
    }
    jpeg_write_raw_data(&info, image.data(), static_cast<JDIMENSION>(mcu));
  }
  jpeg_finish_compress(&info);
  std::string out(reinterpret_cast<const char*>(file), bytes);
  jpeg_destroy_compress(&info);
  std::free(file);
  return out;
}

std::string EncodeWebp(const std::vector<Plane>& planes, size_t width, size_t height, int quality) {
  Plane y = Cut(planes[0], width, height);
  Plane u{DivideUp(width, 2), DivideUp(height, 2), {}};
  u.samples.assign(u.width * u.height, 128);
  Plane v = u;
  if (planes.size() == 3) {
    u = Cut(planes[1], u.width, u.height);
    v = Cut(planes[2], v.width, v.height);
  }
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter writer;
  WebPConfigInit(&config);
  WebPPictureInit(&picture);
  WebPMemoryWriterInit(&writer);
  config.quality = static_cast<float>(quality);
  picture.width = static_cast<int>(width);
  picture.height = static_cast<int>(height);
  picture.y = y.samples.data();
  picture.u = u.samples.data();
  picture.v = v.samples.data();
  picture.y_stride = static_cast<int>(y.width);
  picture.uv_stride = static_cast<int>(u.width);
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  WebPEncode(&config, &picture);
  std::string out(reinterpret_cast<const char*>(writer.mem), writer.size);
  WebPMemoryWriterClear(&writer);
  WebPPictureFree(&picture);
  return out;
}

std::vector<Wanted> WantedOf(const std::string& sizes) {
  if (sizes == "recipe") {
    return {{"{stem}.jpg", 2048, 2048, false, false, 82},
            {"thumbs/{stem}.webp", 320, 320, true, true, 80}};
  }
  std::vector<Wanted> all;
  std::stringstream list(sizes);
  for (std::string size; std::getline(list, size, ',');) {
    const size_t side = std::stoul(size);
    all.push_back({"{stem}-" + size + ".jpg", side, side, false, false, 80});
  }
  return all;
}

// False where the file is of another kind.
bool Convert(const std::filesystem::path& file, const std::filesystem::path& destination,
             const std::vector<Wanted>& all) {
  size_t width = 0;
  size_t height = 0;
  const std::vector<Plane> planes = Decode(ReadFile(file), all, &width, &height);
  if (planes.empty()) return false;
  for (const Wanted& wanted : all) {
    const auto [w, h] = SizeOf(wanted, width, height);
    const std::string bytes = wanted.webp ? EncodeWebp(planes, w, h, wanted.quality)
                                          : EncodeJpeg(planes, w, h, wanted.quality);
    std::string name = wanted.name;
    name.replace(name.find("{stem}"), 6, file.stem().string());
    std::ofstream(destination / name, std::ios::binary) << bytes;
  }
  return true;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: bench_floor SOURCE DESTINATION SIZES|recipe\n");
    return 1;
  }
  const std::filesystem::path destination = arguments[2];
  const std::vector<Wanted> all = WantedOf(arguments[3]);
  std::filesystem::create_directories(destination / "thumbs");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(arguments[1])) {
    files.push_back(entry.path());
  }
  std::atomic<size_t> next = 0;
  std::atomic<int> left_out = 0;
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < std::thread::hardware_concurrency(); ++i) {
    threads.emplace_back([&] {
      for (size_t at = next++; at < files.size(); at = next++) {
        if (!Convert(files[at], destination, all)) ++left_out;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  if (left_out > 0) std::printf("left out: %d\n", left_out.load());
  return 0;
}
