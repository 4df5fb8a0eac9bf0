#include "tests/property/coordinator/ledger/history_world.h"

#include <algorithm>

#include "common/model/key_template.h"
#include "common/model/name_folding.h"
#include "common/model/ownership.h"

namespace photomill {
namespace {

constexpr uint64_t kPhotoBytes = 1000;

Derivative DerivativeOf(const std::string& name, const std::string& key,
                        const std::string& otherwise, uint32_t quality) {
  Derivative derivative;
  derivative.name = name;
  derivative.width = name == "photo" ? 2048 : 320;
  derivative.height = derivative.width;
  derivative.quality = quality;
  derivative.key = key;
  derivative.otherwise = otherwise;
  return derivative;
}

// Removes one equal entry.
void Forget(std::vector<OwnFile>& notes, const OwnFile& file) {
  const auto found = std::find(notes.begin(), notes.end(), file);
  if (found != notes.end()) notes.erase(found);
}

}  // namespace

HistoryWorld::HistoryWorld(uint64_t library, uint64_t interleaving, bool may_fold)
    : choices_(library),
      interleaving_(interleaving),
      may_fold_(may_fold),
      folds_(Choose(4) == 0 && may_fold) {}

Recipe HistoryWorld::RecipeNow() const {
  const Derivative thumb = DerivativeOf("thumb", "thumbs/{dir}/{stem}.webp", "", 80);
  switch (recipe_) {
    case 0:
      return {{DerivativeOf("photo", "{dir}/{stem}.jpg", "{dir}/{name}.jpg", 82),
               DerivativeOf("thumb", "thumbs/{dir}/{stem}.webp", "thumbs/{dir}/{name}.webp", 80)}};
    case 1:
      return {{DerivativeOf("photo", "{dir}/{stem}.jpg", "", 82), thumb}};
    case 2:
      return {{DerivativeOf("photo", "{dir}/{stem}.jpg", "{dir}/{name}.jpg", 90), thumb}};
    default:
      return {{DerivativeOf("photo", "{dir}/{name}.jpg", "", 82)}};
  }
}

std::string HistoryWorld::SomeKey() {
  static const std::vector<std::string> kFolders = {"", "d/"};
  static const std::vector<std::string> kStems = {"A", "a", "B", "A.jpg"};
  static const std::vector<std::string> kExtensions = {".JPG", ".jpg", ".heic", ".aae", ".CR2"};
  return kFolders[Choose(kFolders.size())] + kStems[Choose(kStems.size())] +
         kExtensions[Choose(kExtensions.size())];
}

void HistoryWorld::Mutate() {
  const std::string key = SomeKey();
  const auto found = library_.find(key);
  switch (Choose(8)) {
    case 0:
    case 1:
    case 2:
      Put(key, Choose(20));
      break;
    case 3:
      if (found != library_.end()) {
        removed_[key] = found->second;
        library_.erase(found);
      }
      break;
    case 4:  // renamed; its time may stay the same
      if (found != library_.end()) {
        const File file = found->second;
        library_.erase(found);
        library_[SomeKey()] = {file.content, Choose(2) == 0 ? file.mtime_ns : ++time_};
      }
      break;
    case 5:
      if (const auto gone = removed_.find(key); gone != removed_.end()) {
        library_[key] = gone->second;
        removed_.erase(gone);
      }
      break;
    case 6: {
      const uint64_t choice = Choose(8);
      recipe_ = choice % 4;
      if (choice >= 4) ++build_;
      if (Choose(6) == 0 && may_fold_) MoveToFolding();
      break;
    }
    default: {
      const std::string output = PlaceOf(key + ".jpg");
      // Or exactly the bytes that a photo of this content would have.
      const Digest same = BytesOf(0, Choose(20));
      const Digest theirs = Choose(2) == 0 ? same : Digest{77, Choose(1000)};
      if (!destination_.contains(output)) foreign_[output] = destination_[output] = theirs;
      break;
    }
  }
}

std::string HistoryWorld::PlaceOf(const std::string& key) const {
  return folds_ ? FoldedKey(key) : key;
}

// Of several files with one folded name any may survive; but photomill's file is not replaced by
// another program's, because nobody could notice that.
void HistoryWorld::MoveToFolding() {
  folds_ = true;
  std::map<std::string, Digest> ours;
  std::map<std::string, Digest> theirs;
  for (const auto& [key, content] : destination_) {
    if (foreign_.contains(key)) {
      theirs[PlaceOf(key)] = content;
    } else if (!ours.contains(PlaceOf(key)) || content.low % 2 == 0) {
      ours[PlaceOf(key)] = content;
    }
  }
  std::erase_if(theirs, [&](const auto& file) { return ours.contains(file.first); });
  foreign_ = theirs;
  destination_ = std::move(ours);
  destination_.merge(theirs);
}

void HistoryWorld::Open() {
  LedgerOptions options;
  options.source_url = "/src";
  options.destination_url = "/dst";
  options.recipe = InCanonicalOrder(RecipeNow());
  // A note counts only for the file as it was published.
  for (const OwnFile& file : notes_) {
    const auto there = destination_.find(PlaceOf(file.key));
    const bool ours = there != destination_.end() && !foreign_.contains(there->first);
    if (ours && there->second == file.content) options.noted.push_back(file);
  }
  options.names_folded = folds_;
  Result<OpenedLedger> opened = OpenSqliteLedger(folder_.path(), options);
  if (!opened) return Complain("cannot open: " + opened.failure().detail);
  opened_ = *std::move(opened);
  reader_.emplace(DatabasePath());
  notes_.clear();
  settled_notes_.clear();
}

void HistoryWorld::LetGo() {
  reader_.reset();
  opened_.ledger.reset();
}

void HistoryWorld::Commit() {
  if (const Status committed = opened_.ledger->Commit(); !committed) {
    return Complain(committed.failure().detail);
  }
  for (const OwnFile& file : settled_notes_) Forget(notes_, file);
  settled_notes_.clear();
  CheckAlways();
}

bool HistoryWorld::Run(bool kills) {
  Open();
  complete_ = !kills || Below(6) != 0;
  if (!complaint_.empty() || !List(kills) || !Finish(kills)) {
    LetGo();
    return false;
  }
  reader_.reset();
  if (const Status closed = opened_.ledger->Close(RunEnd::kFinished); !closed) {
    Complain(closed.failure().detail);
  }
  LetGo();
  return complaint_.empty();
}

bool HistoryWorld::List(bool kills) {
  std::vector<ListedObject> objects;
  for (const auto& [key, file] : library_) {
    objects.push_back({key, {kPhotoBytes + file.content % 3, file.mtime_ns, ""}});
  }
  if (!complete_) objects.resize(Below(objects.size() + 1));
  for (size_t at = 0; at < objects.size();) {
    const size_t end = std::min(objects.size(), at + 1 + Below(4));
    const auto first = objects.begin() + static_cast<ptrdiff_t>(at);
    if (!opened_.ledger->Intake({first, objects.begin() + static_cast<ptrdiff_t>(end)})) {
      Complain("intake failed");
    }
    at = end;
    if (MayDie(kills)) return false;
    for (uint64_t i = Below(3); i > 0; --i) {
      if (!Work(kills)) return false;
    }
  }
  Commit();
  const auto all = [](std::string_view) { return true; };
  if (!opened_.ledger->EndScan(complete_, true, all)) Complain("the end of the scan failed");
  Commit();
  return complaint_.empty();
}

bool HistoryWorld::Work(bool kills) {
  Commit();  // no task is dispatched before its row is durable
  const Result<PendingPage> page = opened_.ledger->LoadPending(SourceId{0}, 100, 1000);
  if (!page) Complain(page.failure().detail);
  if (!page || page->tasks.empty()) return complaint_.empty();
  const Task task = page->tasks[Below(page->tasks.size())];
  Outcome outcome = Execute(task);
  if (MayDie(kills)) return false;  // between publishing and recording
  OutcomeFact fact{task.source, task.version, "w", std::move(outcome)};
  if (fact.outcome.kind == Outcome::Kind::kFailed) fact.state = SourceState::kFailed;
  if (fact.outcome.kind == Outcome::Kind::kSkipped) fact.state = SourceState::kSkipped;
  const Result<std::vector<bool>> counted = opened_.ledger->Record({fact});
  if (!counted || !counted->front()) Complain("an outcome of " + task.key + " did not count");
  for (const Output& output : fact.outcome.outputs) {
    settled_notes_.push_back({output.key, output.content});
  }
  if (MayDie(kills)) return false;
  if (Below(3) == 0) Commit();
  return complaint_.empty();
}

bool HistoryWorld::Finish(bool kills) {
  for (int turn = 0; turn < 10'000; ++turn) {
    Commit();
    const Result<PendingPage> page = opened_.ledger->LoadPending(SourceId{0}, 1, 1'000'000);
    if (!page) Complain(page.failure().detail);
    if (!complaint_.empty()) return false;
    if (!page->tasks.empty()) {
      if (!Work(kills)) return false;
      continue;
    }
    if (page->waiting == 0) return true;
    if (!opened_.ledger->Settle()) Complain("settling failed");
    if (MayDie(kills)) return false;
  }
  Complain("the run does not come to its end");
  return false;
}

Outcome HistoryWorld::Execute(const Task& task) {
  const File& file = library_.at(task.key);
  Outcome outcome;
  outcome.kind = Outcome::Kind::kDone;
  if (!IsIdentification(task)) outcome = Make(task, file.content);
  outcome.content = {1, file.content};
  outcome.format = FileFormat::kJpeg;
  if (file.content % 5 == 3) outcome.format = FileFormat::kText;
  if (file.content % 5 == 4) outcome.format = FileFormat::kCr2;
  return outcome;
}

Outcome HistoryWorld::Make(const Task& task, uint64_t content) {
  Outcome outcome;
  if (!IsPhoto(content)) {
    outcome.kind = content % 5 == 3 ? Outcome::Kind::kSkipped : Outcome::Kind::kFailed;
    outcome.reason = content % 5 == 3 ? Reason::kNotAnImage : Reason::kFormatNotAllowed;
    if (content % 5 == 4) outcome.format = FileFormat::kCr2;
    return outcome;
  }
  outcome.format = FileFormat::kJpeg;
  if (content == 1) {
    outcome.reason = Reason::kCorrupt;
    return outcome;
  }
  outcome.kind = Outcome::Kind::kDone;
  const Recipe recipe = InCanonicalOrder(RecipeNow());
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    if (task.lacks.Has(i)) outcome.outputs.push_back(OutputOf(task, i, content));
  }
  for (const Output& output : outcome.outputs) notes_.push_back({output.key, output.content});
  for (Output& output : outcome.outputs) {
    CheckNotMadeTwice(task, output);
    if (Publish(task, output)) continue;
    outcome.outputs.clear();
    outcome.kind = Outcome::Kind::kFailed;
    outcome.reason = Reason::kDestinationTaken;
    break;
  }
  return outcome;
}

