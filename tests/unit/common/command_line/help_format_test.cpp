// Help pages as manual pages, and for the completion of shells.
#include "common/command_line/help_format.h"

#include <gtest/gtest.h>

#include <array>

#include "common/base/version.h"

namespace photomill {
namespace {

HelpPage ScanPage() {
  return {"scan",
          "list what a run would take",
          {"photomill scan SRC [flags]"},
          {"Nothing is changed.", "  photomill scan C:\\photos", ".hidden files count"},
          {{"include", "GLOB", "only these files"}, {"follow_links", "", "follow links"}}};
}

TEST(HelpFormatTest, AManualPageHasNoInstructionsFromItsText) {
  EXPECT_EQ(RenderHelp(ScanPage(), HelpFormat::kMan),
            std::string(".TH PHOTOMILL\\-SCAN 1 \"\" \"photomill ") + kProgramVersion +
                "\"\n"
                ".SH NAME\n"
                "photomill\\-scan \\- list what a run would take\n"
                ".SH SYNOPSIS\n.nf\nphotomill scan SRC [flags]\n.fi\n"
                ".SH DESCRIPTION\n"
                ".PP\nNothing is changed.\n"
                ".PP\n.nf\n  photomill scan C:\\ephotos\n.fi\n"
                ".PP\n\\&.hidden files count\n"
                ".SH OPTIONS\n"
                ".TP\n\\fB\\-\\-include=\\fR\\fIGLOB\\fR\nonly these files\n"
                ".TP\n\\fB\\-\\-follow_links\\fR\nfollow links\n"
                ".SH SEE ALSO\n.BR photomill (1)\n");
}

TEST(HelpFormatTest, FlagsAreListedForCompletion) {
  EXPECT_EQ(RenderHelp(ScanPage(), HelpFormat::kFlags), "--include=\n--follow_links\n");
}

TEST(HelpFormatTest, TextStaysAsItIs) {
  EXPECT_EQ(RenderHelp(ScanPage(), HelpFormat::kText), RenderHelp(ScanPage()));
}

TEST(HelpFormatTest, TheOverviewListsTheCommands) {
  const std::string page = RenderManOverview("re-encodes photos", {ScanPage()});
  EXPECT_NE(page.find(".BR photomill\\-scan (1)\nlist what a run would take\n"), std::string::npos);
}

TEST(HelpFormatTest, TheFormatIsAskedForBeforeTheEndOfFlags) {
  const std::array<const char*, 3> man = {"run", "a", "--help=man"};
  EXPECT_EQ(HelpFormatAsked(3, man.data()), HelpFormat::kMan);
  const std::array<const char*, 3> flags = {"run", "--help=flags", "--help=man"};
  EXPECT_EQ(HelpFormatAsked(3, flags.data()), HelpFormat::kFlags);
  const std::array<const char*, 3> after = {"run", "--", "--help=man"};
  EXPECT_EQ(HelpFormatAsked(3, after.data()), std::nullopt);
  const std::array<const char*, 2> text = {"run", "--help"};
  EXPECT_EQ(HelpFormatAsked(2, text.data()), std::nullopt);
  for (const HelpFormat format : {HelpFormat::kMan, HelpFormat::kFlags}) {
    const std::string argument = HelpArgument(format);
    const std::array<const char*, 2> command = {"run", argument.c_str()};
    EXPECT_EQ(HelpFormatAsked(2, command.data()), format);
  }
}

}  // namespace
}  // namespace photomill
