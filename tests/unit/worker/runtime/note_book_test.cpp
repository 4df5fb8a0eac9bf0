// Which notes can be removed, and when.
#include "worker/runtime/note_book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NoteBook, ANoteGoesWhenTheLastOfItsResultsIsRecorded) {
  NoteBook book;
  book.Enter(0, "one", {AttemptId{1}, AttemptId{2}});
  book.Enter(0, "two", {AttemptId{3}});
  book.Settle({AttemptId{1}, AttemptId{99}}, true);
  EXPECT_THAT(book.TakeRemovable(), IsEmpty());
  book.Settle({AttemptId{3}}, true);
  EXPECT_EQ(book.removable(), 1U);
  EXPECT_THAT(book.TakeRemovable(), ElementsAre("two"));
  book.Settle({AttemptId{2}}, true);
  EXPECT_THAT(book.TakeRemovable(), ElementsAre("one"));
  book.Settle({AttemptId{2}}, true);
  EXPECT_EQ(book.removable(), 0U);
}

TEST(NoteBook, ANoteOfAResultThatIsPerhapsNotRecordedStays) {
  NoteBook book;
  book.Enter(0, "one", {AttemptId{1}, AttemptId{2}});
  book.Settle({AttemptId{1}}, false);
  book.Settle({AttemptId{2}}, true);
  EXPECT_EQ(book.removable(), 0U);
}

TEST(NoteBook, ANoteOfNothingGoesAtOnce) {
  NoteBook book;
  book.Enter(0, "one", {});
  EXPECT_THAT(book.TakeRemovable(), ElementsAre("one"));
}

// Another migration may use the same attempt numbers.
TEST(NoteBook, NotesOfWhatIsAbandonedStay) {
  NoteBook book;
  book.Enter(0, "old", {AttemptId{1}});
  book.Abandon(1);
  book.Enter(0, "late", {AttemptId{1}});
  book.Settle({AttemptId{1}}, true);
  EXPECT_EQ(book.removable(), 0U);
  book.Enter(1, "new", {AttemptId{1}});
  book.Settle({AttemptId{1}}, true);
  EXPECT_THAT(book.TakeRemovable(), ElementsAre("new"));
}

}  // namespace
}  // namespace photomill
