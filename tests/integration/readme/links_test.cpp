// The targets of the pages' links exist, and every code block is of a kind that a test checks.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "tests/integration/readme/pages.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

// As GitHub derives it from a heading.
std::string Anchor(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    if (c == ' ') anchor += '-';
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || c == '-' || c == '_' || byte >= 0x80) {
      anchor += static_cast<char>(std::tolower(byte));
    }
  }
  return anchor;
}

bool HasAnchor(const fs::path& file, const std::string& anchor) {
  const Page page = ReadPage(file, ReadFile(file));
  return std::any_of(page.headings.begin(), page.headings.end(),
                     [&](const std::string& heading) { return Anchor(heading) == anchor; });
}

TEST(LinksTest, EveryLinkLeadsSomewhere) {
  EXPECT_FALSE(UserPage("README.md").links.empty());
  for (const Page& page : UserPages()) {
    for (const Link& link : page.links) {
      if (link.target.starts_with("https://")) continue;
      const size_t hash = std::min(link.target.find('#'), link.target.size());
      const fs::path folder = fs::path(InProject(page.name)).parent_path();
      const fs::path file =
          hash == 0 ? fs::path(InProject(page.name)) : folder / link.target.substr(0, hash);
      EXPECT_TRUE(fs::exists(file)) << Place(page, link.line) << " points to " << link.target;
      if (hash < link.target.size()) {
        EXPECT_TRUE(HasAnchor(file, link.target.substr(hash + 1)))
            << Place(page, link.line) << " points to " << link.target;
      }
    }
  }
}

// No test would check a block of another kind, or of none.
TEST(LinksTest, EveryBlockHasALanguageThatATestKnows) {
  const std::set<std::string> known = {"sh",         // run by commands_test.cpp
                                       "hosts",      // run by commands_test.cpp
                                       "textproto",  // recipes_test.cpp
                                       "sql",        // commands_test.cpp
                                       "text"};      // shown, not typed
  for (const Page& page : UserPages()) {
    for (const CodeBlock& block : page.blocks) {
      EXPECT_TRUE(known.contains(block.language))
          << Place(page, block.line) << ": a block of language '" << block.language << "'";
    }
    for (const int line : page.indented) {
      ADD_FAILURE() << Place(page, line) << ": code without a fence, or a fence without its end";
    }
  }
}

TEST(LinksTest, ThePagesForUsersAreFoundFromTheReadme) {
  std::set<std::string> linked;
  for (const Link& link : UserPage("README.md").links) linked.insert(link.target);
  for (const Page& page : UserPages()) {
    EXPECT_TRUE(page.name == "README.md" || linked.contains(page.name)) << page.name;
  }
}

}  // namespace
}  // namespace photomill::test
