// Reads recipes as people write them, in text format or JSON. An accepted recipe must stay the same
// when it is printed and read again, and all its derivatives must have a description and keys.
#include "common/model/key_template.h"
#include "common/wire/recipe_codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<Recipe> recipe = ParseRecipe(input, "recipe.textproto");
  if (!recipe) return CheckTold(recipe.failure());
  const Result<Recipe> again = ParseRecipe(PrintRecipe(*recipe), "printed");
  PHOTOMILL_CHECK(again.ok() && *again == *recipe);

  const Recipe ordered = InCanonicalOrder(*recipe);
  for (size_t i = 0; i < ordered.derivatives.size(); ++i) {
    const Derivative& derivative = ordered.derivatives[i];
    PHOTOMILL_CHECK(!Describe(derivative).empty());
    // A name can become longer than file systems allow.
    const Result<std::string> key = ClaimedKey(derivative.key, "folder/name.jpg");
    if (!key) CheckTold(key.failure());
    const Result<std::string> other = ClaimedKey(KeyTemplate(derivative, true), "folder/name.jpg");
    if (!other) CheckTold(other.failure());
    PHOTOMILL_CHECK(DerivativeDigest(ordered, i) == DerivativeDigest(InCanonicalOrder(*again), i));
  }
}

}  // namespace photomill::fuzz
