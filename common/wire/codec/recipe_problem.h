// What is wrong with a recipe that protobuf cannot read, for the people who wrote it: the place,
// the word, and what would be right. protobuf's own texts speak of types and descriptors.
#pragma once

#include <string>
#include <string_view>

namespace photomill::wire {

// A place in the text, both counted from 1; line 0 where it is not known.
struct Place {
  int line = 0;
  int column = 0;
};

struct RecipeProblem {
  Place place;
  std::string text;
};

// From an error of the text format's parser, which stands at `place` or a word further on.
RecipeProblem ExplainTextError(std::string_view recipe, Place place, std::string_view message);

// From an error of the JSON reader, which tells no place but by quoting.
RecipeProblem ExplainJsonError(std::string_view recipe, std::string_view message);

}  // namespace photomill::wire
