#include "coordinator/start/destination_identity.h"

#include <dirent.h>
#include <fmt/core.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <memory>
#include <sstream>

#include "common/base/text.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/own_file.h"
#include "coordinator/start/known_destinations.h"

namespace photomill {
namespace {

// Every new ext4 file system has this directory.
constexpr std::string_view kLostAndFound = "lost+found";

constexpr uint64_t kRecordBytesMax = 4096;
constexpr size_t kTokensMax = 64;
constexpr std::string_view kUncheckedLine = "unchecked";

std::string RecordFile(const std::string& state_folder) {
  return state_folder + "/destination";
}

bool IsFolder(const std::string& url) {
  return url.find("://") == std::string::npos;
}

// Whether a destination folder contains anything except photomill's own files.
Result<bool> HoldsForeignFiles(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()), &closedir);
  if (!folder) return FailureFromErrno(errno, "cannot list the destination " + Quoted(path));
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    const bool ours = name == kStateFolder || name.starts_with(kProbePrefix);
    if (name != "." && name != ".." && !ours && name != kLostAndFound) return true;
  }
  return false;
}

// Unreadable marks are ignored.
std::map<std::string, MigrationMark> ReadMarks(const std::string& url) {
  std::map<std::string, MigrationMark> marks;
  const Result<std::unique_ptr<ObjectStore>> store =
      OpenStore(fmt::format("{}/{}", url, kTokenFolder));
  if (!store) return marks;
  std::vector<std::string> ids;
  ListVisitor visitor;
  visitor.on_object = [&](const StoredObject& object) {
    ids.push_back(object.key);
    return ids.size() < kMarksMax;
  };
  if (Status listed = (*store)->List({}, visitor); !listed) return marks;
  for (const std::string& id : ids) {
    const Result<ReadObject> text = (*store)->Read(id, kMarkBytesMax);
    if (text) marks[id] = ParseMark(text->bytes);
  }
  return marks;
}

const MigrationMark* FindMark(const FoundDestination& found,
                              const std::optional<LedgerIdentity>& ledger) {
  if (!ledger) return nullptr;
  const auto mark = found.marks.find(ledger->migration_id);
  return mark == found.marks.end() ? nullptr : &mark->second;
}

std::string WhatIsThere(const FoundDestination& found, const std::string& others) {
  if (!found.exists) return "does not exist";
  if (!others.empty()) return fmt::format("belongs to {}, not to this migration", others);
  return found.holds_files ? "does not have this migration's mark"
                           : "is empty, although the ledger lists outputs in it";
}

std::string MountText(const DestinationRequest& request) {
  const std::optional<std::string> point =
      IsFolder(request.destination) ? UnmountedPoint(request.destination) : std::nullopt;
  return point ? fmt::format("; /etc/fstab has a mount point at {}, but nothing is mounted there",
                             Quoted(*point))
               : "";
}

Failure NotFound(const FoundDestination& found, const LedgerIdentity& ledger,
                 const DestinationRequest& request) {
  const std::string others = OthersText(found, ledger.migration_id);
  std::string text = fmt::format("the destination {} {}{}", Quoted(request.destination),
                                 WhatIsThere(found, others), MountText(request));
  if (ledger.destination_url != request.destination) {
    return Invalid(fmt::format(
        "{}: the destination of this ledger is {}. Name that, or the place that it was moved to, "
        "with its folder {}; if the outputs are lost, add --new_destination to remake them here",
        text, Quoted(ledger.destination_url), kStateFolder));
  }
  return Invalid(text +
                 ": is it mounted? Mount it and run the same command again; if it has moved, name "
                 "its new place; if its outputs are lost, add --new_destination to remake the "
                 "missing ones");
}

Failure AnOlderOne(const DestinationRequest& request) {
  return Invalid(fmt::format(
      "the destination {} is not as the last run left it: its mark is an older one{}. "
      "Is it mounted? Mount it and run the same command again; if it, or the ledger, "
      "was restored from a backup or copied, add --new_destination to remake missing outputs",
      Quoted(request.destination), MountText(request)));
}

std::string DayOf(UnixMillis time) {
  const auto seconds_since = static_cast<std::time_t>(time / 1000);
  std::tm parts{};
  gmtime_r(&seconds_since, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts)};
}

std::string StateOfFolder(const FoundDestination& found) {
  if (!found.exists) return " does not exist";
  return found.holds_files ? " has files of somebody else" : " is empty";
}

