#include "coordinator/selection_flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <algorithm>
#include <utility>

#include "common/command_line/arguments.h"
#include "common/command_line/source_rule_flags.h"
#include "common/os/files.h"
#include "coordinator/scan/pattern_file.h"

DEFINE_string(include, "", "globs of keys, separated by commas");
DEFINE_string(exclude, "", "globs of keys, separated by commas");
DEFINE_string(exclude_from, "", "a file of globs, one per line");
DEFINE_bool(ignore_case, false, "patterns match upper and lower case alike");
DEFINE_bool(all_folders, false, "include names that are left out by default");
DEFINE_bool(follow_links, false, "follow symbolic links");

namespace photomill {

std::vector<HelpFlag> SelectionHelpFlags() {
  return {{"include", "GLOB[,GLOB]", "select only these files, such as *.jpg, 2019/*"},
          {"exclude", "GLOB[,GLOB]", "leave out these files or folders, such as *.tmp, private/"},
          {"exclude_from", "FILE", "a file of patterns for --exclude, one per line"},
          {"ignore_case", "", "match upper and lower case alike in patterns"},
          {"all_folders", "",
           "include names that are left out by default: @eaDir, #recycle, .Trash-*, ._*, …"},
          {"follow_links", "", "follow symbolic links in SRC"},
          FormatsHelp()};
}

std::vector<std::string> NamesOfSelection(const HelpPage& page) {
  std::vector<std::string> names = SourceRuleFlagNames();
  for (const HelpFlag& flag : page.flags) {
    if (std::find(names.begin(), names.end(), flag.name) == names.end()) {
      names.push_back(flag.name);
    }
  }
  return names;
}

Status CheckFolders(const HelpPage& page, const std::vector<std::string>& positionals, size_t count,
                    std::string_view folders) {
  if (positionals.size() == count) return {};
  return Invalid(fmt::format("photomill {0} needs {1}, but got {2}. See: photomill help {0}",
                             page.command, folders, positionals.size()));
}

Result<SelectionOptions> ParseSelectionFlags() {
  const Status given = RefuseEmptyFlags({"include", "exclude", "exclude_from", "formats"}, "");
  if (!given) return given.failure();
  SelectionOptions options;
  Selection& selection = options.selection;
  selection.include = SplitList(FLAGS_include);
  selection.exclude = SplitList(FLAGS_exclude);
  if (!FLAGS_exclude_from.empty()) {
    Result<std::string> text = ReadWholeFile(FLAGS_exclude_from, kPatternFileBytesMax);
    if (!text) return Invalid("--exclude_from: " + text.failure().detail);
    Result<std::vector<std::string>> patterns = ParsePatternFile(*text, FLAGS_exclude_from);
    if (!patterns) return Invalid("--exclude_from: " + patterns.failure().detail);
    for (std::string& pattern : *patterns) selection.exclude.push_back(std::move(pattern));
  }
  selection.ignore_case = FLAGS_ignore_case;
  selection.all_folders = FLAGS_all_folders;
  options.follow_links = FLAGS_follow_links;
  const Result<FormatsFlag> formats = ReadFormats();
  if (!formats) return formats.failure();
  selection.formats = formats->formats;
  options.formats_named = formats->named;
  const Result<SourceRules> rules = ReadSourceRules();
  if (!rules) return rules.failure();
  options.rules = *rules;
  return options;
}

}  // namespace photomill
