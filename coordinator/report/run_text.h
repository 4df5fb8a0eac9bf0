// What a run found and created, in words, for the summary and for `photomill status`.
#pragma once

#include <string>

#include "coordinator/ledger/ledger.h"

namespace photomill {

// What the listed objects meant ("12 new, 4,308 unchanged"); empty if all of them are new.
std::string ListedText(const Tally& tally);

// The number of listed objects, whatever they meant.
int64_t ListedOf(const Tally& tally);

// What was created for the sources of RunCount::kMade ("8,640 files, 1.2 GB; 12 photos again").
std::string MadeText(const Tally& tally);

// Bytes of the done sources and of their outputs.
std::string BytesText(const Tally& tally);

// "3.2 s ago". The two times can be from different clocks: a time in the future counts as now.
std::string AgoText(UnixMillis now, UnixMillis at);

// Text about sources that are gone, and their outputs.
std::string GoneText(const Tally& tally);

}  // namespace photomill
