// How close the outputs of several programs are to a reference: full decode, resampled in float64.
// Shares no code with photomill's pipeline.
//
//   photomill-fidelity LIST SIZE[,SIZE...] PROGRAM=FOLDER...
//
// LIST has the path of one JPEG per line; each program's outputs are FOLDER/STEM-SIZE.jpg. The
// reference of an output: libjpeg's decode at full size (accurate DCT, smooth chroma), converted to
// sRGB by the file's own profile if it has one, then Lanczos with three lobes, widened by the
// ratio, on the gamma-encoded samples (like photomill and sharp), to the output's own width and
// height, in doubles from the decoded samples to the comparison; edge samples are repeated, and the
// result is clipped to 0 to 255.
//
// SSIM is that of Wang et al. (2004) on brightness (BT.601), with the Gaussian window of 11 x 11
// and sigma 1.5, over the windows that lie within the image. PSNR is that of all three colours. The
// table shows the mean over the photographs; the gate: photomill's mean SSIM at most 0.002 below
// sharp's, at every size. Exits with code 2 if the gate is missed.
#include <lcms2.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/lib/jpeg_errors.h"

namespace photomill::bench {
namespace {

constexpr double kSsimLossMax = 0.002;
constexpr double kLobes = 3;
constexpr double kPi = 3.14159265358979323846;
constexpr double kWhite = 255;

[[noreturn]] void Refuse(const std::string& text) {
  std::fprintf(stderr, "photomill-fidelity: %s\n", text.c_str());
  std::exit(1);
}

struct Side {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  auto operator<=>(const Side&) const = default;
};

// Interleaved red, green, blue, 0 to 255.
struct Raster {
  Side side;
  std::vector<double> samples;
};

// --- reading ---

struct CloseFile {
  void operator()(FILE* file) const { std::fclose(file); }
};
struct DeleteTransform {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using Transform = std::unique_ptr<void, DeleteTransform>;

// A JPEG at full size, a row at a time.
class RowReader {
 public:
  explicit RowReader(const std::string& path) : file_(std::fopen(path.c_str(), "rb")) {
    if (file_ == nullptr) Refuse("cannot open " + path);
    codec_.err = ExitOnError(errors_, path);
    jpeg_create_decompress(&codec_);
    jpeg_stdio_src(&codec_, file_.get());
    jpeg_save_markers(&codec_, JPEG_APP0 + 2, 0xFFFF);
    jpeg_read_header(&codec_, TRUE);
    if (codec_.num_components != 1 && codec_.num_components != 3) {
      Refuse(path + " is neither grey nor RGB: take it out of the list");
    }
    codec_.out_color_space = JCS_RGB;
    codec_.dct_method = JDCT_ISLOW;
    codec_.do_fancy_upsampling = TRUE;
    // A grey file's profile is a grey one: its samples are used unchanged.
    if (codec_.num_components == 3) transform_ = ToSrgb();
    jpeg_start_decompress(&codec_);
    row_.resize(size_t{3} * codec_.output_width);
  }
  RowReader(const RowReader&) = delete;
  RowReader& operator=(const RowReader&) = delete;
  ~RowReader() { jpeg_destroy_decompress(&codec_); }

  [[nodiscard]] Side side() const { return {codec_.output_width, codec_.output_height}; }

  void Read(std::span<double> out) {
    JSAMPROW row = row_.data();
    jpeg_read_scanlines(&codec_, &row, 1);
    if (transform_ == nullptr) {
      std::copy(row_.begin(), row_.end(), out.begin());
      return;
    }
    cmsDoTransform(transform_.get(), row_.data(), out.data(), codec_.output_width);
    for (double& sample : out) sample *= kWhite;
  }

 private:
  // None if the file has no profile; sRGB's own profile changes nothing.
  Transform ToSrgb() {
    JOCTET* bytes = nullptr;
    unsigned int length = 0;
    if (jpeg_read_icc_profile(&codec_, &bytes, &length) == FALSE) return nullptr;
    cmsHPROFILE profile = cmsOpenProfileFromMem(bytes, length);
    std::free(bytes);
    if (profile == nullptr) Refuse(errors_.what + " has a damaged profile: take it out");
    cmsHPROFILE srgb = cmsCreate_sRGBProfile();
    Transform transform(cmsCreateTransform(profile, TYPE_RGB_8, srgb, TYPE_RGB_DBL,
                                           INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE));
    cmsCloseProfile(srgb);
    cmsCloseProfile(profile);
    if (transform == nullptr) Refuse(errors_.what + " has a profile that is not for RGB");
    return transform;
  }

