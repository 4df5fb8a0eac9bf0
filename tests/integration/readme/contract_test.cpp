// The words, numbers and flags that the pages name are those of the programs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "common/base/failure.h"
#include "common/model/revision.h"
#include "common/model/warning.h"
#include "coordinator/core/source_state.h"
#include "coordinator/scan/survey.h"
#include "coordinator/scan/system_names.h"
#include "coordinator/start/options.h"
#include "tests/integration/readme/pages.h"
#include "tests/integration/support/program.h"

namespace photomill::test {
namespace {

using testing::UnorderedElementsAreArray;

std::set<std::string> FlagsIn(const std::string& text) {
  static const std::regex flag("(^|[^-\\w])--([a-z][a-z_-]+)");
  std::set<std::string> flags;
  for (std::sregex_iterator it(text.begin(), text.end(), flag), end; it != end; ++it) {
    flags.insert((*it)[2]);
  }
  return flags;
}

// By "run", "worker", …: the flags on its help page.
std::map<std::string, std::set<std::string>> FlagsOfCommands() {
  std::map<std::string, std::set<std::string>> flags;
  for (const char* command :
       {"run", "scan", "plan", "coordinator", "worker", "status", "pause", "resume", "drain", "set",
        "explain", "retry", "verify", "manifest", "orphans"}) {
    const Ended help = RunPhotomill({"help", command});
    EXPECT_TRUE(help.Exited(0)) << help.All();
    flags[command] = FlagsIn(help.out);
    EXPECT_FALSE(flags[command].empty()) << command;
  }
  return flags;
}

std::set<std::string> FlagsOfScripts() {
  std::set<std::string> flags = {"help"};
  for (const char* script : {"start-workers", "status-workers", "stop-workers"}) {
    const Ended help =
        StartCommand({InProject("deploy/ssh/" + std::string(script)), "--help"}).Wait();
    EXPECT_TRUE(help.Exited(0)) << help.All();
    flags.merge(FlagsIn(help.out));
  }
  return flags;
}

TEST(ContractTest, EveryFlagExists) {
  std::set<std::string> known = FlagsOfScripts();
  for (const auto& [command, flags] : FlagsOfCommands()) known.insert(flags.begin(), flags.end());
  for (const Page& page : UserPages()) {
    for (const std::string& word : page.words) {
      if (!word.starts_with("--")) continue;
      for (const std::string& flag : FlagsIn(word)) {
        EXPECT_TRUE(known.contains(flag)) << page.name << " names --" << flag;
      }
    }
  }
}

TEST(ContractTest, EveryCommandHasTheFlagsThatItIsShownWith) {
  static const std::regex command(
      "photomill "
      "(run|scan|plan|coordinator|worker|status|pause|resume|drain|set|explain|retry|verify|"
      "manifest|"
      "orphans)"
      "\\b([^\\n;&|)]*)");
  const auto known = FlagsOfCommands();
  for (const Page& page : UserPages()) {
    for (const CodeBlock& block : page.blocks) {
      const std::string& text = block.text;
      for (std::sregex_iterator it(text.begin(), text.end(), command), end; it != end; ++it) {
        for (const std::string& flag : FlagsIn((*it)[2])) {
          EXPECT_TRUE(known.at((*it)[1]).contains(flag))
              << Place(page, block.line) << ": photomill " << (*it)[1] << " has no --" << flag;
        }
      }
    }
  }
}

// A hosts file that is shown to explain its options.
TEST(ContractTest, EveryOptionOfAHostExists) {
  const Ended help = StartCommand({InProject("deploy/ssh/start-workers"), "--help"}).Wait();
  static const std::regex option("\\s([a-z_]+=)");
  int found = 0;
  for (const Page& page : UserPages()) {
    for (const CodeBlock& block : page.blocks) {
      const std::string& text = block.text;
      if (block.language != "hosts" && !text.starts_with("# hosts")) continue;
      for (std::sregex_iterator it(text.begin(), text.end(), option), end; it != end; ++it) {
        EXPECT_NE(help.out.find(" " + (*it)[1].str()), std::string::npos)
            << Place(page, block.line) << ": " << (*it)[1];
        ++found;
      }
    }
  }
  EXPECT_GT(found, 0);
}

// Commands that are not run here, because they would build and run this very test.
TEST(ContractTest, TheRunScriptHasItsCommands) {
  const Ended help = StartCommand({InProject("run"), "help"}).Wait();
  ASSERT_TRUE(help.Exited(0)) << help.All();
  static const std::regex command("\\./run ([a-z]+)");
  int found = 0;
  for (const Page& page : UserPages()) {
    std::string text;
    for (const CodeBlock& block : page.blocks) text += block.text;
    for (const std::string& word : page.words) text += word + "\n";
    for (std::sregex_iterator it(text.begin(), text.end(), command), end; it != end; ++it) {
      EXPECT_NE(help.out.find("\n  " + (*it)[1].str() + " "), std::string::npos)
          << page.name << " names ./run " << (*it)[1];
      ++found;
    }
  }
  EXPECT_GT(found, 0);
}

std::vector<std::string> FirstColumn(const std::vector<TableRow>& table) {
  std::vector<std::string> cells;
  for (const TableRow& row : table) cells.push_back(Unquoted(row.front()));
  return cells;
}

TEST(ContractTest, ExitCodesAreThoseOfTheProgram) {
  std::vector<std::string> codes;
  for (const int code : {kExitDone, kExitCannotStart, kExitWithFailures, kExitStopped}) {
    codes.push_back(std::to_string(code));
  }
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/reasons.md"), "code")),
              UnorderedElementsAreArray(codes));
}

TEST(ContractTest, StatesAreThoseOfTheLedger) {
  std::vector<std::string> states;
  for (int i = 0; i < kSourceStateCount; ++i) {
    states.emplace_back(StateWord(static_cast<SourceState>(i)));
  }
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/reasons.md"), "state")),
              UnorderedElementsAreArray(states));
}

