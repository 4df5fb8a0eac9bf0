// Looks at a source store without changing anything: what a run would take, what it would leave out
// and by which rule, and what each file is by its content. Reports one entry after the other in the
// order of the listing and keeps none of them, so that memory does not grow with the library. The
// thread that calls Run() does all of it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/file_format.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"
#include "common/model/special_file.h"
#include "common/storage/object_store.h"
#include "coordinator/core/left_out.h"
#include "coordinator/scan/content_finder.h"
#include "coordinator/scan/sieve.h"

namespace photomill {

// What a run would make of a file.
enum class Fate : uint8_t {
  kPhoto,       // it would be migrated
  kNoPhoto,     // a note, a sound and so on: skipped
  kLost,        // named like a photo, but not one: it would fail
  kCompanion,   // a film or a raw file: skipped beside its photo, otherwise it would fail
  kOtherImage,  // an image of a format that is not decoded, or not asked for: it would fail
  kTooLarge,    // a photo above the limit on a file's size: it would fail
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

// A folder that is left out with everything in it. What is in it follows, unless it is not entered.
struct SurveyedFolder {
  std::string_view key;
  std::string_view rule;
  bool entered = true;
};

struct SurveyVisitor {
  std::function<void(const SurveyedFile&)> on_file;
  std::function<void(const SurveyedFolder&)> on_folder;
  std::function<void(std::string_view key, SpecialFile)> on_special;
  // A file that cannot be read has been reported as one before; a folder has not.
  std::function<void(std::string_view key, const Failure&)> on_error;
  std::function<void(std::string_view key)> on_outputs;  // a folder of another migration's outputs
};

struct SurveyOptions {
  KeyFilter filter{};
  FormatSet formats = kDecodedFormats;
  bool follow_links = false;
};

class Survey {
 public:
  // All of them outlive the survey.
  Survey(ObjectStore& store, const SurveyOptions& options, const SurveyVisitor& visitor);

  // Fails if the root cannot be listed.
  Status Run();

  // After Run().
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
