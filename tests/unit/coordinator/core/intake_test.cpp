#include "coordinator/core/intake.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace photomill {
namespace {

constexpr DerivativeSet kAll{0b111};
constexpr DerivativeSet kNone{0};
const ObjectVersion kVersion{1000, 42, ""};

KnownSource Known(SourceState state, bool recipe_is_current, DerivativeSet outputs,
                  Reason reason = Reason::kCorrupt) {
  return {SourceId{7}, kVersion, state, reason, recipe_is_current, outputs, "a.jpg"};
}

IntakeDecision Decide(const KnownSource& known, bool retry_failed = false) {
  return DecideIntake(kVersion, known, kAll, IntakeRules{retry_failed});
}

IntakeDecision DecideWith(const KnownSource& known, bool IntakeRules::*rule) {
  IntakeRules rules;
  rules.*rule = true;
  return DecideIntake(kVersion, known, kAll, rules);
}

// --- new and changed
// ------------------------------------------------------------------------------

TEST(DecideIntake, ANewSourceLacksEverything) {
  EXPECT_EQ(DecideIntake(kVersion, std::nullopt, kAll, {}),
            (IntakeDecision{Verdict::kNew, SourceState::kPending, kAll, false}));
}

TEST(DecideIntake, AnotherVersionIsMadeAnewFromEveryState) {
  const std::vector<ObjectVersion> others = {{1001, 42, ""}, {1000, 43, ""}, {1000, 42, "tag"}};
  for (const ObjectVersion& other : others) {
    for (int state = 0; state < kSourceStateCount; ++state) {
      for (const bool current : {true, false}) {
        const KnownSource known = Known(static_cast<SourceState>(state), current, kAll);
        EXPECT_EQ(DecideIntake(other, known, kAll, {}),
                  (IntakeDecision{Verdict::kChanged, SourceState::kPending, kAll, true}));
      }
    }
  }
}

// --- touched
// ------------------------------------------------------------------------------

// As an earlier run read it, so that its content can be compared.
KnownSource WasRead(SourceState state, Reason reason = Reason::kCorrupt) {
  KnownSource known = Known(state, true, state == SourceState::kDone ? kAll : kNone);
  known.reason = reason;
  known.comparable = true;
  return known;
}

constexpr ObjectVersion OfAnotherTime() {
  return {1000, 43, ""};
}

TEST(DecideIntake, WhatWasTouchedStaysWhatItIsAndIsCompared) {
  for (const SourceState state :
       {SourceState::kDone, SourceState::kFailed, SourceState::kQuarantined}) {
    const DerivativeSet lacks;
    EXPECT_EQ(DecideIntake(OfAnotherTime(), WasRead(state), kAll, {}),
              (IntakeDecision{Verdict::kTouched, state, lacks, false, true}));
  }
}

TEST(DecideIntake, WhatWasGoneAndComesBackWithAnotherTimeIsCompared) {
  const IntakeDecision compared{Verdict::kTouched, SourceState::kDone, kNone, false, true};
  KnownSource gone = WasRead(SourceState::kGone);
  gone.current_outputs = kAll;
  EXPECT_EQ(DecideIntake(OfAnotherTime(), gone, kAll, {}), compared);
  EXPECT_EQ(Decide(gone).verdict, Verdict::kReturned) << "the same version";
  EXPECT_EQ(DecideWith(gone, &IntakeRules::compare_content), compared);
  gone.compares = true;
  EXPECT_EQ(Decide(gone), compared) << "it went before it was compared";
  gone.current_outputs = DerivativeSet{0b011};  // another program took the others
  EXPECT_EQ(DecideIntake(OfAnotherTime(), gone, kAll, {}),
            (IntakeDecision{Verdict::kChanged, SourceState::kPending, kAll, true}));
}

TEST(DecideIntake, AnotherSizeNeedsNoComparing) {
  EXPECT_EQ(DecideIntake({1001, 43, ""}, WasRead(SourceState::kDone), kAll, {}).verdict,
            Verdict::kChanged);
}

TEST(DecideIntake, WhatIsMadeAnywayIsNotComparedFirst) {
  const auto verdict = [](const KnownSource& known, const IntakeRules& rules) {
    return DecideIntake(OfAnotherTime(), known, kAll, rules).verdict;
  };
  IntakeRules retry;
  retry.retry_failed = true;
  EXPECT_EQ(verdict(WasRead(SourceState::kFailed), retry), Verdict::kChanged);
  EXPECT_EQ(verdict(WasRead(SourceState::kFailed, Reason::kUnreadable), {}), Verdict::kChanged);
  KnownSource lacking = WasRead(SourceState::kDone);
  lacking.recipe_is_current = false;
  lacking.current_outputs = kNone;
  EXPECT_EQ(verdict(lacking, {}), Verdict::kChanged);
}

// It holds no names: if it is an image now, it has to queue for them like any other.
TEST(DecideIntake, WhatWasNoPictureIsReadAgain) {
  for (const KnownSource& known : {WasRead(SourceState::kSkipped, Reason::kNotAnImage),
                                   WasRead(SourceState::kFailed, Reason::kFormatNotAllowed),
                                   WasRead(SourceState::kFailed, Reason::kKeyCollision)}) {
    EXPECT_EQ(DecideIntake(OfAnotherTime(), known, kAll, {}).verdict, Verdict::kChanged);
  }
}

TEST(DecideIntake, AComparisonThatNoRunCameToIsTakenUpAgain) {
  KnownSource known = WasRead(SourceState::kDone);
  known.compares = true;
  EXPECT_EQ(Decide(known).verdict, Verdict::kTouched);
}

TEST(DecideIntake, ByContentEverySourceAtItsEndIsCompared) {
  EXPECT_EQ(DecideWith(WasRead(SourceState::kDone), &IntakeRules::compare_content).verdict,
            Verdict::kTouched);
  EXPECT_EQ(DecideWith(Known(SourceState::kDone, true, kAll), &IntakeRules::compare_content),
            (IntakeDecision{Verdict::kChanged, SourceState::kPending, kAll, true}))
      << "there is nothing to compare it with";
  EXPECT_EQ(DecideWith(Known(SourceState::kSkipped, true, kAll), &IntakeRules::compare_content),
            (IntakeDecision{Verdict::kRetry, SourceState::kPending, kAll, true}))
      << "only the first bytes of a film were read, and nothing changed";
  EXPECT_EQ(DecideWith(WasRead(SourceState::kPending), &IntakeRules::compare_content).verdict,
            Verdict::kResumed);
}

// --- pending
// --------------------------------------------------------------------------------------

TEST(DecideIntake, APendingSourceGoesOnWithItsCrashesCounted) {
  EXPECT_EQ(
      Decide(Known(SourceState::kPending, true, DerivativeSet{0b001})),
      (IntakeDecision{Verdict::kResumed, SourceState::kPending, DerivativeSet{0b110}, false}));
}

TEST(DecideIntake, APendingSourceOfAnotherRecipeStartsItsCountsAnew) {
  EXPECT_EQ(Decide(Known(SourceState::kPending, false, kNone)),
            (IntakeDecision{Verdict::kResumed, SourceState::kPending, kAll, true}));
}

TEST(DecideIntake, APendingSourceThatLacksNothingIsDone) {
  // The recipe was changed back to an older one before the source was processed.
  const IntakeDecision decision = Decide(Known(SourceState::kPending, false, kAll));
  EXPECT_EQ(decision.verdict, Verdict::kAdopted);
  EXPECT_EQ(decision.state, SourceState::kDone);
  EXPECT_TRUE(decision.lacks.empty());
}

// --- rules for sources
// ----------------------------------------------------------------------------

TEST(DecideIntake, OtherRulesForSourcesTryAgainWhatTheyConcernAlone) {
  const auto expect_only = [](bool IntakeRules::*rule, Reason concerned) {
    for (int i = 0; i < kReasonCount; ++i) {
      const auto reason = static_cast<Reason>(i);
      if (RetryClassOf(reason) != RetryClass::kPermanent) continue;
      if (reason == Reason::kKeyCollision) continue;  // which every run retries
      const KnownSource failed = Known(SourceState::kFailed, true, kNone, reason);
      EXPECT_EQ(Decide(failed).verdict, Verdict::kUnchanged);
      EXPECT_EQ(DecideWith(failed, rule).verdict,
                reason == concerned ? Verdict::kRetry : Verdict::kUnchanged)
          << ReasonWord(reason);
    }
    EXPECT_EQ(DecideWith(Known(SourceState::kDone, true, kAll), rule).verdict, Verdict::kUnchanged);
    EXPECT_EQ(
        DecideWith(Known(SourceState::kQuarantined, true, kNone, Reason::kCrashed), rule).verdict,
        Verdict::kUnchanged);
  };
  expect_only(&IntakeRules::retry_formats, Reason::kFormatNotAllowed);
  expect_only(&IntakeRules::retry_corrupt, Reason::kCorrupt);
}

TEST(DecideIntake, WhatIsTooLargeIsTriedAgainWhereTheLimitsWereOthersThen) {
  IntakeRules rules;
  rules.limits_since = 5;
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    if (RetryClassOf(reason) != RetryClass::kPermanent) continue;
    if (reason == Reason::kKeyCollision) continue;  // which every run retries
    KnownSource failed = Known(SourceState::kFailed, true, kNone, reason);
    failed.decided = 4;
    EXPECT_EQ(DecideIntake(kVersion, failed, kAll, rules).verdict,
              reason == Reason::kTooLarge ? Verdict::kRetry : Verdict::kUnchanged)
        << ReasonWord(reason);
    failed.decided = 5;
    EXPECT_EQ(DecideIntake(kVersion, failed, kAll, rules).verdict, Verdict::kUnchanged);
  }
}

