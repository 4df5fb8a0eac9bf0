#include "cli/plan/plan_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "common/base/dimensions.h"
#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/left_out_rows.h"

namespace photomill {
namespace {

constexpr size_t kLabelColumns = 34;
constexpr size_t kFilesColumns = 12;
constexpr size_t kBytesColumns = 10;

std::string Named(FileFormat format) {
  return format == FileFormat::kUnknown ? "unknown format" : std::string(FileFormatName(format));
}

std::string Megapixels(uint64_t pixels) {
  return fmt::format("{:.1f} MP", static_cast<double>(pixels) / 1e6);
}

std::string Bytes(double bytes) {
  return HumanBytes(static_cast<uint64_t>(std::llround(bytes)));
}

class Page {
 public:
  void Line(std::string_view line) { text_ += std::string(line) + "\n"; }
  void Head(std::string_view title) { text_ += "\n" + std::string(title) + "\n"; }
  void Row(size_t indent, std::string_view label, const FileSum& sum, std::string_view text = {}) {
    std::string line = PadRight(std::string(indent, ' ') + std::string(label), kLabelColumns) +
                       PadLeft(HumanCount(sum.files), kFilesColumns) +
                       PadLeft(HumanBytes(sum.bytes), kBytesColumns);
    if (!text.empty()) line += "  " + std::string(text);
    Line(line);
  }
  void Count(std::string_view label, uint64_t count) {
    if (count == 0) return;
    Line(PadRight("  " + std::string(label), kLabelColumns) +
         PadLeft(HumanCount(count), kFilesColumns));
  }
  void Field(std::string_view label, std::string_view value) {
    Line(PadRight("  " + std::string(label), kLabelColumns) + std::string(value));
  }
  [[nodiscard]] std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

void AddPhotos(const PictureTotals& totals, Page& page) {
  page.Head("Would be migrated");
  page.Row(2, "photos", totals.pictures);
  using Row = std::pair<FileFormat, FileSum>;
  std::vector<Row> rows;
  for (const auto& [format, sums] : totals.formats) rows.emplace_back(format, sums.all);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Row& a, const Row& b) { return a.second.files > b.second.files; });
  for (const auto& [format, sum] : rows) page.Row(4, Named(format), sum);
  if (totals.pictures.files == 0) return;
  const NotedPicture largest = totals.largest.pictures().front();
  page.Field("half of them are smaller than", Megapixels(totals.sizes.Median()));
  page.Field("the largest has",
             fmt::format("{} ({})", Megapixels(uint64_t{largest.width} * largest.height),
                         DimensionsText(largest.width, largest.height)));
  page.Count("with several frames (animations)", totals.animations);
  page.Count("with transparency", totals.alpha);
  page.Count("with a colour profile", totals.profiles);
  page.Count("grey", totals.grey);
  page.Count("CMYK", totals.cmyk);
}

void AddSkipped(const PlanResult& result, Page& page) {
  const CompanionFinder::Found& companions = result.companions;
  const std::vector<SummaryRow> left_out = LeftOutRows(result.left_out);
  if (result.totals.skipped.empty() && companions.skipped == 0 && left_out.empty()) return;
  page.Head("Would be left out or skipped");
  for (const SummaryRow& row : left_out) {
    page.Line(PadRight("  " + row.label, kLabelColumns) + PadLeft(row.number, kFilesColumns) +
              (row.text.empty() ? "" : "  " + row.text));
  }
  if (companions.skipped > 0) {
    page.Row(2, "videos and raw files", {companions.skipped, companions.skipped_bytes},
             "next to a photo of the same name");
  }
  FileSum no_photos;
  for (const auto& [format, sum] : result.totals.skipped) {
    no_photos.files += sum.files;
    no_photos.bytes += sum.bytes;
  }
  if (no_photos.files > 0) page.Row(2, "not images", no_photos);
}

void AddCollisions(const PlanResult& result, Page& page) {
  for (const CollisionPair& pair : result.collision_examples) {
    page.Line(fmt::format("      {} and {} {}", Escaped(pair.first), Escaped(pair.second),
                          pair.meet == ClaimsMeet::kSameName
                              ? "have the same output"
                              : "need a file and a folder of the same name"));
  }
}

void AddRenamed(const PlanResult& result, Page& page) {
  if (result.collisions.renamed == 0) return;
  page.Head("Would get another name, the recipe's otherwise");
  page.Count("photos", result.collisions.renamed);
  if (result.collisions.failing == 0) AddCollisions(result, page);
}

void AddFailures(const PlanResult& result, Page& page) {
  if (FailingFiles(result) == 0) return;
  page.Head("Would fail");
  for (const auto& [reason, sums] : result.totals.failed) {
    page.Row(2, ReasonWord(reason), sums.all);
    page.Line(fmt::format("      {}: {}", Escaped(sums.example), Escaped(sums.detail)));
  }
  const CompanionFinder::Found& companions = result.companions;
  if (companions.failed > 0) {
    page.Row(2, "videos and raw files", {companions.failed, companions.failed_bytes},
             "without a photo of the same name");
    if (!companions.example.empty()) page.Line("      " + Escaped(companions.example));
  }
  page.Count("key_collision", result.collisions.failing);
  if (result.collisions.failing > 0) AddCollisions(result, page);
  uint64_t broken = 0;
  for (const ConvertedPicture& one : result.converted) {
    if (one.result.fate == Examination::Fate::kPicture) continue;
    if (broken++ == 0) page.Line("  of the photos that were converted as a sample:");
    page.Line(fmt::format("      {}: {}: {}", Escaped(one.source.key),
                          ReasonWord(one.result.failure.reason),
                          Escaped(one.result.failure.detail)));
  }
}

void AddTime(const PlanPlace& place, const PlanResult& result, Page& page) {
  page.Head("Time and space (estimated)");
  if (!place.time) {
    page.Line("  not known, because no photo could be converted");
    return;
  }
  page.Field("on this machine", fmt::format("{} ({} {})", HumanSeconds(place.time->Seconds(1)),
                                            place.cpus, place.cpus == 1 ? "CPU" : "CPUs"));
  for (const int machines : {2, 4, 8}) {
    page.Field(fmt::format("on {} such machines", machines),
               HumanSeconds(place.time->Seconds(machines)));
  }
  if (place.time->Seconds(8) <= place.time->read_seconds) {
    page.Line(fmt::format("  Reading the photos once takes {}, however many machines there are.",
                          HumanSeconds(place.time->read_seconds)));
  }
  page.Field("space for the outputs",
             place.needed_bytes ? Bytes(*place.needed_bytes) : "not known");
  page.Field("free in the destination",
             place.free_bytes ? HumanBytes(*place.free_bytes) : "not known");
  if (!Fits(place)) page.Line("  The outputs do not fit into the destination.");
  page.Line(fmt::format("  From {} photos that were really converted, of which nothing was kept.",
                        HumanCount(result.converted.size())));
}

void AddNoted(std::string_view title, const std::vector<NotedPicture>& pictures,
              const CostModel& cost, Page& page) {
  if (pictures.empty()) return;
  page.Head(title);
  for (const NotedPicture& picture : pictures) {
    const std::optional<double> took = cost.CpuSeconds(picture.format, picture.work);
    const uint64_t pixels = uint64_t{picture.width} * picture.height;
    page.Line("  " + PadLeft(Megapixels(pixels), 10) + PadLeft(HumanBytes(picture.bytes), 10) +
              PadLeft(took ? HumanSeconds(*took) : "", 12) + "  " + Escaped(picture.key));
  }
}

// How names were compared, where it matters.
void AddNames(const DestinationNames& names, const ClaimFinder::Found& collisions, Page& page) {
  if (!names.folded) {
    page.Line("\nNames were compared exactly: whether the destination ignores case is not known, " +
              ("because " + names.problem + "."));
  } else if (*names.folded && collisions.failing + collisions.renamed > 0) {
    page.Line("\nFor this destination, names that differ only in case are the same.");
  }
}

}  // namespace

