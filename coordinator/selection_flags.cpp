#include "coordinator/selection_flags.h"

#include <gflags/gflags.h>

#include <utility>

#include "common/command_line/arguments.h"
#include "common/command_line/source_rule_flags.h"
#include "common/os/files.h"
#include "coordinator/scan/pattern_file.h"

DEFINE_string(include, "", "globs of keys, separated by commas");
DEFINE_string(exclude, "", "globs of keys, separated by commas");
DEFINE_string(exclude_from, "", "a file of globs, one per line");
DEFINE_bool(ignore_case, false, "patterns match upper and lower case alike");
DEFINE_bool(all_folders, false, "take the folders that systems make, too");
DEFINE_bool(follow_links, false, "follow symbolic links");

namespace photomill {

std::vector<HelpFlag> SelectionHelpFlags() {
  return {{"include", "GLOB[,GLOB]", "only these files: *.jpg, 2019/*"},
          {"exclude", "GLOB[,GLOB]", "not these files or folders: *.tmp, private/"},
          {"exclude_from", "FILE", "the same, a pattern per line"},
          {"ignore_case", "", "patterns match upper and lower case alike"},
          {"all_folders", "", "also what systems make: @eaDir, #recycle, .Trash-*, ._* and so on"},
          {"follow_links", "", "follow symbolic links in SRC"},
          FormatsHelp()};
}

Result<SelectionOptions> ParseSelectionFlags() {
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
  return options;
}

}  // namespace photomill
