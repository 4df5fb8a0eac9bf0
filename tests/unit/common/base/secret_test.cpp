#include "common/base/secret.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(Secret, IsMovedWithoutACopyLeftBehind) {
  for (const std::string& text : {std::string("short"), std::string(40, 'k')}) {
    Secret first(text);
    Secret second(std::move(first));
    EXPECT_EQ(second.Reveal(), text);
    EXPECT_TRUE(first.empty());  // NOLINT(bugprone-use-after-move): that is what is promised
    EXPECT_EQ(first.Reveal().data()[1], '\0') << "the memory itself";
    Secret third("before");
    third = std::move(second);
    EXPECT_EQ(third.Reveal(), text);
    EXPECT_TRUE(second.empty());  // NOLINT(bugprone-use-after-move)
  }
}

TEST(Secret, IsCopiedAndComparedAsAText) {
  const Secret first("text");
  Secret second;
  EXPECT_TRUE(second.empty());
  second = first;
  EXPECT_EQ(first, second);
  const Secret& same = second;
  second = same;
  EXPECT_EQ(second.Reveal(), "text");
  EXPECT_FALSE(first == Secret("other"));
}

}  // namespace
}  // namespace photomill
