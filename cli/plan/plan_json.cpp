#include "cli/plan/plan_json.h"

#include <array>

#include "common/base/json.h"

namespace photomill {
namespace {

std::string_view FormatWord(FileFormat format) {
  return format == FileFormat::kUnknown ? "unknown" : FileFormatWord(format);
}

JsonObject Of(const FileSum& sum) {
  JsonObject object;
  object.Add("files", sum.files).Add("bytes", sum.bytes);
  return object;
}

std::string Formats(const PictureTotals& totals) {
  JsonObject object;
  for (const auto& [format, sums] : totals.formats) {
    object.Raw(FormatWord(format), Of(sums.all).Line());
  }
  return object.Line();
}

std::string Skipped(const PictureTotals& totals) {
  JsonObject object;
  for (const auto& [format, sum] : totals.skipped) {
    object.Raw(FormatWord(format), Of(sum).Line());
  }
  return object.Line();
}

std::string Failures(const PictureTotals& totals) {
  JsonObject object;
  for (const auto& [reason, sums] : totals.failed) {
    JsonObject of_reason = Of(sums.all);
    of_reason.Key("example", sums.example).Add("detail", sums.detail);
    object.Raw(ReasonWord(reason), of_reason.Line());
  }
  return object.Line();
}

std::string Rules(const std::vector<LeftOutByRule>& rules) {
  JsonList list;
  for (const LeftOutByRule& rule : rules) {
    list.Raw(JsonObject()
                 .Add("rule", rule.rule)
                 .Add("folders", rule.folders)
                 .Add("files", rule.files)
                 .Line());
  }
  return list.Line();
}

std::string LeftOutJson(const LeftOut& left_out) {
  constexpr std::array<std::string_view, kSpecialFileCount> kWords = {"link", "pipe", "socket",
                                                                      "device", "other"};
  JsonObject special;
  for (size_t i = 0; i < kSpecialFileCount; ++i) special.Add(kWords[i], left_out.special[i]);
  return JsonObject()
      .Raw("system", Rules(left_out.system))
      .Raw("excluded", Rules(left_out.excluded))
      .Add("not_included", left_out.not_included)
      .Raw("special", special.Line())
      .Line();
}

std::string Pictures(const std::vector<NotedPicture>& pictures, const CostModel& cost) {
  JsonList list;
  for (const NotedPicture& picture : pictures) {
    list.Raw(JsonObject()
                 .Key(picture.key)
                 .Add("format", FormatWord(picture.format))
                 .Add("width", uint64_t{picture.width})
                 .Add("height", uint64_t{picture.height})
                 .Add("bytes", picture.bytes)
                 .Real("cpu_seconds", cost.CpuSeconds(picture.format, picture.work))
                 .Line());
  }
  return list.Line();
}

std::string Collisions(const DestinationNames& names, const PlanResult& result) {
  JsonList examples;
  for (const CollisionPair& pair : result.collision_examples) {
    examples.Raw(JsonObject()
                     .Key("first", pair.first)
                     .Key("second", pair.second)
                     .Flag("file_and_folder", pair.meet == ClaimsMeet::kFileAndFolder)
                     .Line());
  }
  return JsonObject()
      .Add("failing", result.collisions.failing)
      .Add("renamed", result.collisions.renamed)
      .Flag("incomplete", result.collisions_incomplete)
      .Add("names", !names.folded   ? "unknown"
                    : *names.folded ? "folded"
                                    : "exact")
      .Raw("examples", examples.Line())
      .Line();
}

std::string Converted(const std::vector<ConvertedPicture>& converted) {
  JsonList list;
  for (const ConvertedPicture& one : converted) {
    const Examination& result = one.result;
    JsonObject object;
    object.Key(one.source.key);
    object.Flag("made", result.fate == Examination::Fate::kPicture);
    if (result.fate != Examination::Fate::kPicture) {
      object.Add("reason", ReasonWord(result.failure.reason)).Add("detail", result.failure.detail);
    }
    JsonList outputs;
    for (const ExaminedOutput& output : result.outputs) {
      outputs.Raw(std::to_string(output.bytes));
    }
    list.Raw(object.Add("cpu_us", result.cpu_us)
                 .Add("fetch_us", result.fetch_us)
                 .Add("decode_us", result.decode_us)
                 .Add("derive_us", result.derive_us)
                 .Add("encode_us", result.encode_us)
                 .Raw("output_bytes", outputs.Line())
                 .Line());
  }
  return list.Line();
}

std::string Derivatives(const Recipe& recipe, const PlanResult& result) {
  JsonObject object;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    object.Raw(recipe.derivatives[i].name,
               JsonObject().Real("bytes", result.OutputBytes(i)).Line());
  }
  return object.Line();
}

std::string Time(const std::optional<RunTime>& time) {
  if (!time) return "null";
  return JsonObject()
      .Real("cpu_seconds", time->cpu_seconds)
      .Real("read_seconds", time->read_seconds)
      .Real("seconds_on_1", time->Seconds(1))
      .Real("seconds_on_2", time->Seconds(2))
      .Real("seconds_on_4", time->Seconds(4))
      .Real("seconds_on_8", time->Seconds(8))
      .Line();
}

std::string Space(const PlanPlace& place) {
  JsonObject object;
  object.Real("needed_bytes", place.needed_bytes);
  if (place.free_bytes) {
    object.Add("free_bytes", *place.free_bytes);
  } else {
    object.Raw("free_bytes", "null");
  }
  return object.Flag("fits", Fits(place)).Line();
}

}  // namespace

std::string PlanJson(const PlanPlace& place, const Recipe& recipe, const PlanResult& result) {
  const PictureTotals& totals = result.totals;
  JsonObject kinds;
  kinds.Add("animations", totals.animations).Add("alpha", totals.alpha);
  kinds.Add("grey", totals.grey).Add("cmyk", totals.cmyk).Add("profiles", totals.profiles);
  const CompanionFinder::Found& companions = result.companions;
  JsonObject beside;
  beside.Raw("skipped", Of({companions.skipped, companions.skipped_bytes}).Line());
  beside.Raw("failed", Of({companions.failed, companions.failed_bytes}).Line());
  if (companions.failed > 0) beside.Key("example", companions.example);
  return JsonObject()
      .Raw("listed", Of(result.listed).Line())
      .Raw("read", Of(result.read).Line())
      .Add("unreadable_folders", result.folder_errors)
      .Raw("left_out", LeftOutJson(result.left_out))
      .Raw("photos", Of(totals.pictures).Raw("formats", Formats(totals)).Line())
      .Add("pixels_median", totals.sizes.Median())
      .Raw("kinds", kinds.Line())
      .Add("memory_most", totals.memory_most)
      .Raw("skipped", Skipped(totals))
      .Raw("failed", Failures(totals))
      .Add("failing_files", FailingFiles(result))
      .Add("processes_ended", result.deaths)
      .Raw("companions", beside.Line())
      .Raw("collisions", Collisions(place.names, result))
      .Raw("largest", Pictures(totals.largest.pictures(), result.cost))
      .Raw("slowest", Pictures(totals.Slowest(result.cost), result.cost))
      .Raw("converted", Converted(result.converted))
      .Add("cpus", uint64_t{place.cpus})
      .Raw("time", Time(place.time))
      .Raw("derivatives", Derivatives(recipe, result))
      .Raw("space", Space(place))
      .Line();
}

}  // namespace photomill