Digest HistoryWorld::BytesOf(size_t derivative, uint64_t content) const {
  return {content, DerivativeDigest(InCanonicalOrder(RecipeNow()), derivative).low + build_};
}

Output HistoryWorld::OutputOf(const Task& task, size_t derivative, uint64_t content) const {
  const Recipe recipe = InCanonicalOrder(RecipeNow());
  Output output;
  output.derivative = static_cast<uint32_t>(derivative);
  output.bytes = 10;
  output.width = 1 + static_cast<uint32_t>(content);
  output.height = 5;
  output.content = BytesOf(derivative, content);
  output.key =
      OutputKey(KeyTemplate(recipe.derivatives[derivative], task.otherwise.Has(derivative)),
                task.key, {output.width, output.height, output.content})
          .value();
  return output;
}

bool HistoryWorld::Publish(const Task& task, Output& output) {
  Standing standing;
  const std::string place = PlaceOf(output.key);
  if (const auto found = destination_.find(place); found != destination_.end()) {
    standing = {Standing::Kind::kFile, found->second};
  }
  std::vector<OwnFile> own = task.own;
  std::vector<OwnFile> noted = notes_;
  // Its own note exists by now; it says nothing about the earlier file.
  Forget(noted, {output.key, output.content});
  for (const OwnFile& file : noted) {
    if (PlaceOf(file.key) == place) own.push_back(file);
  }
  const PublishVerdict verdict = DecidePublish(standing, {output.key, output.content}, own);
  if (verdict == PublishVerdict::kTaken) {
    if (!foreign_.contains(place)) Complain(place + " is ours, and was taken for foreign");
    return false;
  }
  output.found = verdict == PublishVerdict::kFound;
  if (output.found) {
    if (!foreign_.contains(place)) Complain(place + " is ours, and was found");
    Forget(notes_, {output.key, output.content});
    return true;
  }
  if (const auto theirs = foreign_.find(place);
      theirs != foreign_.end() && theirs->second != output.content) {
    Complain(output.key + " is somebody else's, and was replaced");
  }
  destination_[place] = output.content;
  return true;
}