// --- done and skipped
// -----------------------------------------------------------------------------

TEST(DecideIntake, DoneUnderThisRecipeStays) {
  EXPECT_EQ(Decide(Known(SourceState::kDone, true, kAll), true),
            (IntakeDecision{Verdict::kUnchanged, SourceState::kDone, kNone, false}));
}

TEST(DecideIntake, DoneUnderThisRecipeLacksWhatIsNoLongerThere) {
  EXPECT_EQ(
      Decide(Known(SourceState::kDone, true, DerivativeSet{0b011})),
      (IntakeDecision{Verdict::kRestored, SourceState::kPending, DerivativeSet{0b100}, true}));
}

TEST(DecideIntake, DoneUnderAnotherRecipeLacksOnlyWhatChanged) {
  EXPECT_EQ(Decide(Known(SourceState::kDone, false, DerivativeSet{0b101})),
            (IntakeDecision{Verdict::kAdopted, SourceState::kPending, DerivativeSet{0b010}, true}));
}

TEST(DecideIntake, DoneUnderAnotherRecipeAndCompleteStaysDoneWithItsAttempts) {
  EXPECT_EQ(Decide(Known(SourceState::kDone, false, kAll)),
            (IntakeDecision{Verdict::kAdopted, SourceState::kDone, kNone, false}));
}

