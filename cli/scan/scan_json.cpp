#include "cli/scan/scan_json.h"

#include <array>

#include "common/base/json.h"

namespace photomill {
namespace {

JsonObject Of(std::string_view type) {
  JsonObject object;
  object.Add("type", type);
  return object;
}

std::string_view FormatWord(FileFormat format) {
  return format == FileFormat::kUnknown ? "unknown" : FileFormatWord(format);
}

std::string_view SpecialWord(SpecialFile kind) {
  constexpr std::array<std::string_view, kSpecialFileCount> kWords = {"link", "pipe", "socket",
                                                                      "device", "other"};
  return kWords[static_cast<size_t>(kind)];
}

std::string Formats(const std::map<FileFormat, Sum>& formats) {
  JsonObject object;
  for (const auto& [format, sum] : formats) {
    object.Raw(FormatWord(format),
               JsonObject().Add("files", sum.files).Add("bytes", sum.bytes).Line());
  }
  return object.Line();
}

std::string Fates(const ScanTotals& totals) {
  JsonObject object;
  for (size_t i = 0; i < kFateCount; ++i) {
    const FateTotals& fate = totals.fates[i];
    object.Raw(FateWord(static_cast<Fate>(i)), JsonObject()
                                                   .Add("files", fate.all.files)
                                                   .Add("bytes", fate.all.bytes)
                                                   .Raw("formats", Formats(fate.formats))
                                                   .Line());
  }
  return object.Line();
}

std::string Rules(const ScanTotals& totals) {
  JsonList list;
  for (const auto& [rule, sums] : totals.rules) {
    list.Raw(JsonObject()
                 .Add("rule", rule)
                 .Add("folders", sums.folders)
                 .Add("folders_not_entered", sums.not_entered)
                 .Add("files", sums.all.files)
                 .Add("bytes", sums.all.bytes)
                 .Raw("formats", Formats(sums.formats))
                 .Line());
  }
  return list.Line();
}

}  // namespace

std::string ScanJson(const SurveyedFile& file) {
  JsonObject object = Of("file");
  object.Key(file.key).Add("bytes", file.bytes).Add("format", FormatWord(file.format));
  object.Add("fate", FateWord(file.fate));
  if (file.fate == Fate::kLeftOut) object.Add("rule", file.rule);
  return object.Line();
}

std::string ScanJson(const SurveyedFolder& folder) {
  return Of("folder")
      .Key(folder.key)
      .Add("fate", FateWord(Fate::kLeftOut))
      .Add("rule", folder.rule)
      .Flag("entered", folder.entered)
      .Line();
}

std::string ScanJsonSpecial(std::string_view key, SpecialFile kind) {
  return Of("special").Key(key).Add("kind", SpecialWord(kind)).Line();
}

std::string ScanJsonOutputs(std::string_view key) {
  return Of("outputs").Key(key).Line();
}

std::string ScanJsonError(std::string_view key, const Failure& failure) {
  return Of("error")
      .Key(key)
      .Add("reason", ReasonWord(failure.reason))
      .Add("detail", failure.detail)
      .Line();
}

std::string ScanJsonEnd(const ScanTotals& totals) {
  JsonObject special;
  for (size_t i = 0; i < kSpecialFileCount; ++i) {
    special.Add(SpecialWord(static_cast<SpecialFile>(i)), totals.special[i]);
  }
  JsonList unmatched;
  for (const std::string& flag : totals.unmatched) unmatched.Add(flag);
  return Of("end")
      .Raw("fates", Fates(totals))
      .Raw("rules", Rules(totals))
      .Raw("special", special.Line())
      .Raw("unmatched", unmatched.Line())
      .Add("output_folders", totals.output_folders)
      .Add("unreadable_folders", totals.errors)
      .Add("bytes_read", totals.bytes_read)
      .Line();
}

}  // namespace photomill
