// What a run will cost, from a few photos that were really converted. Processor time grows with the
// px of the source and with its bytes, in proportions that differ between formats; the mean of both
// ratios is used, because either alone goes wrong where the compression varies. Outputs grow with
// their px. Pure values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "common/base/file_format.h"

namespace photomill {

// The amount of work in one photo or in many.
struct Work {
  double pixels = 0;  // Examination::work_pixels
  double bytes = 0;   // of the sources
  void Add(const Work& other) {
    pixels += other.pixels;
    bytes += other.bytes;
  }
};

class CostModel {
 public:
  void AddSample(FileFormat format, const Work& work, double cpu_seconds);

  // Linear in the work. Of a format without samples: as the mean of the others. Nothing without any
  // sample.
  [[nodiscard]] std::optional<double> CpuSeconds(FileFormat format, const Work& work) const;

 private:
  struct Sum {
    Work work;
    double cpu_seconds = 0;
    void Add(const Work& added, double added_seconds) {
      work.Add(added);
      cpu_seconds += added_seconds;
    }
  };
  std::map<FileFormat, Sum> formats_;
  Sum all_;
};

// The bytes of one derivative's outputs.
class OutputModel {
 public:
  void AddSample(uint64_t pixels, uint64_t bytes) {
    pixels_ += static_cast<double>(pixels);
    bytes_ += static_cast<double>(bytes);
  }
  // Of outputs with this many px together. Nothing without a sample.
  [[nodiscard]] std::optional<double> Bytes(double pixels) const {
    if (pixels_ <= 0) return std::nullopt;
    return bytes_ * pixels / pixels_;
  }

 private:
  double pixels_ = 0;
  double bytes_ = 0;
};

// How long `machines` such machines take. Reading does not become faster with more of them: they
// share the source.
struct RunTime {
  double cpu_seconds = 0;
  double cpus = 1;          // of one machine
  double read_seconds = 0;  // to read all sources once
  [[nodiscard]] double Seconds(double machines) const {
    const double working = cpu_seconds / (cpus * machines);
    return working > read_seconds ? working : read_seconds;
  }
};

}  // namespace photomill