TEST(DecideIntake, WhatIsNoPictureIsNoneUnderAnyRecipe) {
  for (const bool current : {true, false}) {
    for (const bool retry : {true, false}) {
      EXPECT_EQ(Decide(Known(SourceState::kSkipped, current, kNone, Reason::kNotAnImage), retry),
                (IntakeDecision{Verdict::kUnchanged, SourceState::kSkipped, kNone, false}));
    }
  }
}

TEST(DecideIntake, WhatOlderReadersSkippedIsJudgedAgainOnce) {
  KnownSource known = Known(SourceState::kSkipped, true, kNone, Reason::kNotAnImage);
  known.revision = 1;
  EXPECT_EQ(Decide(known), (IntakeDecision{Verdict::kRetry, SourceState::kPending, kAll, true}));
  known.revision = 2;
  EXPECT_EQ(Decide(known).verdict, Verdict::kUnchanged);
}

TEST(DecideIntake, StrictTurnsWhatIsNoPictureIntoAFailureAndBack) {
  IntakeRules strict;
  strict.strict = true;
  KnownSource known = Known(SourceState::kSkipped, true, kNone, Reason::kNotAnImage);
  known.key = "notes.txt";
  const IntakeDecision failed{Verdict::kUnchanged, SourceState::kFailed, kNone, false};
  EXPECT_EQ(DecideIntake(kVersion, known, kAll, strict), failed);
  known.state = SourceState::kFailed;
  EXPECT_EQ(DecideIntake(kVersion, known, kAll, strict), failed);
  EXPECT_EQ(DecideIntake(kVersion, known, kAll, {}),
            (IntakeDecision{Verdict::kUnchanged, SourceState::kSkipped, kNone, false}));
  known.key = "photo.jpg";
  EXPECT_EQ(DecideIntake(kVersion, known, kAll, {}), failed)
      << "a file that is not a photo is reported";
}

TEST(DecideIntake, WhatWasLeftOutForItsFormatIsTriedAgainOnceThatIsTaken) {
  KnownSource left_out = Known(SourceState::kFailed, true, kNone, Reason::kFormatNotAllowed);
  left_out.format = FileFormat::kPng;
  IntakeRules rules;
  rules.formats = {PictureFormat::kJpeg};
  EXPECT_EQ(DecideIntake(kVersion, left_out, kAll, rules).verdict, Verdict::kUnchanged);
  rules.formats.Add(PictureFormat::kPng);
  EXPECT_EQ(DecideIntake(kVersion, left_out, kAll, rules).verdict, Verdict::kRetry);
  // A run that accepts the format rejected it, so it is of an unsupported kind.
  rules.formats_since = 5;
  left_out.decided = 4;
  EXPECT_EQ(DecideIntake(kVersion, left_out, kAll, rules).verdict, Verdict::kRetry);
  left_out.decided = 5;
  EXPECT_EQ(DecideIntake(kVersion, left_out, kAll, rules).verdict, Verdict::kUnchanged);
  left_out.revision = kRevision - 1;
  EXPECT_EQ(DecideIntake(kVersion, left_out, kAll, rules).verdict, Verdict::kRetry)
      << "this version may know it";
}