// A folder without the mark of the migration that wrote into it may be a mount point that is not
// mounted, whatever else is in it.
Status CheckMounted(const FoundDestination& found, const DestinationRequest& request) {
  if (request.new_destination || !IsFolder(request.destination)) return {};
  if (found.holds_files && (request.into_existing || request.beside_originals)) return {};
  const std::string place =
      fmt::format("the destination {}{}", Quoted(request.destination), StateOfFolder(found));
  const std::optional<KnownDestination> known =
      FindKnownDestination(request.notes_file, request.destination);
  if (known && !found.marks.contains(known->migration_id)) {
    return Invalid(
        fmt::format("{}, but photomill wrote into it on {}{}: is it mounted? Mount it and run the "
                    "same command again; if it has moved, name its new place, or bring back its "
                    "folder {}; to start over there, add {}",
                    place, DayOf(known->seen), MountText(request), kStateFolder,
                    found.holds_files ? "--into_existing" : "--new_destination"));
  }
  if (found.holds_files) return {};
  if (const std::optional<std::string> point = UnmountedPoint(request.destination)) {
    return Invalid(
        fmt::format("{}, and /etc/fstab has a mount point at {}, but nothing is mounted there: "
                    "mount it and run the same command again; to write into the unmounted folder "
                    "all the same, add --new_destination",
                    place, Quoted(*point)));
  }
  return {};
}

// A folder with files that are not this ledger's.
Failure NotEmpty(const FoundDestination& found, const std::string& others,
                 const DestinationRequest& request) {
  const std::string place = "the destination " + Quoted(request.destination);
  const std::string beside =
      "--into_existing to write next to the existing files (none of them is replaced)";
  if (others.empty()) {
    return Invalid(
        fmt::format("{} is not empty and has no ledger of an earlier run: name an empty or new "
                    "folder, or add {}",
                    place, beside));
  }
  const MigrationMark* here = nullptr;
  for (const auto& [id, mark] : found.marks) {
    if (mark.host != HostName() || mark.state.empty()) continue;
    if (mark.state == request.state_folder) {
      return Invalid(
          fmt::format("{} belongs to {}, but that ledger is missing: restore it from a backup, or "
                      "name an empty or new folder to start over",
                      place, Describe(mark)));
    }
    here = &mark;
  }
  return Invalid(fmt::format(
      "{} belongs to {}, which is not the ledger of this command: {} an empty or new folder, or "
      "add {}",
      place, others,
      here != nullptr
          ? fmt::format("to resume that migration, add --state={}; for another one, name",
                        ShellQuoted(here->state))
          : "name",
      beside));
}

// Another migration may count files as its outputs that this one wrote (output.found in its ledger).
std::string SharedNote(const std::string& others) {
  if (others.empty()) return "";
  return fmt::format(
      "the destination also belongs to {}, which may count on files that this run replaces: "
      "photomill verify for that one names them",
      others);
}

void AddNote(const std::string& note, DestinationDecision& decision) {
  if (!decision.note.empty() && !note.empty()) decision.note += "; ";
  decision.note += note;
}

// Decides for a migration that has nothing in its destination yet.
Result<DestinationDecision> DecideFirst(const FoundDestination& found,
                                        const std::optional<LedgerIdentity>& ledger,
                                        const DestinationRequest& request) {
  DestinationDecision decision;
  const std::string others = OthersText(found, ledger ? ledger->migration_id : "");
  if (const MigrationMark* mark = FindMark(found, ledger)) decision.mark = *mark;
  decision.moved = ledger && ledger->destination_url != request.destination;
  if (!decision.mark) {
    if (Status mounted = CheckMounted(found, request); !mounted) return mounted.failure();
    if (found.holds_files && !request.into_existing && !request.beside_originals) {
      return NotEmpty(found, others, request);
    }
  }
  AddNote(SharedNote(others), decision);
  return decision;
}

}  // namespace

std::string Describe(const MigrationMark& mark) {
  if (mark.source.empty()) return "a migration of an older version";
  return fmt::format("the migration of {} (ledger in {} on {})", Quoted(mark.source),
                     Quoted(mark.state), Escaped(mark.host));
}

std::string OthersText(const FoundDestination& found, const std::string& own_id) {
  std::string text;
  for (const auto& [id, mark] : found.marks) {
    if (id == own_id) continue;
    text += (text.empty() ? "" : ", and to ") + Describe(mark);
  }
  return text;
}

