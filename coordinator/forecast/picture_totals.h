// Sums over examined sources. Their size depends on the number of formats and reasons, not on the
// number of sources. Plain values; used by one thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/model/examination.h"
#include "coordinator/forecast/cost_model.h"

namespace photomill {

struct FileSum {
  uint64_t files = 0;
  uint64_t bytes = 0;
  void Add(uint64_t file_bytes) {
    ++files;
    bytes += file_bytes;
  }
};

// The median of px without keeping each: counts in classes that are 1 % wide.
class PixelClasses {
 public:
  void Add(uint64_t pixels);
  [[nodiscard]] uint64_t Median() const;  // 0 if there are none

 private:
  std::map<int, uint64_t> counts_;
  uint64_t count_ = 0;
};

// A photo that stands out.
struct NotedPicture {
  std::string key;
  FileFormat format = FileFormat::kUnknown;
  uint32_t width = 0;
  uint32_t height = 0;
  uint64_t bytes = 0;
  Work work;
};

// The pictures with the highest scores, best first.
class TopPictures {
 public:
  explicit TopPictures(size_t wanted) : wanted_(wanted) {}
  void Offer(double score, const NotedPicture& picture);
  [[nodiscard]] std::vector<NotedPicture> pictures() const;

 private:
  struct Scored {
    double score = 0;
    NotedPicture picture;
  };
  size_t wanted_;
  std::vector<Scored> best_;
};

struct FormatTotals {
  FileSum all;
  Work work;
  TopPictures most_pixels{10};  // the slowest one of a format has the most px or the most bytes
  TopPictures most_bytes{10};
};

struct ReasonTotals {
  FileSum all;
  std::string example;  // a key: the first in the listing
  uint64_t example_number = UINT64_MAX;
  std::string detail;
};

struct PictureTotals {
  static constexpr size_t kNoted = 10;

  FileSum pictures;
  std::map<FileFormat, FormatTotals> formats;
  std::map<FileFormat, FileSum> skipped;  // files that are not images
  std::map<Reason, ReasonTotals> failed;
  PixelClasses sizes;
  TopPictures largest{kNoted};
  std::vector<double> output_pixels;  // by derivative
  uint64_t animations = 0;
  uint64_t alpha = 0;
  uint64_t grey = 0;
  uint64_t cmyk = 0;
  uint64_t profiles = 0;
  uint64_t memory_most = 0;  // bytes, of one photo

  // `number` is that of the source in the listing. Sources may come in any order.
  void Add(uint64_t number, const std::string& key, const Examination& examination);
  void AddFailure(uint64_t number, const std::string& key, uint64_t bytes, const Failure& failure);
  [[nodiscard]] uint64_t failed_files() const;
  // The slowest ones by the model's estimate, slowest first.
  [[nodiscard]] std::vector<NotedPicture> Slowest(const CostModel& model) const;
};

}  // namespace photomill