void HistoryWorld::CheckNotMadeTwice(const Task& task, const Output& output) {
  const Recipe recipe = InCanonicalOrder(RecipeNow());
  const auto rows = reader_->Rows("SELECT key, digest, made_by FROM output WHERE source_id = " +
                                  std::to_string(task.source.value) + " AND derivative = '" +
                                  recipe.derivatives[output.derivative].name + "'");
  if (rows.empty() || rows[0][2] == "0") return;
  if (rows[0][0] == output.key && rows[0][1] == ToHex(output.content)) {
    Complain(task.key + ": " + output.key + " is made a second time without cause");
  }
}

void HistoryWorld::CheckAlways() {
  CheckKeys();
  CheckSums();
  for (const SqlReader::Row& row : reader_->Rows(
           "SELECT output.key, output.digest FROM output JOIN source ON source.id = source_id"
           " WHERE source.state = 'done' AND made_by <> 0")) {
    const auto found = destination_.find(PlaceOf(row[0]));
    if (found == destination_.end() || ToHex(found->second) != row[1]) {
      Complain(row[0] + " is not what the ledger says");
    }
  }
  for (const auto& [place, content] : foreign_) {
    if (destination_.at(place) != content) Complain(place + " of somebody else was replaced");
  }
}

void HistoryWorld::CheckKeys() {
  std::set<std::string> outputs;
  for (const SqlReader::Row& row : reader_->Rows("SELECT key FROM output")) {
    if (!outputs.insert(PlaceOf(row[0])).second) Complain(row[0] + " is recorded twice");
  }
  std::map<std::string, std::string> claims;
  for (const SqlReader::Row& row : reader_->Rows(
           "SELECT claim.key, source.id FROM claim JOIN source ON source.id = claim.source_id"
           " WHERE source.state IN ('done', 'pending')")) {
    claims[row[0]] = row[1];
  }
  for (const SqlReader::Row& row : reader_->Rows("SELECT key, source_id FROM orphan")) {
    const auto claim = claims.find(PlaceOf(row[0]));
    if (claim != claims.end() && claim->second != row[1]) {
      Complain(row[0] + " is an orphan, and a live source has its name");
    }
  }
  for (const SqlReader::Row& row : reader_->Rows("SELECT key FROM replaced")) {
    if (outputs.contains(PlaceOf(row[0]))) Complain(row[0] + " is an orphan, and an output");
  }
}

