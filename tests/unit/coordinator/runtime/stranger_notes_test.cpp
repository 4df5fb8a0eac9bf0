#include "coordinator/runtime/stranger_notes.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Instant At(int second) {
  return Instant{} + seconds(second);
}

TEST(StrangerNotes, TheFirstIsToldAtOnce) {
  StrangerNotes notes(true);
  TurnedAway strangers;
  EXPECT_EQ(notes.Note(At(0), strangers), std::nullopt);
  strangers.other_cipher = 1;
  EXPECT_EQ(notes.Note(At(1), strangers),
            "rejected 1 connection: 1 unencrypted: a worker needs the join file");
  EXPECT_EQ(notes.Note(At(2), strangers), std::nullopt);
}

TEST(StrangerNotes, AFloodIsOneLineInAWhile) {
  StrangerNotes notes(true);
  TurnedAway strangers;
  int lines = 0;
  for (int second = 0; second < 90; ++second) {
    strangers.hung_up += 1'000;
    if (notes.Note(At(second), strangers)) ++lines;
  }
  EXPECT_EQ(lines, 3);
}

TEST(StrangerNotes, EveryKindIsCountedSinceTheLastLine) {
  StrangerNotes notes(true);
  TurnedAway strangers{1, 2, 3, 4, "192.0.2.9"};
  EXPECT_EQ(notes.Note(At(0), strangers),
            "rejected 10 connections: 1 unencrypted: a worker needs the join file, 2 with another "
            "coordinator's join file, or not workers at all, 3 with a worker key that is "
            "not this migration's (last from 192.0.2.9), 4 that disconnected or stayed silent");
  strangers.unknown_key += 1;
  EXPECT_EQ(notes.Note(At(40), strangers),
            "rejected 1 connection: 1 with a worker key that is not this migration's (last "
            "from 192.0.2.9)");
}

TEST(StrangerNotes, WithoutKeysOtherWords) {
  StrangerNotes notes(false);
  EXPECT_EQ(notes.Note(At(0), {1, 1, 0, 0, ""}),
            "rejected 2 connections: 1 encrypted, but this coordinator uses no encryption, 1 "
            "that are not workers");
}

}  // namespace
}  // namespace photomill
