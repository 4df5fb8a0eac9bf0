// Random histories of a library, with kills, limits, changed recipes, failures and retries:
// whatever happens, every number in the summary and in `photomill status` equals a plain recount of
// the ledger and of the folder.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include "common/model/key_template.h"
#include "tests/property/coordinator/ledger/recount.h"
#include "tests/unit/coordinator/ledger/sqlite/older_schema.h"
#include "tests/unit/coordinator/ledger/sqlite/sql_reader.h"

namespace photomill {
namespace {

Derivative DerivativeOf(const std::string& name, const std::string& key, uint32_t side) {
  Derivative derivative;
  derivative.name = name;
  derivative.width = side;
  derivative.height = side;
  derivative.key = key;
  return derivative;
}

// A library and its ledger. A file's kind depends on its content: it is not an image if content % 6
// is 4, and broken if it is 5.
class NumbersWorld {
 public:
  explicit NumbersWorld(uint64_t seed) : random_(seed) {}

  void Mutate();
  void Run();
  // Makes the ledger look as if an older program had written it so far. False if that is
  // impossible: in an older program's ledger no source waits.
  bool MakeLedgerOlder();
  [[nodiscard]] const std::string& complaint() const { return complaint_; }

 private:
  struct File {
    uint64_t content = 0;
    int64_t mtime_ns = 0;
  };
  struct Killed {};

  [[nodiscard]] Recipe RecipeNow() const;
  void Open();
  void List();
  [[nodiscard]] bool IsBack(const ListedObject& object);
  void Work(const Task& task);
  void Finish();
  OutcomeFact Execute(const Task& task);
  void Seen(std::string_view what, uint64_t bytes = 0);
  void Commit();
  void MayDie() {
    if (Below(80) == 0) throw Killed();
  }
  uint64_t Below(uint64_t bound) { return random_() % bound; }
  std::string SomeKey() {
    static const std::vector<std::string> kExtensions = {".jpg", ".png", ".heic"};
    return std::string(1, static_cast<char>('a' + Below(6))) + kExtensions[Below(3)];
  }
  [[nodiscard]] std::string DatabasePath() const { return folder_.path() + "/ledger.db"; }