  std::unique_ptr<FILE, CloseFile> file_;
  JpegErrors errors_;
  jpeg_decompress_struct codec_{};
  Transform transform_;
  std::vector<uint8_t> row_;
};

Raster ReadRaster(const std::string& path) {
  RowReader reader(path);
  Raster raster{reader.side(), {}};
  const size_t row_samples = size_t{3} * raster.side.width;
  raster.samples.resize(row_samples * raster.side.height);
  for (uint32_t y = 0; y < raster.side.height; ++y) {
    reader.Read(std::span(raster.samples).subspan(y * row_samples, row_samples));
  }
  return raster;
}

// --- the reference ---

double Lanczos(double x) {
  if (x == 0) return 1;
  if (std::abs(x) >= kLobes) return 0;
  return kLobes * std::sin(kPi * x) * std::sin(kPi * x / kLobes) / (kPi * kPi * x * x);
}

// The inputs of one output sample: source samples from `first` on, which may be outside the image.
struct Taps {
  int64_t first = 0;
  std::vector<double> weights;  // their sum is 1
};

std::vector<Taps> TapsOf(uint32_t from, uint32_t to) {
  const double ratio = static_cast<double>(from) / to;
  const double widening = std::max(1.0, ratio);
  std::vector<Taps> all(to);
  for (uint32_t i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    const auto first = static_cast<int64_t>(std::ceil(centre - kLobes * widening));
    const auto last = static_cast<int64_t>(std::floor(centre + kLobes * widening));
    Taps& taps = all[i];
    taps.first = first;
    double sum = 0;
    for (int64_t at = first; at <= last; ++at) {
      taps.weights.push_back(Lanczos((static_cast<double>(at) - centre) / widening));
      sum += taps.weights.back();
    }
    for (double& weight : taps.weights) weight /= sum;
  }
  return all;
}

size_t Within(int64_t at, uint32_t length) {
  return static_cast<size_t>(std::clamp<int64_t>(at, 0, int64_t{length} - 1));
}

// One target: receives rows as they are decoded, so that only its own width has to be kept.
class Reference {
 public:
  Reference(Side from, Side to) : from_(from), to_(to), columns_(TapsOf(from.width, to.width)) {
    narrow_.reserve(size_t{3} * to.width * from.height);
  }

  void Add(std::span<const double> row) {
    for (const Taps& taps : columns_) {
      std::array<double, 3> sum{};
      for (size_t i = 0; i < taps.weights.size(); ++i) {
        const size_t at = 3 * Within(taps.first + static_cast<int64_t>(i), from_.width);
        for (size_t colour = 0; colour < 3; ++colour) {
          sum[colour] += taps.weights[i] * row[at + colour];
        }
      }
      narrow_.insert(narrow_.end(), sum.begin(), sum.end());
    }
  }

  [[nodiscard]] Raster Finish() const {
    const size_t row_samples = size_t{3} * to_.width;
    Raster out{to_, std::vector<double>(row_samples * to_.height)};
    const std::vector<Taps> rows = TapsOf(from_.height, to_.height);
    for (uint32_t y = 0; y < to_.height; ++y) {
      const std::span to = std::span(out.samples).subspan(y * row_samples, row_samples);
      for (size_t i = 0; i < rows[y].weights.size(); ++i) {
        const size_t at = Within(rows[y].first + static_cast<int64_t>(i), from_.height);
        const double weight = rows[y].weights[i];
        for (size_t x = 0; x < row_samples; ++x) to[x] += weight * narrow_[at * row_samples + x];
      }
      for (double& sample : to) sample = std::clamp(sample, 0.0, kWhite);
    }
    return out;
  }