TEST(ContractTest, NamesOfSystemsAreThoseThatAreLeftOut) {
  std::vector<std::string> names;
  for (const SystemName& name : SystemNames()) names.emplace_back(name.pattern);
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/selection.md"), "name")),
              UnorderedElementsAreArray(names));
}

TEST(ContractTest, FatesAreThoseOfAScan) {
  std::vector<std::string> words;
  for (size_t i = 0; i < kFateCount; ++i) words.emplace_back(FateWord(static_cast<Fate>(i)));
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/selection.md"), "`fate`")),
              UnorderedElementsAreArray(words));
}

TEST(ContractTest, WordsOfRemakeAreThoseOfTheRules) {
  std::vector<std::string> words;
  for (const MendedRule& rule : MendedRules()) {
    if (rule.remakes) words.emplace_back(rule.word);
  }
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/reasons.md"), "word")),
              UnorderedElementsAreArray(words));
}

TEST(ContractTest, WarningsAreThoseOfTheLedger) {
  std::vector<std::string> words;
  for (size_t i = 0; i < kWarningCount; ++i) {
    words.emplace_back(WarningWord(static_cast<Warning>(i)));
  }
  EXPECT_THAT(FirstColumn(TableOf(UserPage("docs/reasons.md"), "warning")),
              UnorderedElementsAreArray(words));
}

bool SaysWhenItIsTriedAgain(RetryClass retry, const std::string& text) {
  switch (retry) {
    case RetryClass::kPermanent:
      return text == "when the photo or the recipe changes" || text == "when the photo changes";
    case RetryClass::kTransient:
      return text == "yes, also within the run";
    case RetryClass::kPlace:
      return text == "when the store is back";
    case RetryClass::kNextRun:
      return text == "by the next run";
  }
  return false;
}

TEST(ContractTest, ReasonsAreThoseOfTheProgram) {
  const std::vector<TableRow> table = TableOf(UserPage("docs/reasons.md"), "reason");
  std::vector<std::string> words;
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (reason != Reason::kInvalid) words.emplace_back(ReasonWord(reason));  // never in the ledger
  }
  EXPECT_THAT(FirstColumn(table), UnorderedElementsAreArray(words));
  for (const TableRow& row : table) {
    const auto reason = ParseReason(Unquoted(row.front()));
    ASSERT_TRUE(reason.has_value()) << row.front();
    EXPECT_TRUE(SaysWhenItIsTriedAgain(RetryClassOf(*reason), row.back()))
        << row.front() << ": " << row.back();
  }
  const std::string readme = ReadProjectFile("README.md");
  EXPECT_NE(readme.find("one of " + std::to_string(words.size()) + " reasons"), std::string::npos);
}

}  // namespace
}  // namespace photomill::test
