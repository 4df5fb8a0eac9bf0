#include "coordinator/outputs/output_check.h"

#include <fmt/core.h>

#include <array>

#include "common/base/text.h"

namespace photomill {
namespace {

FileFinding FindingOf(Reason reason) {
  if (reason == Reason::kSourceVanished) return FileFinding::kMissing;
  return reason == Reason::kSourceChanged ? FileFinding::kChanged : FileFinding::kUnreadable;
}

std::string ChangeText(const RecordedOutput& recorded, uint64_t bytes) {
  if (bytes == recorded.bytes) return "its bytes differ from those that were recorded";
  return fmt::format("it has {} B instead of {} B", HumanCount(bytes), HumanCount(recorded.bytes));
}

}  // namespace

std::string_view FindingWord(FileFinding finding) {
  constexpr std::array<std::string_view, kFindingCount> kWords = {"right", "missing", "changed",
                                                                  "unreadable", "undecodable"};
  return kWords[static_cast<size_t>(finding)];
}

CheckedFile CheckFile(ObjectStore& store, RecordedOutput output) {
  CheckedFile file{std::move(output)};
  DigestStream digest;
  const Result<ObjectVersion> read =
      store.Stream(file.output.key, [&](std::string_view bytes) { digest.Add(bytes); });
  if (!read) {
    file.finding = FindingOf(read.failure().reason);
    file.detail =
        file.finding == FileFinding::kMissing ? "there is no file" : read.failure().detail;
    return file;
  }
  file.present_bytes = read->size;
  file.present = digest.Digested();
  if (read->size != file.output.bytes || *file.present != file.output.content) {
    file.finding = FileFinding::kChanged;
    file.detail = ChangeText(file.output, read->size);
  }
  return file;
}

}  // namespace photomill
