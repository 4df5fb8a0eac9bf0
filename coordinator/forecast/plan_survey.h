// Finds out what a run would do, without changing anything: lists the source store as a run would,
// lets processes read the headers of all files or of an even sample, converts a few photos in such a
// process, and sums up. Ignores what earlier runs have done. Memory does not grow with the library,
// except for 16 bytes per claimed name or folder and 8 bytes per file (up to fixed bounds). Everything
// happens on the thread that calls Run().
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/model/recipe.h"
#include "common/os/clock.h"
#include "common/storage/object_store.h"
#include "coordinator/core/left_out.h"
#include "coordinator/forecast/claim_finder.h"
#include "coordinator/forecast/companion_finder.h"
#include "coordinator/forecast/cost_model.h"
#include "coordinator/forecast/even_sample.h"
#include "coordinator/forecast/examiner.h"
#include "coordinator/forecast/picture_totals.h"
#include "coordinator/scan/sieve.h"

namespace photomill {

struct PlanOptions {
  KeyFilter filter{};
  bool follow_links = false;
  std::vector<std::string> leave_out{};  // keys of folders that are not entered
  Recipe recipe;
  bool names_folded = false;            // the destination compares names as FoldedKey does
  uint64_t sample = 0;                  // files whose headers are read; 0: all
  uint32_t converted = 32;              // photos that are really converted
  Duration convert_time = seconds(20);  // no conversion begins later
  uint64_t memory_bytes = 0;            // for image data, in each process
  Examiners::Options examiners;
};

// A photo that was really converted.
struct ConvertedPicture {
  AskedSource source;
  Examination result;
};

struct CollisionPair {
  std::string first;  // keys of sources
  std::string second;
  ClaimsMeet meet = ClaimsMeet::kSameName;
};

struct PlanResult {
  FileSum listed;  // files that are not left out by a rule
  FileSum read;    // of which the headers were read
  uint64_t folder_errors = 0;
  LeftOut left_out;
  PictureTotals totals;
  CompanionFinder::Found companions;  // raw files and films
  ClaimFinder::Found collisions;
  std::vector<CollisionPair> collision_examples;
  bool collisions_incomplete = false;
  uint64_t deaths = 0;  // processes that a source ended
  std::vector<ConvertedPicture> converted;
  double read_seconds = 0;  // the header pass
  CostModel cost;
  std::vector<OutputModel> outputs;  // by derivative

  // How many listed files stand for one that was read.
  [[nodiscard]] double scale() const;
  // For all listed files. Nothing if no photo was converted.
  [[nodiscard]] std::optional<double> CpuSeconds() const;
  [[nodiscard]] std::optional<double> OutputBytes(size_t derivative) const;
  [[nodiscard]] std::optional<double> OutputBytes() const;
};

class PlanSurvey {
 public:
  // Called now and then with the number of files that were read so far.
  using OnProgress = std::function<void(uint64_t files)>;

  PlanSurvey(ObjectStore& store, PlanOptions options, const Clock& clock, OnProgress on_progress);

  // Fails if the root cannot be listed, or the processes cannot work.
  Result<PlanResult> Run();

 private:
  Status List();
  bool OnFile(StoredObject object);
  Status ReadSample();
  void OnAnswer(const AskedSource& source, const Examination& examination);
  void OnHeader(const AskedSource& source, const Examination& examination);
  void OnConverted(const AskedSource& source, const Examination& examination);
  Status Convert();
  void FindCollisions();
  void ListAgain(const std::function<bool(uint64_t number, std::string key)>& on_file);
  ListVisitor MakeVisitor(const std::function<bool(StoredObject)>& on_file);

  ObjectStore& store_;
  const PlanOptions options_;
  const Clock& clock_;
  const OnProgress on_progress_;
  std::optional<Sieve> sieve_;
  Examiners examiners_;
  PlanResult result_;
  ClaimFinder claims_;
  CompanionFinder companions_;
  EvenSample<AskedSource> headers_;
  EvenSample<AskedSource> conversions_;
  bool converting_ = false;
  uint64_t number_ = 0;  // of the next file in the listing
  Status failed_;        // of the processes, while listing
};

}  // namespace photomill