 private:
  Side from_;
  Side to_;
  std::vector<Taps> columns_;
  std::vector<double> narrow_;  // the target's width, the source's height
};

// --- comparing ---

std::vector<double> Brightness(const Raster& raster) {
  std::vector<double> out(raster.samples.size() / 3);
  for (size_t i = 0; i < out.size(); ++i) {
    const double* const pixel = raster.samples.data() + 3 * i;
    out[i] = 0.299 * pixel[0] + 0.587 * pixel[1] + 0.114 * pixel[2];
  }
  return out;
}

constexpr size_t kWindow = 11;

std::array<double, kWindow> Gaussian() {
  constexpr double kSigma = 1.5;
  std::array<double, kWindow> weights{};
  double sum = 0;
  for (size_t i = 0; i < kWindow; ++i) {
    const double x = static_cast<double>(i) - (kWindow - 1) / 2.0;
    weights[i] = std::exp(-x * x / (2 * kSigma * kSigma));
    sum += weights[i];
  }
  for (double& weight : weights) weight /= sum;
  return weights;
}

// Weighted means over all windows within the image: ten samples smaller in each direction.
std::vector<double> Blurred(const std::vector<double>& in, size_t width, size_t height) {
  static const std::array<double, kWindow> weights = Gaussian();
  const size_t narrow = width - kWindow + 1;
  const size_t low = height - kWindow + 1;
  std::vector<double> between(narrow * height);
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < narrow; ++x) {
      double sum = 0;
      for (size_t i = 0; i < kWindow; ++i) sum += weights[i] * in[y * width + x + i];
      between[y * narrow + x] = sum;
    }
  }
  std::vector<double> out(narrow * low);
  for (size_t y = 0; y < low; ++y) {
    for (size_t i = 0; i < kWindow; ++i) {
      const double* const row = between.data() + (y + i) * narrow;
      for (size_t x = 0; x < narrow; ++x) out[y * narrow + x] += weights[i] * row[x];
    }
  }
  return out;
}

std::vector<double> Product(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size());
  for (size_t i = 0; i < a.size(); ++i) out[i] = a[i] * b[i];
  return out;
}

double Ssim(const Raster& first, const Raster& second) {
  constexpr double kMeanFloor = (0.01 * kWhite) * (0.01 * kWhite);
  constexpr double kVarianceFloor = (0.03 * kWhite) * (0.03 * kWhite);
  const size_t width = first.side.width;
  const size_t height = first.side.height;
  if (width < kWindow || height < kWindow) Refuse("an output is smaller than SSIM's window");
  const std::vector<double> a = Brightness(first);
  const std::vector<double> b = Brightness(second);
  const auto mean = [&](const std::vector<double>& in) { return Blurred(in, width, height); };
  const std::vector<double> mean_a = mean(a);
  const std::vector<double> mean_b = mean(b);
  const std::vector<double> square_a = mean(Product(a, a));
  const std::vector<double> square_b = mean(Product(b, b));
  const std::vector<double> both = mean(Product(a, b));
  double sum = 0;
  for (size_t i = 0; i < both.size(); ++i) {
    const double variance_a = square_a[i] - mean_a[i] * mean_a[i];
    const double variance_b = square_b[i] - mean_b[i] * mean_b[i];
    const double covariance = both[i] - mean_a[i] * mean_b[i];
    sum += (2 * mean_a[i] * mean_b[i] + kMeanFloor) * (2 * covariance + kVarianceFloor) /
           ((mean_a[i] * mean_a[i] + mean_b[i] * mean_b[i] + kMeanFloor) *
            (variance_a + variance_b + kVarianceFloor));
  }
  return sum / static_cast<double>(both.size());
}

double Psnr(const Raster& first, const Raster& second) {
  double sum = 0;
  for (size_t i = 0; i < first.samples.size(); ++i) {
    const double difference = first.samples[i] - second.samples[i];
    sum += difference * difference;
  }
  const double mean = sum / static_cast<double>(first.samples.size());
  return 10 * std::log10(kWhite * kWhite / std::max(mean, 1e-9));
}

// --- the table ---

struct Program {
  std::string name;
  std::filesystem::path folder;
};

struct Figures {
  std::vector<double> ssim;  // one per photograph, in the list's order
  std::vector<double> psnr;  // dB
};

using Table = std::map<std::pair<size_t, size_t>, Figures>;  // by the indexes of size and program

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

struct Output {
  size_t size = 0;
  size_t program = 0;
  Raster raster;
};

// Compares all outputs of one photograph with references of the same size: programs round
// differently.
void Compare(const std::string& photo, const std::vector<std::string>& sizes,
             const std::vector<Program>& programs, Table& table) {
  const std::string stem = std::filesystem::path(photo).stem().string();
  std::vector<Output> outputs;
  for (size_t size = 0; size < sizes.size(); ++size) {
    for (size_t program = 0; program < programs.size(); ++program) {
      const std::string name = stem + "-" + sizes[size] + ".jpg";
      outputs.push_back({size, program, ReadRaster(programs[program].folder / name)});
    }
  }
  RowReader source(photo);
  std::map<Side, Reference> references;
  for (const Output& output : outputs) {
    references.try_emplace(output.raster.side, source.side(), output.raster.side);
  }
  std::vector<double> row(size_t{3} * source.side().width);
  for (uint32_t y = 0; y < source.side().height; ++y) {
    source.Read(row);
    for (auto& [side, reference] : references) reference.Add(row);
  }
  std::map<Side, Raster> finished;
  for (const auto& [side, reference] : references) finished.emplace(side, reference.Finish());
  for (const Output& output : outputs) {
    const Raster& wanted = finished.at(output.raster.side);
    Figures& figures = table[{output.size, output.program}];
    figures.ssim.push_back(Ssim(wanted, output.raster));
    figures.psnr.push_back(Psnr(wanted, output.raster));
  }
}

