// Surveys a source store without changing anything: what a run would migrate, what it would leave
// out and by which rule, and what each file is by its content. Reports entries one by one in
// listing order and keeps none of them, so memory does not grow with the library. Everything
// happens on the thread that calls Run().
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/file_format.h"
#include "common/base/limits.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"
#include "common/model/special_file.h"
#include "common/storage/object_store.h"
#include "coordinator/core/left_out.h"
#include "coordinator/scan/content_finder.h"
#include "coordinator/scan/sieve.h"

namespace photomill {

// What a run would do with a file.
enum class Fate : uint8_t {
  kPhoto,       // it would be migrated
  kNoPhoto,     // a text, an audio file and so on: skipped
  kLost,        // named like a photo, but not one: it would fail
  kCompanion,   // a film or a raw file: skipped next to its photo, otherwise it would fail
  kOtherImage,  // an image of a format that is unsupported or not selected: it would fail
  kTooLarge,    // a photo above the file size limit: it would fail
  kUnreadable,  // it would fail
  kLeftOut,     // by a rule
};
inline constexpr size_t kFateCount = static_cast<size_t>(Fate::kLeftOut) + 1;
std::string_view FateWord(Fate fate);  // "photo", for JSON

struct SurveyedFile {
  std::string_view key;
  uint64_t bytes = 0;
  FileFormat format = FileFormat::kUnknown;
  Fate fate = Fate::kPhoto;
  std::string_view rule;  // with kLeftOut: "@eaDir/", "--exclude=*.tmp", "--include"
};

// A folder that is left out, including its content. Its content is reported next if it is entered.
struct SurveyedFolder {
  std::string_view key;
  std::string_view rule;
  bool entered = true;
};

struct SurveyVisitor {
  std::function<void(const SurveyedFile&)> on_file;
  std::function<void(const SurveyedFolder&)> on_folder;
  std::function<void(std::string_view key, SpecialFile)> on_special;
  // A file that cannot be read was reported as such before; a folder was not.
  std::function<void(std::string_view key, const Failure&)> on_error;
  std::function<void(std::string_view key)> on_outputs;  // with another migration's outputs
};

struct SurveyOptions {
  KeyFilter filter{};
  FormatSet formats = kDecodedFormats;
  bool follow_links = false;
  uint64_t file_bytes_max = limits::kSourceBytesMax;  // larger photos fail as too_large
};

class Survey {
 public:
  // All of these must outlive the survey.
  Survey(ObjectStore& store, const SurveyOptions& options, const SurveyVisitor& visitor);

  // Fails if the root cannot be listed.
  Status Run();

  // Valid after Run().
  [[nodiscard]] LeftOut left_out() const { return sieve_.Counts(folder_errors_ == 0); }
  [[nodiscard]] uint64_t folder_errors() const { return folder_errors_; }
  [[nodiscard]] uint64_t bytes_read() const { return finder_.bytes_read(); }

 private:
  bool OnFolder(std::string_view key);
  void OnFile(std::string_view key, uint64_t bytes);
  void OnError(std::string_view key, const Failure& failure);
  [[nodiscard]] bool IsBelowLeftOut(std::string_view key) const;
  [[nodiscard]] Fate FateOf(const SurveyedFile& file) const;

  ObjectStore& store_;
  const SurveyOptions& options_;
  const SurveyVisitor& visitor_;
  Sieve sieve_;
  ContentFinder finder_;
  std::string left_out_folder_;  // its key and a slash, while the listing is in it
  std::string left_out_rule_;
  uint64_t folder_errors_ = 0;
};

}  // namespace photomill