  TemporaryFolder folder_;
  std::mt19937_64 random_;
  int64_t time_ = 1;
  size_t recipe_ = 0;
  std::map<std::string, File> library_;
  std::map<std::string, File> removed_;  // to be restored unchanged
  FolderSeen destination_;
  std::map<std::string, Digest> contents_;  // of the same files
  std::vector<OwnFile> notes_;              // of published files that may be unrecorded
  RunSeen run_;
  OpenedLedger opened_;
  std::string complaint_;
};

Recipe NumbersWorld::RecipeNow() const {
  const Derivative photo = DerivativeOf("photo", "{dir}/{stem}.jpg", 2048);
  switch (recipe_) {
    case 0:
      return {{photo, DerivativeOf("thumb", "thumbs/{dir}/{stem}.jpg", 320)}};
    case 1:
      return {{photo, DerivativeOf("thumb", "thumbs/{dir}/{stem}.jpg", 200)}};
    case 2:
      return {{photo, DerivativeOf("thumb", "small/{dir}/{name}.jpg", 320)}};
    default:
      return {{photo}};
  }
}

void NumbersWorld::Mutate() {
  const std::string key = SomeKey();
  switch (Below(9)) {
    case 0:
      library_.erase(key);
      break;
    case 1:  // renamed
      if (const auto found = library_.find(key); found != library_.end()) {
        const File file = found->second;
        library_.erase(found);
        library_[SomeKey()] = file;
      }
      break;
    case 2:
      recipe_ = Below(4);
      break;
    case 3:  // missing for a while
      if (const auto found = library_.find(key); found != library_.end()) {
        removed_[key] = found->second;
        library_.erase(found);
      } else if (const auto removed = removed_.find(key); removed != removed_.end()) {
        library_[key] = removed->second;
        removed_.erase(removed);
      }
      break;
    default:
      library_[key] = {Below(40), ++time_};
      break;
  }
}

void NumbersWorld::Open() {
  LedgerOptions options;
  options.source_url = "/src";
  options.destination_url = "/dst";
  options.recipe = InCanonicalOrder(RecipeNow());
  options.rules.retry_failed = Below(3) == 0;
  for (const OwnFile& file : std::exchange(notes_, {})) {
    const auto found = contents_.find(file.key);
    if (found != contents_.end() && found->second == file.content) options.noted.push_back(file);
  }
  Result<OpenedLedger> opened = OpenSqliteLedger(folder_.path(), options);
  ASSERT_TRUE(opened.ok()) << opened.failure().detail;
  opened_ = *std::move(opened);
  run_ = {};
  for (const char* what :
       {"made", "made_again", "outputs", "new", "changed", "unchanged", "resumed", "retried",
        "adopted", "remade", "to_compare", "restored", "returned", "gone", "moved"}) {
    run_.counts[what] = 0;
  }
}

void NumbersWorld::Seen(std::string_view what, uint64_t bytes) {
  ++run_.counts[std::string(what)];
  if (bytes > 0) run_.bytes[std::string(what)] += bytes;
}

void NumbersWorld::Commit() {
  ASSERT_TRUE(opened_.ledger->Commit().ok());
  notes_.clear();  // each outcome is recorded before the next task begins
  std::vector<std::string> wanted;
  for (const Derivative& derivative : RecipeNow().derivatives) wanted.push_back(derivative.name);
  const std::string wrong =
      CompareWithRecount(folder_.path(), opened_.ledger->Count(), wanted, run_, destination_);
  if (complaint_.empty()) complaint_ = wrong;
}

void NumbersWorld::Run() {
  try {
    Open();
    List();
    Finish();
    ASSERT_TRUE(opened_.ledger->Close(RunEnd::kFinished).ok());
  } catch (const Killed&) {
  }
  opened_ = {};
}

bool NumbersWorld::MakeLedgerOlder() {
  if (SqlReader(DatabasePath()).Value("SELECT count(*) FROM source WHERE waits <> ''") != "0") {
    return false;
  }
  ReturnToSecondSchema(DatabasePath());
  return true;
}

// The ledger has it as gone, in the same version as now.
bool NumbersWorld::IsBack(const ListedObject& object) {
  const std::string version = "size = " + std::to_string(object.version.size) +
                              " AND mtime_ns = " + std::to_string(object.version.mtime_ns);
  return SqlReader(DatabasePath())
             .Value("SELECT count(*) FROM source WHERE state = 'gone' AND waits = '' AND key = '" +
                    object.key + "' AND " + version) == "1";
}

void NumbersWorld::List() {
  std::vector<ListedObject> objects;
  for (const auto& [key, file] : library_) {
    objects.push_back({key, {1000 + file.content % 3, file.mtime_ns, ""}});
  }
  const bool limited = Below(4) == 0;  // --limit: the listing is not complete
  if (limited) objects.resize(Below(objects.size() + 1));
  for (const ListedObject& object : objects) {
    if (IsBack(object)) Seen("returned");
    const Result<IntakeCounts> counts = opened_.ledger->Intake({object});
    ASSERT_TRUE(counts.ok());
    for (size_t i = 0; i < kVerdictCount; ++i) {
      if (static_cast<Verdict>(i) == Verdict::kReturned) continue;
      run_.counts[std::string(RunCountWord(Listed(static_cast<Verdict>(i))))] +=
          counts->verdicts[i];
    }
    MayDie();
    if (Below(4) == 0) Commit();
  }
  Commit();
  const Result<GoneCounts> gone =
      opened_.ledger->EndScan(!limited, true, [](std::string_view) { return true; });
  ASSERT_TRUE(gone.ok());
  if (!gone->deferred) {
    run_.counts["gone"] += gone->vanished + gone->moved;
    run_.counts["moved"] += gone->moved;
  }
  Commit();
}

void NumbersWorld::Finish() {
  for (int turn = 0; turn < 10'000 && complaint_.empty(); ++turn) {
    Commit();
    const Result<PendingPage> page = opened_.ledger->LoadPending(SourceId{0}, 100, 1000);
    ASSERT_TRUE(page.ok());
    MayDie();
    if (!page->tasks.empty()) {
      Work(page->tasks[Below(page->tasks.size())]);
      continue;
    }
    if (page->waiting == 0) return;
    const Result<SettleCounts> settled = opened_.ledger->Settle();
    ASSERT_TRUE(settled.ok());
    run_.counts["gone"] += settled->gone.vanished + settled->gone.moved;
    run_.counts["moved"] += settled->gone.moved;
  }
}

void NumbersWorld::Work(const Task& task) {
  if (Below(5) == 0) {
    const SetbackFact setback{task.source, "w", {Reason::kStorageUnavailable, "later"}};
    ASSERT_TRUE(opened_.ledger->Record({setback}).ok());
    return;
  }
  const OutcomeFact fact = Execute(task);
  MayDie();  // between publishing and recording
  const std::string had = SqlReader(DatabasePath())
                              .Value("SELECT count(*) FROM output WHERE source_id = " +
                                     std::to_string(task.source.value));
  const Result<std::vector<bool>> counted = opened_.ledger->Record({fact});
  ASSERT_TRUE(counted.ok() && counted->front()) << task.key;
  if (fact.outcome.outputs.empty()) return;
  Seen("made", task.version.size);
  if (had != "0") Seen("made_again");
  for (const Output& output : fact.outcome.outputs) Seen("outputs", output.bytes);
}

OutcomeFact NumbersWorld::Execute(const Task& task) {
  const uint64_t content = library_.at(task.key).content;
  OutcomeFact fact{task.source, task.version, "w", {}};
  Outcome& outcome = fact.outcome;
  outcome.kind = Outcome::Kind::kDone;
  outcome.content = {1, content};
  outcome.format = content % 6 == 4 ? FileFormat::kText : FileFormat::kJpeg;
  if (IsIdentification(task)) return fact;
  if (content % 6 == 4) {
    outcome.kind = Outcome::Kind::kSkipped;
    outcome.reason = Reason::kNotAnImage;
    fact.state = SourceState::kSkipped;
    return fact;
  }
  if (content % 6 == 5) {
    outcome.kind = Outcome::Kind::kFailed;
    outcome.reason = Reason::kCorrupt;
    fact.state = SourceState::kFailed;
    return fact;
  }
  // The details of older programs, because their ledgers are read too.
  WarningText warning;
  if (content % 6 == 1) AddWarning(warning, Warning::kPartlyDecoded, "partly decoded: cut off");
  if (content % 4 == 1) {
    AddWarning(warning, Warning::kOneOfSeveral, "it has 2 frames, of which the first was taken");
  }
  outcome.warnings = warning.kinds;
  outcome.detail = warning.text;
  const Recipe recipe = InCanonicalOrder(RecipeNow());
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) {
    if (!task.lacks.Has(i)) continue;
    Output output;
    output.derivative = static_cast<uint32_t>(i);
    output.bytes = 100 + content * 10 + recipe.derivatives[i].width;
    output.width = 10;
    output.height = 5;
    output.content = {content, DerivativeDigest(recipe, i).low};
    output.key = OutputKey(KeyTemplate(recipe.derivatives[i], task.otherwise.Has(i)), task.key,
                           {output.width, output.height, output.content})
                     .value();
    notes_.push_back({output.key, output.content});
    destination_[output.key] = output.bytes;
    contents_[output.key] = output.content;
    outcome.outputs.push_back(std::move(output));
  }
  return fact;
}

TEST(TrueNumbers, AreThoseOfAPlainRecount) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    NumbersWorld world(seed);
    for (int run = 0; run < 10 && world.complaint().empty(); ++run) {
      for (int i = 0; i < 5; ++i) world.Mutate();
      world.Run();
    }
    RC_LOG() << "seed " << seed << ": " << world.complaint() << "\n";
    RC_ASSERT(world.complaint().empty());
  }));
}

TEST(TrueNumbers, AreSoInLedgersThatAnOlderProgramBegan) {
  EXPECT_TRUE(rc::check([] {
    const auto seed = *rc::gen::arbitrary<uint64_t>();
    NumbersWorld world(seed);
    bool older = false;
    for (int run = 0; run < 6 && world.complaint().empty(); ++run) {
      for (int i = 0; i < 5; ++i) world.Mutate();
      world.Run();
      if (run > 0 && !older) older = world.MakeLedgerOlder();
    }
    RC_LOG() << "seed " << seed << ": " << world.complaint() << "\n";
    RC_ASSERT(world.complaint().empty());
  }));
}

}  // namespace
}  // namespace photomill
