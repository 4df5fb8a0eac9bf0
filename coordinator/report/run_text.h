// What a run found and what it made, in words: for the summary and for `photomill status`.
#pragma once

#include <string>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// What the listed objects meant ("12 new, 4,308 unchanged"); empty where all of them are new.
std::string ListedText(const Tally& tally);

// How many objects were listed, whatever they meant.
int64_t ListedOf(const Tally& tally);

// What was made for the sources of RunCount::kMade ("8,640 files, 1.2 GB; 12 photos again").
std::string MadeText(const Tally& tally);

// Bytes of the done sources and of their outputs.
std::string BytesText(const Tally& tally);

// "3.2 s ago", by two clocks that may differ: what is in the future was just now.
std::string AgoText(UnixMillis now, UnixMillis at);

// Of sources that are gone, and of their outputs.
std::string GoneText(const Tally& tally);

}  // namespace photomill
