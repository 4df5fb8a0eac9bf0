// Whose destination a folder is, by the marks of migrations in it (common/storage/migration_mark),
// and what a start decides from them. Nothing here changes the destination, except PublishMark.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/storage/migration_mark.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

// The state of a destination.
struct FoundDestination {
  bool exists = false;
  bool holds_files = false;                    // besides photomill's own folder
  std::map<std::string, MigrationMark> marks;  // by migration id, at most kMarksMax
};

// Creates nothing. A store that is not a local folder counts as existing and holding files.
Result<FoundDestination> LookAtDestination(const std::string& url);

// What STATE/destination records. Each start publishes a mark with a new token, and records it
// first: a mark with a token that is not recorded is an older copy, such as one in the folder below
// an unmounted destination or in a restored backup.
struct DestinationRecord {
  // Of the last published mark, and of later ones that may have been published. Empty: not known.
  std::vector<std::string> tokens;
  bool unchecked = false;  // as MigrationMark::unchecked, also if the mark could not be published
  bool operator==(const DestinationRecord&) const = default;
};

struct DestinationRequest {
  std::string destination;   // canonical url
  std::string state_folder;  // canonical
  bool into_existing = false;
  bool new_destination = false;
  bool beside_originals = false;  // source and destination are the same folder
  std::string notes_file;         // of known destinations
  DestinationRecord record{};
};

// The result of DecideDestination.
struct DestinationDecision {
  bool moved = false;                 // the ledger names another place
  bool lost = false;                  // outputs that the ledger lists as done may be missing
  std::optional<MigrationMark> mark;  // this migration's mark, if found
  std::string note{};                 // human-readable; empty: nothing to report
};

// Whether the destination may be used, given the ledger's identity (empty: a first start). A ledger
// with sources needs its mark there, or the user's confirmation that the destination is new.
Result<DestinationDecision> DecideDestination(const FoundDestination& found,
                                              const std::optional<LedgerIdentity>& ledger,
                                              const DestinationRequest& request);

// "the migration of '/photos' (ledger in '/photos-new/.photomill' on nas)"
std::string Describe(const MigrationMark& mark);

// The other migrations whose marks are there: Describe() of each, with ", and to " between them;
// empty if there is none.
std::string OthersText(const FoundDestination& found, const std::string& own_id);

// Empty if there is none. Fails if it cannot be read.
Result<DestinationRecord> ReadDestinationRecord(const std::string& state_folder);
Status WriteDestinationRecord(const std::string& state_folder, const DestinationRecord& record);
// Before a mark with a new token is published. A failure leaves the old record.
DestinationRecord WithToken(const DestinationRecord& before, const std::string& token,
                            const std::optional<MigrationMark>& found);
// Whether a mark with this token is the one that was published last, as far as that is recorded.
bool IsRecorded(const DestinationRecord& record, const std::string& token);

// Proves early that the destination is writable.
Status PublishMark(ObjectStore& destination, const std::string& migration_id,
                   const MigrationMark& mark);

}  // namespace photomill