void HistoryWorld::CheckSums() {
  const auto differ = [&](const std::string& kept, const std::string& counted) {
    return reader_->Rows(kept) != reader_->Rows(counted);
  };
  if (differ("SELECT state, reason, sources, bytes FROM tally WHERE sources <> 0 ORDER BY 1, 2",
             "SELECT state, CASE WHEN state IN ('skipped', 'failed', 'quarantined') THEN reason"
             " ELSE '' END AS why, count(*), sum(size) FROM source GROUP BY 1, 2 ORDER BY 1, 2")) {
    Complain("tally is not what counting gives");
  }
  if (differ("SELECT derivative, outputs, bytes FROM output_tally WHERE outputs <> 0 ORDER BY 1",
             "SELECT derivative, count(*), sum(bytes) FROM output WHERE found = 0 GROUP BY 1"
             " ORDER BY 1")) {
    Complain("output_tally is not what counting gives");
  }
}

void HistoryWorld::CheckFinished() {
  SqlReader reader(DatabasePath());
  const Recipe recipe = InCanonicalOrder(RecipeNow());
  for (const auto& [key, file] : library_) {
    const auto rows = reader.Rows("SELECT state, reason, id FROM source WHERE key = '" + key + "'");
    if (rows.empty()) return Complain(key + " is not known");
    const std::string& state = rows[0][0];
    const std::string& reason = rows[0][1];
    if (state == "pending" || state == "gone") Complain(key + " is " + state + " at the end");
    if (!IsPhoto(file.content) && state == "done") Complain(key + " is done, and no photo");
    if (!IsPhoto(file.content) || file.content == 1) continue;
    if (state == "failed" && (reason == "key_collision" || reason == "destination_taken")) continue;
    if (state != "done") Complain(key + " is " + state + " (" + reason + ")");
    for (const Derivative& derivative : recipe.derivatives) {
      const auto output =
          reader.Rows("SELECT digest, made_by FROM output WHERE source_id = " + rows[0][2] +
                      " AND derivative = '" + derivative.name + "'");
      const uint64_t content = file.content;
      if (output.empty()) {
        Complain(key + " has no " + derivative.name);
      } else if (ParseDigest(output[0][0])->high != content) {
        Complain(key + " has a " + derivative.name + " of another picture");
      }
    }
  }
}

std::string HistoryWorld::Names() const {
  SqlReader reader(DatabasePath());
  std::string names;
  for (const SqlReader::Row& row :
       reader.Rows("SELECT source.key, source.state, source.reason, coalesce(derivative, ''),"
                   " coalesce(output.key, '') FROM source LEFT JOIN output ON source_id = source.id"
                   " ORDER BY 1, 4")) {
    for (const std::string& part : row) names += part + " ";
    names += "\n";
  }
  return names;
}

}  // namespace photomill
