#include "common/command_line/source_rule_flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include "common/command_line/arguments.h"

DEFINE_string(formats, "", "the accepted formats, separated by commas");
DEFINE_bool(accept_partial, false, "keep the decodable part of damaged photos");
DEFINE_uint64(max_width, 0, "maximum width in px");
DEFINE_uint64(max_height, 0, "maximum height in px");
DEFINE_uint64(max_pixels, 0, "maximum pixels of a frame");
DEFINE_uint64(max_frame_pixels, 0, "maximum pixels of all frames together");
DEFINE_uint64(max_file_bytes, 0, "maximum size of a file in bytes");

namespace photomill {
namespace {

SizeLimits AskedSize() {
  return {FLAGS_max_width, FLAGS_max_height, FLAGS_max_pixels, FLAGS_max_frame_pixels,
          FLAGS_max_file_bytes};
}

}  // namespace

HelpFlag FormatsHelp() {
  return {"formats", "WORD[,WORD]",
          fmt::format("the accepted formats, by content: some of {} (default: all)",
                      FormatList(kDecodedFormats))};
}

HelpFlag AcceptPartialHelp() {
  return {"accept_partial", "",
          "keep the decodable part of a damaged photo, and say so in the ledger (default: it "
          "fails as corrupt)"};
}

HelpFlag SizeLimitHelp() {
  return {"max_width", "PX",
          "wider photos fail as too_large (default 65500; 0 is the default, too); likewise "
          "--max_height, --max_pixels, --max_frame_pixels, --max_file_bytes"};
}

std::vector<std::string> SourceRuleFlagNames() {
  std::vector<std::string> names = {"accept_partial"};
  for (const SizeLimitFlag& flag : kSizeLimitFlags) names.emplace_back(flag.name);
  return names;
}

Result<FormatsFlag> ReadFormats() {
  if (FLAGS_formats.empty()) return FormatsFlag{};
  const Result<FormatSet> formats = ParseFormats(SplitWords(FLAGS_formats));
  if (!formats) return Invalid("--formats: " + formats.failure().detail);
  return FormatsFlag{*formats, true};
}

Result<SourceRules> ReadSourceRules() {
  const Result<FormatsFlag> formats = ReadFormats();
  if (!formats) return formats.failure();
  const Result<SizeLimits> size = MakeSizeLimits(AskedSize());
  if (!size) return size.failure();
  SourceRules rules;
  rules.formats = formats->formats;
  rules.accept_partial = FLAGS_accept_partial;
  rules.size = *size;
  return rules;
}

std::vector<std::string> GivenSourceRuleFlags() {
  std::vector<std::string> given;
  if (!FLAGS_formats.empty()) given.emplace_back("formats");
  if (FLAGS_accept_partial) given.emplace_back("accept_partial");
  const SizeLimits asked = AskedSize();
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    if (asked.*flag.limit != 0) given.emplace_back(flag.name);
  }
  return given;
}

}  // namespace photomill
