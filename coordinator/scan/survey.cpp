#include "coordinator/scan/survey.h"

#include <array>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/model/source_names.h"
#include "coordinator/scan/system_names.h"

namespace photomill {

std::string_view FateWord(Fate fate) {
  constexpr std::array<std::string_view, kFateCount> kWords = {
      "photo",       "no_photo",  "lost",       "companion",
      "other_image", "too_large", "unreadable", "left_out"};
  return kWords[static_cast<size_t>(fate)];
}

Survey::Survey(ObjectStore& store, const SurveyOptions& options, const SurveyVisitor& visitor)
    : store_(store), options_(options), visitor_(visitor), sieve_(options.filter), finder_(store) {}

Status Survey::Run() {
  ListVisitor listing;
  listing.on_object = [this](StoredObject object) {
    OnFile(object.key, object.version.size);
    return true;
  };
  listing.on_error = [this](const std::string& key, const Failure& failure) {
    OnError(key, failure);
  };
  listing.on_folder = [this](std::string_view key) { return OnFolder(key); };
  listing.on_special = [this](std::string_view key, SpecialFile kind) {
    if (IsBelowLeftOut(key)) return;
    sieve_.Special(kind);
    visitor_.on_special(key, kind);
  };
  listing.on_outputs = [this](const std::string& key) {
    if (!IsBelowLeftOut(key)) visitor_.on_outputs(key);
  };
  return store_.List({options_.follow_links, {std::string(kStateFolder)}}, listing);
}

bool Survey::IsBelowLeftOut(std::string_view key) const {
  return !left_out_folder_.empty() && key.starts_with(left_out_folder_);
}

// Folders that are left out are still entered, to report their content, except snapshots, each of
// which would repeat the whole library.
bool Survey::OnFolder(std::string_view key) {
  if (IsBelowLeftOut(key)) return true;
  const KeyFilter::Verdict verdict = sieve_.Folder(key);
  if (verdict.rule == KeyFilter::Rule::kNone) return true;
  const bool entered = verdict.rule != KeyFilter::Rule::kSystem ||
                       SystemNames()[verdict.index].kind != SystemKind::kSnapshot;
  left_out_folder_ = std::string(key) + "/";
  left_out_rule_ = sieve_.RuleText(verdict);
  visitor_.on_folder({key, left_out_rule_, entered});
  return entered;
}

void Survey::OnFile(std::string_view key, uint64_t bytes) {
  SurveyedFile file = {key, bytes, FileFormat::kUnknown, Fate::kLeftOut, {}};
  std::string rule;
  const bool below = IsBelowLeftOut(key);
  if (!below) {
    const KeyFilter::Verdict verdict = sieve_.File(key);
    if (verdict.rule == KeyFilter::Rule::kNone) {
      file.fate = Fate::kPhoto;
    } else {
      rule = sieve_.RuleText(verdict);
    }
  }
  file.rule = below ? std::string_view(left_out_rule_) : std::string_view(rule);
  const Result<FileFormat> format = finder_.Find(key, bytes);
  if (format) file.format = *format;
  if (file.fate == Fate::kPhoto) file.fate = format ? FateOf(file) : Fate::kUnreadable;
  visitor_.on_file(file);
  if (file.fate == Fate::kUnreadable) visitor_.on_error(key, format.failure());
}

// Errors in a folder that is left out do not matter.
void Survey::OnError(std::string_view key, const Failure& failure) {
  if (IsBelowLeftOut(std::string(key) + "/")) return;
  ++folder_errors_;
  visitor_.on_error(key, failure);
}

Fate Survey::FateOf(const SurveyedFile& file) const {
  switch (KindOf(file.format)) {
    case FileKind::kOther:
      return IsNamedLikePhoto(file.key) ? Fate::kLost : Fate::kNoPhoto;
    case FileKind::kUntaken:
      return Fate::kOtherImage;
    case FileKind::kRaw:
    case FileKind::kFilm:
      return Fate::kCompanion;
    case FileKind::kPicture:
      break;
  }
  const std::optional<PictureFormat> format = PictureFormatOf(file.format);
  PHOTOMILL_CHECK(format.has_value());
  if (!options_.formats.Has(*format)) return Fate::kOtherImage;
  return file.bytes > options_.file_bytes_max ? Fate::kTooLarge : Fate::kPhoto;
}

}  // namespace photomill