TEST(DecideIntake, RawFilesBesidePhotosAreTriedAgainWhereOtherFormatsAreTaken) {
  const KnownSource raw = Known(SourceState::kSkipped, true, kNone, Reason::kFormatNotAllowed);
  EXPECT_EQ(Decide(raw).verdict, Verdict::kUnchanged);
  EXPECT_EQ(DecideWith(raw, &IntakeRules::retry_formats),
            (IntakeDecision{Verdict::kRetry, SourceState::kPending, kAll, true}));
}

TEST(DecideIntake, ARuleMakesAgainWhatAnOlderRevisionMadeByIt) {
  KnownSource raw = Known(SourceState::kDone, true, kAll);
  raw.key = "a/photo.NEF";
  raw.revision = 1;
  IntakeRules rules;
  EXPECT_EQ(DecideIntake(kVersion, raw, kAll, rules).verdict, Verdict::kUnchanged)
      << "nothing is made again by itself";
  rules.remake = {"tiff_reader", "raw_previews"};
  EXPECT_EQ(DecideIntake(kVersion, raw, kAll, rules),
            (IntakeDecision{Verdict::kRemade, SourceState::kPending, kAll, true}));
  raw.revision = 2;
  EXPECT_EQ(DecideIntake(kVersion, raw, kAll, rules).verdict, Verdict::kUnchanged) << "made since";
  raw.revision = 1;
  raw.key = "a/photo.jpg";
  EXPECT_EQ(DecideIntake(kVersion, raw, kAll, rules).verdict, Verdict::kUnchanged)
      << "the rule says nothing of it";
  raw.key = "a/photo.heic";
  rules.remake = {"heic_references"};
  EXPECT_EQ(DecideIntake(kVersion, raw, kAll, rules).verdict, Verdict::kUnchanged)
      << "that rule refused, and made nothing";
}

TEST(DecideIntake, WhatAnOlderRevisionRefusedByAMendedRuleIsTriedAgainOnce) {
  KnownSource heic = Known(SourceState::kFailed, true, kNone, Reason::kCorrupt);
  heic.key = "a/IMG_1.HEIC";
  heic.revision = 1;
  EXPECT_EQ(Decide(heic), (IntakeDecision{Verdict::kRetry, SourceState::kPending, kAll, true}));
  heic.revision = kRevision;
  EXPECT_EQ(Decide(heic).verdict, Verdict::kUnchanged);
}

// --- failed and quarantined
// -----------------------------------------------------------------------

TEST(DecideIntake, AFailureIsTriedAgainByItsRetryClass) {
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    const IntakeDecision decision = Decide(Known(SourceState::kFailed, true, kNone, reason));
    // Whether the name is free by now is decided when it is claimed.
    const bool tried_again = reason == Reason::kKeyCollision;
    if (RetryClassOf(reason) == RetryClass::kPermanent && !tried_again) {
      EXPECT_EQ(decision, (IntakeDecision{Verdict::kUnchanged, SourceState::kFailed, kNone, false}))
          << ReasonWord(reason);
    } else {
      EXPECT_EQ(decision, (IntakeDecision{Verdict::kRetry, SourceState::kPending, kAll, true}))
          << ReasonWord(reason);
    }
  }
}

TEST(DecideIntake, APermanentFailureIsTriedAgainWhenAskedOrUnderAnotherRecipe) {
  const IntakeDecision retry{Verdict::kRetry, SourceState::kPending, kAll, true};
  EXPECT_EQ(Decide(Known(SourceState::kFailed, true, kNone), true), retry);
  EXPECT_EQ(Decide(Known(SourceState::kFailed, false, kNone), false), retry);
}

TEST(DecideIntake, AFailedSourceKeepsWhatAnEarlierRecipeMadeOfIt) {
  EXPECT_EQ(Decide(Known(SourceState::kFailed, false, DerivativeSet{0b100})).lacks,
            DerivativeSet{0b011});
}

TEST(DecideIntake, AFailedSourceThatLacksNothingIsDone) {
  EXPECT_EQ(Decide(Known(SourceState::kFailed, false, kAll)),
            (IntakeDecision{Verdict::kAdopted, SourceState::kDone, kNone, true}));
}

