#include "common/command_line/help.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

const HelpPage& Page() {
  static const HelpPage page = {
      "run",
      "Migrates SRC to DST on this machine.",
      {"photomill run SRC DST [--recipe=FILE] [--workers=N]"},
      {"Running the same command again goes on where it was.", "  photomill run a b"},
      {{"recipe", "FILE", "what is made of every source"},
       {"into_existing", "", "DST may hold other files already; none of them is overwritten"},
       {"a_flag_with_a_long_name_of_its_own", "N", "short"}}};
  return page;
}

TEST(Help, IsAPageForPeople) {
  EXPECT_EQ(RenderHelp(Page(), 60),
            "Migrates SRC to DST on this machine.\n"
            "\n"
            "  photomill run SRC DST [--recipe=FILE] [--workers=N]\n"
            "\n"
            "Running the same command again goes on where it was.\n"
            "\n"
            "  photomill run a b\n"
            "\n"
            "Flags:\n"
            "  --recipe=FILE    what is made of every source\n"
            "  --into_existing  DST may hold other files already; none of\n"
            "                   them is overwritten\n"
            "  --a_flag_with_a_long_name_of_its_own=N\n"
            "                   short\n");
}

TEST(Help, BreaksUsageWithAnIndent) {
  EXPECT_EQ(RenderHelp({"x", "Sum.", {"photomill run SRC DST [--recipe=FILE]"}, {}, {}}, 30),
            "Sum.\n"
            "\n"
            "  photomill run SRC DST\n"
            "      [--recipe=FILE]\n");
}

TEST(Help, ListsTheCommands) {
  HelpPage status;
  status.command = "status";
  status.summary = "Tells where a run stands.";
  EXPECT_EQ(RenderOverview("photomill moves photo libraries.", {Page(), status},
                           "More: photomill help COMMAND"),
            "photomill moves photo libraries.\n"
            "\n"
            "  run     Migrates SRC to DST on this machine.\n"
            "  status  Tells where a run stands.\n"
            "\n"
            "More: photomill help COMMAND\n");
}

}  // namespace
}  // namespace photomill
