// Properties of every message and every frame, valid or not. A failure prints the seed that replays
// it (RC_PARAMS).
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "common/base/limits.h"
#include "common/base/random.h"
#include "common/base/text.h"
#include "common/wire/codec.h"
#include "common/wire/recipe_codec.h"
#include "tests/property/common/wire/message_bounds.h"
#include "tests/property/common/wire/message_generators.h"

namespace photomill {
namespace {

// Decodes untrusted input: it is refused with a reason, or every value is within bounds and
// survives another round through the codec.
template <typename Message>
void ExpectHarmless(std::string_view frame, Result<Message> (*decode)(std::string_view)) {
  const Result<Message> decoded = decode(frame);
  if (!decoded.ok()) {
    RC_ASSERT(decoded.failure().reason == Reason::kInvalid);
    RC_ASSERT(!decoded.failure().detail.empty());
    RC_ASSERT(decoded.failure().detail.size() <= limits::kDetailBytesMax);
    return;
  }
  RC_ASSERT(OutOfBounds(*decoded) == "");
  const Result<Message> again = decode(Encode(*decoded));
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == *decoded);
}

// Flips bits, truncates, repeats and inserts.
std::string Damaged(std::string frame, Random& random) {
  const uint64_t changes = 1 + random.Below(4);
  for (uint64_t i = 0; i < changes && !frame.empty(); ++i) {
    const size_t at = random.Below(frame.size());
    switch (random.Below(4)) {
      case 0:
        frame.resize(at);
        break;
      case 1:
        frame.insert(at, 1, static_cast<char>(random.Next()));
        break;
      default:
        frame[at] = static_cast<char>(frame[at] ^ (1 << random.Below(8)));
    }
  }
  return frame;
}

RC_GTEST_PROP(CodecPropertiesTest, EveryWorkerMessageSurvives, ()) {
  for (int i = 0; i < 5; ++i) {
    const WorkerMessage message = *AnyWorkerMessage();
    RC_ASSERT(OutOfBounds(message) == "");
    const Result<WorkerMessage> decoded = DecodeWorkerMessage(Encode(message));
    RC_ASSERT(decoded.ok());
    RC_ASSERT(*decoded == message);
  }
}

RC_GTEST_PROP(CodecPropertiesTest, EveryCoordinatorMessageSurvives, ()) {
  for (int i = 0; i < 5; ++i) {
    const CoordinatorMessage message = *AnyCoordinatorMessage();
    RC_ASSERT(OutOfBounds(message) == "");
    const Result<CoordinatorMessage> decoded = DecodeCoordinatorMessage(Encode(message));
    RC_ASSERT(decoded.ok());
    RC_ASSERT(*decoded == message);
  }
}

RC_GTEST_PROP(CodecPropertiesTest, EveryRecipeSurvivesAsText, ()) {
  const Recipe recipe = *AnyRecipe();
  const Result<Recipe> parsed = ParseRecipe(PrintRecipe(recipe), "recipe");
  RC_ASSERT(parsed.ok());
  RC_ASSERT(*parsed == recipe);
}

RC_GTEST_PROP(CodecPropertiesTest, DamagedFramesOfWorkersAreHarmless, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int message = 0; message < 5; ++message) {
    const std::string frame = Encode(*AnyWorkerMessage());
    for (int i = 0; i < 100; ++i) ExpectHarmless(Damaged(frame, random), &DecodeWorkerMessage);
  }
}

RC_GTEST_PROP(CodecPropertiesTest, DamagedFramesOfTheCoordinatorAreHarmless, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int message = 0; message < 5; ++message) {
    const std::string frame = Encode(*AnyCoordinatorMessage());
    for (int i = 0; i < 100; ++i) ExpectHarmless(Damaged(frame, random), &DecodeCoordinatorMessage);
  }
}

RC_GTEST_PROP(CodecPropertiesTest, RandomBytesAreHarmless, ()) {
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int i = 0; i < 200; ++i) {
    std::string frame(random.Below(200), '\0');
    for (char& c : frame) c = static_cast<char>(random.Next());
    // Often with a plausible beginning, so that the bytes reach a message's fields.
    if (frame.size() > 2 && random.Below(2) == 0) {
      frame[0] = static_cast<char>((1 + random.Below(7)) << 3 | 2);
      frame[1] = static_cast<char>(std::min<size_t>(frame.size() - 2, 127));
    }
    ExpectHarmless(frame, &DecodeWorkerMessage);
    ExpectHarmless(frame, &DecodeCoordinatorMessage);
  }
}

RC_GTEST_PROP(CodecPropertiesTest, DamagedRecipesAreHarmless, ()) {
  const std::string text = PrintRecipe(*AnyRecipe());
  Random random(*rc::gen::arbitrary<uint64_t>());
  for (int i = 0; i < 20; ++i) {
    const Result<Recipe> parsed = ParseRecipe(Damaged(text, random), "recipe");
    if (parsed.ok()) {
      RC_ASSERT(Validate(*parsed).ok());
    } else {
      RC_ASSERT(parsed.failure().detail.starts_with("recipe:"));
    }
  }
}

}  // namespace
}  // namespace photomill