void PrintTable(const std::vector<std::string>& sizes, const std::vector<Program>& programs,
                size_t photos, const Table& table) {
  std::printf("%zu photographs against a full decode resampled in float64; means\n\n", photos);
  std::printf("  %-6s %-14s %9s %9s %9s\n", "px", "program", "SSIM", "least", "PSNR dB");
  for (const auto& [at, figures] : table) {
    std::printf("  %-6s %-14s %9.5f %9.5f %9.2f\n", sizes[at.first].c_str(),
                programs[at.second].name.c_str(), Mean(figures.ssim),
                *std::min_element(figures.ssim.begin(), figures.ssim.end()), Mean(figures.psnr));
  }
  std::printf("\n");
}

std::optional<size_t> Find(const std::vector<Program>& programs, const std::string& name) {
  for (size_t i = 0; i < programs.size(); ++i) {
    if (programs[i].name == name) return i;
  }
  return std::nullopt;
}

// True if photomill's outputs are as close as sharp's, or if one of the two is missing.
bool PassesGate(const std::vector<std::string>& sizes, const std::vector<Program>& programs,
                const Table& table) {
  const std::optional<size_t> ours = Find(programs, "photomill");
  const std::optional<size_t> sharp = Find(programs, "sharp-each");
  if (!ours || !sharp) {
    std::printf("no gate: it needs photomill and sharp-each\n");
    return true;
  }
  bool passed = true;
  for (size_t size = 0; size < sizes.size(); ++size) {
    const Figures& our_figures = table.at({size, *ours});
    const Figures& sharp_figures = table.at({size, *sharp});
    const double difference = Mean(our_figures.ssim) - Mean(sharp_figures.ssim);
    double worst = 1;
    for (size_t i = 0; i < our_figures.ssim.size(); ++i) {
      worst = std::min(worst, our_figures.ssim[i] - sharp_figures.ssim[i]);
    }
    const bool fine = difference >= -kSsimLossMax;
    std::printf("%s  %s px: SSIM %+.5f to sharp's (at least %+.3f), worst photograph %+.5f\n",
                fine ? "pass" : "FAIL", sizes[size].c_str(), difference, -kSsimLossMax, worst);
    passed = passed && fine;
  }
  return passed;
}

std::vector<std::string> ReadList(const char* path) {
  const std::unique_ptr<FILE, CloseFile> file(std::fopen(path, "r"));
  if (file == nullptr) Refuse(std::string("cannot open ") + path);
  std::vector<std::string> lines(1);
  for (int c = std::fgetc(file.get()); c != EOF; c = std::fgetc(file.get())) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back().push_back(static_cast<char>(c));
    }
  }
  if (lines.back().empty()) lines.pop_back();
  if (lines.empty()) Refuse(std::string(path) + " lists no file");
  return lines;
}

int Main(std::span<char*> arguments) {
  if (arguments.size() < 4) {
    Refuse("usage: photomill-fidelity LIST SIZE[,SIZE...] PROGRAM=FOLDER...");
  }
  const std::vector<std::string> photos = ReadList(arguments[1]);
  std::vector<std::string> sizes(1);
  for (const char* c = arguments[2]; *c != '\0'; ++c) {
    if (*c == ',') {
      sizes.emplace_back();
    } else {
      sizes.back().push_back(*c);
    }
  }
  std::vector<Program> programs;
  for (const std::string argument : arguments.subspan(3)) {
    const size_t equals = argument.find('=');
    if (equals == std::string::npos) Refuse(argument + " is not PROGRAM=FOLDER");
    programs.push_back({argument.substr(0, equals), argument.substr(equals + 1)});
  }
  Table table;
  for (const std::string& photo : photos) Compare(photo, sizes, programs, table);
  PrintTable(sizes, programs, photos.size(), table);
  return PassesGate(sizes, programs, table) ? 0 : 2;
}

}  // namespace
}  // namespace photomill::bench

int main(int argc, char** argv) {
  return photomill::bench::Main({argv, static_cast<size_t>(argc)});
}