uint64_t FailingFiles(const PlanResult& result) {
  uint64_t files = result.totals.failed_files() + result.companions.failed;
  files += result.collisions.failing;
  for (const ConvertedPicture& one : result.converted) {
    files += one.result.fate == Examination::Fate::kPicture ? 0 : 1;
  }
  return files;
}

bool Fits(const PlanPlace& place) {
  if (!place.free_bytes || !place.needed_bytes) return true;
  return *place.needed_bytes <= static_cast<double>(*place.free_bytes);
}

std::string RenderPlan(const PlanPlace& place, const Recipe& recipe, const PlanResult& result) {
  Page page;
  page.Line(fmt::format("{}\n  to {}", Escaped(place.source), Escaped(place.destination)));
  for (const Derivative& derivative : recipe.derivatives) page.Line("  " + Describe(derivative));
  if (result.read.files < result.listed.files) {
    page.Line(
        fmt::format("\n{} of {} files were read (--sample). The counts are of these; time and "
                    "space are for all.",
                    HumanCount(result.read.files), HumanCount(result.listed.files)));
  }
  AddPhotos(result.totals, page);
  AddSkipped(result, page);
  AddRenamed(result, page);
  AddFailures(result, page);
  AddTime(place, result, page);
  AddNoted("Largest", result.totals.largest.pictures(), result.cost, page);
  if (place.time) {
    AddNoted("Slowest (estimated)", result.totals.Slowest(result.cost), result.cost, page);
  }
  if (result.collisions_incomplete) {
    page.Line("\nThere are too many files to compare the names of all outputs.");
  }
  AddNames(place.names, result.collisions, page);
  page.Line("\nNothing was changed.");
  return std::move(page).Take();
}

}  // namespace photomill
