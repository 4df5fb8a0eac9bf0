#include "coordinator/forecast/plan_survey.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/model/source_names.h"
#include "coordinator/core/intake.h"

namespace photomill {
namespace {

constexpr size_t kCollisionExamples = 5;

bool IsCompanionFailure(const Examination& examination) {
  return examination.fate == Examination::Fate::kFailed &&
         examination.failure.reason == Reason::kFormatNotAllowed && IsCompanion(examination.format);
}

double SecondsOf(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

}  // namespace

double PlanResult::scale() const {
  if (read.files == 0) return 1;
  return static_cast<double>(listed.files) / static_cast<double>(read.files);
}

std::optional<double> PlanResult::CpuSeconds() const {
  double sum = 0;
  for (const auto& [format, format_totals] : totals.formats) {
    const std::optional<double> of_format = cost.CpuSeconds(format, format_totals.work);
    if (!of_format) return std::nullopt;
    sum += *of_format;
  }
  return sum * scale();
}

std::optional<double> PlanResult::OutputBytes(size_t derivative) const {
  if (derivative >= totals.output_pixels.size()) return 0.0;
  const std::optional<double> bytes = outputs[derivative].Bytes(totals.output_pixels[derivative]);
  if (!bytes) return std::nullopt;
  return *bytes * scale();
}

std::optional<double> PlanResult::OutputBytes() const {
  double sum = 0;
  for (size_t i = 0; i < outputs.size(); ++i) {
    const std::optional<double> bytes = OutputBytes(i);
    if (!bytes) return std::nullopt;
    sum += *bytes;
  }
  return sum;
}

PlanSurvey::PlanSurvey(ObjectStore& store, PlanOptions options, const Clock& clock,
                       OnProgress on_progress)
    : store_(store),
      options_(std::move(options)),
      clock_(clock),
      on_progress_(std::move(on_progress)),
      examiners_(options_.examiners, clock,
                 [this](const AskedSource& source, const Examination& examination) {
                   OnAnswer(source, examination);
                 }),
      claims_(options_.recipe, options_.names_folded),
      headers_(options_.sample),
      conversions_(options_.converted) {
  result_.outputs.resize(options_.recipe.derivatives.size());
}

Result<PlanResult> PlanSurvey::Run() {
  const Instant start = clock_.Now();
  if (Status listed = List(); !listed) return listed.failure();
  if (!failed_) return failed_.failure();
  if (Status read = ReadSample(); !read) return read.failure();
  if (Status read = examiners_.Finish(); !read) return read.failure();
  result_.read_seconds = SecondsOf(clock_.Now() - start);
  result_.companions = companions_.Find();
  if (Status converted = Convert(); !converted) return converted.failure();
  FindCollisions();
  result_.deaths = examiners_.deaths();
  return std::move(result_);
}

ListVisitor PlanSurvey::MakeVisitor(const std::function<bool(StoredObject)>& on_file) {
  ListVisitor visitor;
  visitor.on_object = [this, on_file](StoredObject object) {
    if (sieve_->File(object.key).rule != KeyFilter::Rule::kNone) return true;
    return on_file(std::move(object));
  };
  visitor.on_error = [](const std::string&, const Failure&) {};
  visitor.on_folder = [this](std::string_view key) {
    return sieve_->Folder(key).rule == KeyFilter::Rule::kNone;
  };
  visitor.on_special = [this](std::string_view, SpecialFile kind) { sieve_->Special(kind); };
  return visitor;
}

Status PlanSurvey::List() {
  sieve_.emplace(options_.filter);
  ListVisitor visitor =
      MakeVisitor([this](StoredObject object) { return OnFile(std::move(object)); });
  visitor.on_error = [this](const std::string& key, const Failure& failure) {
    ++result_.folder_errors;
    result_.totals.AddFailure(number_, key, 0, failure);
  };
  const Status listed = store_.List({options_.follow_links, options_.leave_out}, visitor);
  result_.left_out = sieve_->Counts(listed.ok() && result_.folder_errors == 0);
  return listed;
}

bool PlanSurvey::OnFile(StoredObject object) {
  AskedSource source = {number_++, std::move(object.key), object.version.size};
  result_.listed.Add(source.bytes);
  if (options_.sample != 0) {
    if (IsNamedLikePicture(source.key)) claims_.Add(source.number, source.key);
    const uint64_t number = source.number;
    headers_.Offer(number, std::move(source));
    return true;
  }
  failed_ = examiners_.Ask(ExaminationKind::kHeader, source);
  return failed_.ok();
}

Status PlanSurvey::ReadSample() {
  for (const AskedSource& source : headers_.Take()) {
    if (Status asked = examiners_.Ask(ExaminationKind::kHeader, source); !asked) return asked;
  }
  return {};
}

void PlanSurvey::OnAnswer(const AskedSource& source, const Examination& examination) {
  if (converting_) {
    OnConverted(source, examination);
  } else {
    OnHeader(source, examination);
  }
}

void PlanSurvey::OnHeader(const AskedSource& source, const Examination& examination) {
  result_.read.Add(source.bytes);
  on_progress_(result_.read.files);
  if (IsCompanionFailure(examination)) {
    companions_.AddCompanion(source.key, source.bytes);
    return;
  }
  const bool is_picture = examination.fate == Examination::Fate::kPicture;
  if (is_picture) {
    const auto keys = ClaimedKeys(options_.recipe, source.key);
    if (!keys) {
      result_.totals.AddFailure(source.number, source.key, source.bytes, keys.failure());
      return;
    }
  }
  result_.totals.Add(source.number, source.key, examination);
  if (!is_picture) return;
  companions_.AddPhoto(source.key);
  if (options_.sample == 0) claims_.Add(source.number, source.key);
  if (examination.memory_bytes > options_.memory_bytes)
    return;  // only a run with fewer threads can
  conversions_.Offer(source.number, source);
}

Status PlanSurvey::Convert() {
  converting_ = true;
  const Instant deadline = clock_.Now() + options_.convert_time;
  for (const AskedSource& source : conversions_.TakeSpread()) {
    if (clock_.Now() >= deadline) break;
    if (Status asked = examiners_.Ask(ExaminationKind::kConvert, source); !asked) return asked;
  }
  return examiners_.Finish();
}

void PlanSurvey::OnConverted(const AskedSource& source, const Examination& examination) {
  result_.converted.push_back({source, examination});
  if (examination.fate != Examination::Fate::kPicture) return;
  Work work;
  work.pixels = static_cast<double>(examination.work_pixels);
  work.bytes = static_cast<double>(examination.bytes);
  result_.cost.AddSample(examination.format, work, static_cast<double>(examination.cpu_us) / 1e6);
  for (size_t i = 0; i < std::min(examination.outputs.size(), result_.outputs.size()); ++i) {
    result_.outputs[i].AddSample(examination.outputs[i].pixels, examination.outputs[i].bytes);
  }
}

// The numbers are those of the first listing, unless the source has changed since.
void PlanSurvey::ListAgain(const std::function<bool(uint64_t number, std::string key)>& on_file) {
  uint64_t number = 0;
  sieve_.emplace(options_.filter);
  const ListVisitor visitor =
      MakeVisitor([&](StoredObject object) { return on_file(number++, std::move(object.key)); });
  (void)store_.List({options_.follow_links, options_.leave_out}, visitor);
}

// The names are not kept: the source is listed again for those of the examples, and before, if
// files are in the place of folders, for those below such folders.
void PlanSurvey::FindCollisions() {
  result_.collisions_incomplete = claims_.is_full();
  claims_.Compare();
  if (claims_.NeedsNames()) {
    ListAgain([&](uint64_t number, const std::string& key) {
      claims_.AddBelow(number, key);
      return true;
    });
  }
  result_.collisions = claims_.Take(kCollisionExamples);
  if (result_.collisions.examples.empty()) return;
  std::map<uint64_t, std::string> names;
  for (const ClaimFinder::Pair& pair : result_.collisions.examples) {
    names[pair.first];
    names[pair.second];
  }
  ListAgain([&](uint64_t number, std::string key) {
    const auto wanted = names.find(number);
    if (wanted != names.end()) wanted->second = std::move(key);
    return number < names.rbegin()->first;
  });
  for (const ClaimFinder::Pair& pair : result_.collisions.examples) {
    const std::string& first = names[pair.first];
    const std::string& second = names[pair.second];
    const ClaimsMeet meet = CompareClaims(options_.recipe, options_.names_folded, first, second);
    if (meet != ClaimsMeet::kNot) result_.collision_examples.push_back({first, second, meet});
  }
}

}  // namespace photomill