Result<FoundDestination> LookAtDestination(const std::string& url) {
  FoundDestination found;
  if (!IsFolder(url)) {
    found.exists = true;
    found.marks = ReadMarks(url);
    return found;
  }
  struct stat status {};
  if (stat(url.c_str(), &status) != 0) {
    if (errno == ENOENT) return found;
    return FailureFromErrno(errno, "cannot open the destination " + Quoted(url));
  }
  if (!S_ISDIR(status.st_mode)) {
    return Invalid(fmt::format("the destination {} is a file: name a folder", Quoted(url)));
  }
  found.exists = true;
  const Result<bool> holds_files = HoldsForeignFiles(url);
  if (!holds_files) return holds_files.failure();
  found.holds_files = *holds_files;
  found.marks = ReadMarks(url);
  return found;
}

Result<DestinationDecision> DecideDestination(const FoundDestination& found,
                                              const std::optional<LedgerIdentity>& ledger,
                                              const DestinationRequest& request) {
  if (!ledger || ledger->ever_known == 0) return DecideFirst(found, ledger, request);
  DestinationDecision decision;
  decision.moved = ledger->destination_url != request.destination;
  if (const MigrationMark* mark = FindMark(found, ledger)) {
    if (!IsRecorded(request.record, mark->token) && !request.new_destination) {
      return AnOlderOne(request);
    }
    decision.mark = *mark;
    decision.lost = request.new_destination || mark->unchecked || request.record.unchecked;
    if (decision.moved) {
      AddNote(fmt::format("the destination has moved from {} to {}: found by its mark",
                          Quoted(ledger->destination_url), Quoted(request.destination)),
              decision);
    }
    AddNote(SharedNote(OthersText(found, ledger->migration_id)), decision);
    return decision;
  }
  if (!request.new_destination) return NotFound(found, *ledger, request);
  if (decision.moved && found.holds_files && !request.into_existing && !request.beside_originals) {
    return Invalid(fmt::format(
        "the new destination {} is not empty: name an empty or new folder, or add --into_existing "
        "to write next to the existing files (none of them is replaced)",
        Quoted(request.destination)));
  }
  decision.lost = true;
  decision.note =
      fmt::format("the destination {} is new to this ledger: missing outputs are remade",
                  Quoted(request.destination));
  return decision;
}

bool IsRecorded(const DestinationRecord& record, const std::string& token) {
  const std::vector<std::string>& tokens = record.tokens;
  return tokens.empty() || std::find(tokens.begin(), tokens.end(), token) != tokens.end();
}

Result<DestinationRecord> ReadDestinationRecord(const std::string& state_folder) {
  DestinationRecord record;
  const Result<std::string> text = ReadOwnFile(RecordFile(state_folder), kRecordBytesMax);
  if (!text) {
    if (text.failure().reason == Reason::kSourceVanished) return record;
    return text.failure();
  }
  std::istringstream lines(*text);
  for (std::string line; std::getline(lines, line);) {
    if (line == kUncheckedLine) {
      record.unchecked = true;
    } else if (!line.empty()) {
      record.tokens.push_back(line);
    }
  }
  return record;
}

Status WriteDestinationRecord(const std::string& state_folder, const DestinationRecord& record) {
  std::string text;
  for (const std::string& token : record.tokens) text += token + "\n";
  if (record.unchecked) text += std::string(kUncheckedLine) + "\n";
  return WriteFileDurably(RecordFile(state_folder), text, 0644);
}

// The first ones are of starts that could not publish theirs; the published one is the last.
DestinationRecord WithToken(const DestinationRecord& before, const std::string& token,
                            const std::optional<MigrationMark>& found) {
  DestinationRecord record = before;
  if (record.tokens.empty() && found) record.tokens.push_back(found->token);
  if (record.tokens.size() >= kTokensMax) record.tokens.erase(record.tokens.begin());
  record.tokens.insert(record.tokens.begin(), token);
  return record;
}

Status PublishMark(ObjectStore& destination, const std::string& migration_id,
                   const MigrationMark& mark) {
  Result<StagedObject> staged =
      destination.Stage(MarkKey(migration_id), RenderMark(mark), "token-" + mark.token);
  if (!staged) return staged.failure();
  return destination.Commit({*staged});
}

}  // namespace photomill
