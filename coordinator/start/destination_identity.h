// Whose destination a folder is: the marks of migrations in it (common/storage/migration_mark), and
// what a start makes of them. Looks without changing anything; only PublishMark writes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/storage/migration_mark.h"
#include "common/storage/object_store.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

// What stands at a destination's place.
struct FoundDestination {
  bool exists = false;
  bool holds_files = false;                    // beside photomill's own folder
  std::map<std::string, MigrationMark> marks;  // by migration id, kMarksMax at the most
};

// Nothing is made. A store that is no local folder counts as one that exists and holds files.
Result<FoundDestination> LookAtDestination(const std::string& url);

struct DestinationRequest {
  std::string destination;   // canonical url
  std::string state_folder;  // canonical
  bool into_existing = false;
  bool new_destination = false;
  bool beside_originals = false;  // source and destination are one folder
  std::string notes_file;         // of known destinations
};

// What a start goes on with.
struct DestinationDecision {
  bool moved = false;                 // the ledger names another place
  bool lost = false;                  // what the ledger calls done may not be there
  std::optional<MigrationMark> mark;  // this migration's, where it was found
  std::string note{};                 // for people; empty: nothing to tell
};

// Whether the destination may be used, given the ledger's identity (nothing: a first start). A
// ledger that knows sources needs its mark there, or the user's word that the destination is new.
Result<DestinationDecision> DecideDestination(const FoundDestination& found,
                                              const std::optional<LedgerIdentity>& ledger,
                                              const DestinationRequest& request);

// "the migration of '/photos' (ledger in '/photos-new/.photomill' on nas)"
std::string Describe(const MigrationMark& mark);

// Proves at once that the destination can be written to.
Status PublishMark(ObjectStore& destination, const std::string& migration_id,
                   const MigrationMark& mark);

}  // namespace photomill
