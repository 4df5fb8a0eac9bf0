// Everything that `photomill explain` shows about one source, as text and as JSON. Pure.
#pragma once

#include <optional>
#include <string>

#include "coordinator/ledger/source_account.h"
#include "coordinator/report/photo/pending_cause.h"

namespace photomill {

// What the live run says about a pending source (coordinator/core/task_standing.h).
struct LiveAnswer {
  std::string word;  // StandingWord: "no_credit"
  std::string text;  // human-readable
};

struct Explanation {
  SourceAccount account;
  int64_t last_run = 0;
  bool alive = false;                // the last run is still running
  std::string paused{};              // as in PendingFacts
  std::optional<LiveAnswer> live{};  // empty: the run was not asked, or could not answer
  std::optional<OutputOwner> asked;  // if the key that was asked for is one of the destination
  std::string asked_key{};
};

std::string RenderExplanation(const Explanation& explanation);

// One JSON object in one line; docs/commands.md has its fields.
std::string ExplanationJson(const Explanation& explanation);

// "current", "to_be_replaced", "not_wanted", "orphan".
std::string_view OutputFateWord(OutputFate fate);
// "output", "claim", "replaced", "own_file".
std::string_view OutputTieWord(OutputTie tie);

}  // namespace photomill