TEST(DecideIntake, QuarantineEndsOnlyWhenAskedOrUnderAnotherRecipe) {
  // Not even for a reason with which a failed source would be retried.
  EXPECT_EQ(Decide(Known(SourceState::kQuarantined, true, kNone, Reason::kOutOfMemory)),
            (IntakeDecision{Verdict::kUnchanged, SourceState::kQuarantined, kNone, false}));
  const IntakeDecision retry{Verdict::kRetry, SourceState::kPending, kAll, true};
  EXPECT_EQ(Decide(Known(SourceState::kQuarantined, true, kNone), true), retry);
  EXPECT_EQ(Decide(Known(SourceState::kQuarantined, false, kNone), false), retry);
}

// --- gone
// -----------------------------------------------------------------------------------------

TEST(DecideIntake, AGoneSourceComesBackAsWhatItsOutputsSay) {
  for (const bool current : {true, false}) {
    EXPECT_EQ(Decide(Known(SourceState::kGone, current, kAll)),
              (IntakeDecision{Verdict::kReturned, SourceState::kDone, kNone, false}));
    EXPECT_EQ(
        Decide(Known(SourceState::kGone, current, DerivativeSet{0b011})),
        (IntakeDecision{Verdict::kReturned, SourceState::kPending, DerivativeSet{0b100}, true}));
  }
}

// --- properties
// -----------------------------------------------------------------------------------

rc::Gen<KnownSource> AnyKnown() {
  return rc::gen::map(rc::gen::tuple(rc::gen::inRange(0, kSourceStateCount),
                                     rc::gen::inRange(0, kReasonCount), rc::gen::arbitrary<bool>(),
                                     rc::gen::inRange<uint32_t>(0, 8), rc::gen::arbitrary<bool>()),
                      [](const std::tuple<int, int, bool, uint32_t, bool>& draw) {
                        const auto [state, reason, current, outputs, changed] = draw;
                        KnownSource known =
                            Known(static_cast<SourceState>(state), current, DerivativeSet{outputs},
                                  static_cast<Reason>(reason));
                        if (changed) known.version.size += 1;
                        return known;
                      });
}

TEST(DecideIntakeProperty, OnlyPendingSourcesLackSomethingAndNeverNothing) {
  EXPECT_TRUE(rc::check([] {
    const KnownSource known = *AnyKnown();
    const IntakeDecision decision = Decide(known, *rc::gen::arbitrary<bool>());
    RC_ASSERT((decision.state == SourceState::kPending) == !decision.lacks.empty());
    RC_ASSERT((decision.lacks.bits & ~kAll.bits) == 0U);
    RC_ASSERT(decision.state != SourceState::kGone);
  }));
}

TEST(DecideIntakeProperty, WhatIsCurrentIsNeverMadeAgain) {
  EXPECT_TRUE(rc::check([] {
    const KnownSource known = *AnyKnown();
    RC_PRE(known.version == kVersion);
    const IntakeDecision decision = Decide(known, *rc::gen::arbitrary<bool>());
    RC_ASSERT((decision.lacks.bits & known.current_outputs.bits) == 0U);
  }));
}

TEST(DecideIntakeProperty, AListingTwiceDecidesNothingNew) {
  // After the first listing, the source has the current recipe; the second only resumes it.
  EXPECT_TRUE(rc::check([] {
    KnownSource known = *AnyKnown();
    const IntakeDecision first = Decide(known);
    known.version = kVersion;
    known.state = first.state;
    if (first.verdict != Verdict::kUnchanged) {
      known.recipe_is_current = true;
      known.current_outputs = DerivativeSet{kAll.bits & ~first.lacks.bits};
    }
    const IntakeDecision second = Decide(known);
    RC_ASSERT(second.state == first.state);
    RC_ASSERT(second.lacks == first.lacks);
    RC_ASSERT(!second.clears_outcome);
  }));
}

TEST(TooManyGone, MoreThanOneInTen) {
  EXPECT_FALSE(TooManyGone(0, 0));
  EXPECT_FALSE(TooManyGone(0, 5));
  EXPECT_TRUE(TooManyGone(1, 9));
  EXPECT_FALSE(TooManyGone(1, 10));
  EXPECT_TRUE(TooManyGone(2, 19));
  EXPECT_FALSE(TooManyGone(1'000'000, 10'000'000));
  EXPECT_TRUE(TooManyGone(1'000'001, 10'000'000));
  EXPECT_TRUE(TooManyGone(3, 3));
}

}  // namespace
}  // namespace photomill
