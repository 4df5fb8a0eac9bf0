#include "coordinator/forecast/picture_totals.h"

#include <algorithm>
#include <cmath>

namespace photomill {
namespace {

constexpr double kClassesPerOctave = 70;  // 2^(1/70) is 1.01

}  // namespace

void PixelClasses::Add(uint64_t pixels) {
  const double octaves = std::log2(static_cast<double>(std::max<uint64_t>(pixels, 1)));
  ++counts_[static_cast<int>(std::lround(octaves * kClassesPerOctave))];
  ++count_;
}

uint64_t PixelClasses::Median() const {
  uint64_t below = 0;
  for (const auto& [octaves, count] : counts_) {
    below += count;
    if (2 * below >= count_) {
      return static_cast<uint64_t>(std::llround(std::exp2(octaves / kClassesPerOctave)));
    }
  }
  return 0;
}

void TopPictures::Offer(double score, const NotedPicture& picture) {
  const auto is_better = [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score > b.score : a.picture.key < b.picture.key;
  };
  if (best_.size() == wanted_ && best_.back().score > score) return;
  Scored scored = {score, picture};
  const auto at = std::upper_bound(best_.begin(), best_.end(), scored, is_better);
  best_.insert(at, std::move(scored));
  if (best_.size() > wanted_) best_.pop_back();
}

std::vector<NotedPicture> TopPictures::pictures() const {
  std::vector<NotedPicture> pictures;
  pictures.reserve(best_.size());
  for (const Scored& scored : best_) pictures.push_back(scored.picture);
  return pictures;
}

void PictureTotals::Add(uint64_t number, const std::string& key, const Examination& examination) {
  if (examination.fate == Examination::Fate::kFailed) {
    AddFailure(number, key, examination.bytes, examination.failure);
    return;
  }
  if (examination.fate == Examination::Fate::kSkipped) {
    skipped[examination.format].Add(examination.bytes);
    return;
  }
  const uint64_t pixels = uint64_t{examination.width} * examination.height;
  NotedPicture noted = {
      key, examination.format, examination.width, examination.height, examination.bytes, {}};
  noted.work.pixels = static_cast<double>(examination.work_pixels);
  noted.work.bytes = static_cast<double>(examination.bytes);
  pictures.Add(examination.bytes);
  FormatTotals& format = formats[examination.format];
  format.all.Add(examination.bytes);
  format.work.Add(noted.work);
  format.most_pixels.Offer(noted.work.pixels, noted);
  format.most_bytes.Offer(noted.work.bytes, noted);
  sizes.Add(pixels);
  largest.Offer(static_cast<double>(pixels), noted);
  output_pixels.resize(std::max(output_pixels.size(), examination.outputs.size()));
  for (size_t i = 0; i < examination.outputs.size(); ++i) {
    output_pixels[i] += static_cast<double>(examination.outputs[i].pixels);
  }
  animations += examination.frames > 1 ? 1 : 0;
  alpha += examination.alpha ? 1 : 0;
  grey += examination.grey ? 1 : 0;
  cmyk += examination.cmyk ? 1 : 0;
  profiles += examination.profile ? 1 : 0;
  memory_most = std::max(memory_most, examination.memory_bytes);
}

void PictureTotals::AddFailure(uint64_t number, const std::string& key, uint64_t bytes,
                               const Failure& failure) {
  ReasonTotals& totals = failed[failure.reason];
  totals.all.Add(bytes);
  if (number >= totals.example_number) return;
  totals.example = key;
  totals.example_number = number;
  totals.detail = failure.detail;
}

uint64_t PictureTotals::failed_files() const {
  uint64_t files = 0;
  for (const auto& [reason, totals] : failed) files += totals.all.files;
  return files;
}

std::vector<NotedPicture> PictureTotals::Slowest(const CostModel& model) const {
  std::map<std::string, NotedPicture> candidates;
  for (const auto& [format, totals] : formats) {
    for (const TopPictures* top : {&totals.most_pixels, &totals.most_bytes}) {
      for (const NotedPicture& picture : top->pictures()) candidates.emplace(picture.key, picture);
    }
  }
  TopPictures slowest(kNoted);
  for (const auto& [key, picture] : candidates) {
    slowest.Offer(model.CpuSeconds(picture.format, picture.work).value_or(0), picture);
  }
  return slowest.pictures();
}

}  // namespace photomill
