#include "coordinator/outputs/verifier.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/base/limits.h"
#include "common/os/files.h"
#include "common/storage/destination.h"
#include "coordinator/start/state_folder.h"

namespace photomill {
namespace {

// Every new ext4 file system has this directory, which only root can read.
constexpr const char* kLostAndFound = "lost+found";

// The run may record a new output while its file is being looked at.
constexpr int kLooks = 3;

bool IsSameRecord(const RecordedOutput& a, const RecordedOutput& b) {
  return a.key == b.key && a.bytes == b.bytes && a.content == b.content;
}

// Which part of the store has outputs. If the destination is the source, the rest are originals.
class Scope {
 public:
  explicit Scope(const RecordedDestination& destination) {
    if (destination.ledger.source_url == destination.ledger.destination_url) {
      folders_ = destination.mark.outputs;
    }
    std::erase(folders_, ".");
  }

  [[nodiscard]] bool Has(std::string_view key) const {
    return folders_.empty() || std::any_of(folders_.begin(), folders_.end(), [&](const auto& f) {
             return key == f || (key.starts_with(f) && key[f.size()] == '/');
           });
  }

 private:
  std::vector<std::string> folders_;  // empty: everything
};

class Verifier {
 public:
  Verifier(RecordedDestination& destination, const VerifyOptions& options,
           const CheckPool::MakeCheck& make_check, const VerifyVisitor& visitor)
      : destination_(destination),
        options_(options),
        make_check_(make_check),
        visitor_(visitor),
        scope_(destination) {}

  Result<VerifyCounts> Run() {
    const Status done = Work();
    // Whoever stops it also makes the reading of the ledger fail.
    if (!done && !visitor_.stops()) return done.failure();
    return counts_;
  }

 private:
  Status Work() {
    Result<std::unique_ptr<OutputIndex>> index =
        MakeOutputIndex(options_.state_folder, visitor_.stops);
    if (!index) return index.failure();
    index_ = *std::move(index);
    counts_.expected = index_->expected();
    counts_.expected_bytes = index_->expected_bytes();
    if (Status lacking = FindLacking(); !lacking) return lacking;
    if (visitor_.stops()) return {};
    if (Status compared = Compare(); !compared) return compared;
    if (broken_) return *broken_;
    return visitor_.stops() ? Status() : NameUnknown();
  }

  Status FindLacking() {
    int64_t read = 0;
    return VisitSourceOutputs(options_.state_folder, [&](const SourceOutputs& source) {
      visitor_.on_source(++read);
      if (source.lacking.empty()) return !visitor_.stops();
      counts_.lacking += static_cast<int64_t>(source.lacking.size());
      visitor_.on_lacking(source);
      return !visitor_.stops();
    });
  }

  // Merges the listing with the ledger's files, both in the byte order of keys.
  Status Compare() {
    CheckPool pool(options_.threads, make_check_,
                   [this](std::vector<CheckedFile> files) { Judge(std::move(files)); });
    const CheckPool::Check check = make_check_();
    check_again_ = &check;
    pool_ = &pool;
    Advance();
    Status listed = destination_.store->List(Options(), Visitor());
    if (!listed) return listed;
    while (next_ && MayContinue()) Take();
    if (MayContinue()) pool.Finish();
    pool_ = nullptr;
    return {};
  }

  [[nodiscard]] ListOptions Options() const {
    ListOptions options;
    options.with_outputs = true;
    options.leave_out = {std::string(kStateFolder), kLostAndFound};
    const Result<std::string> state = CanonicalPath(options_.state_folder);
    const std::optional<std::string> below =
        state ? PathBelow(*state, destination_.url) : std::nullopt;
    if (below && !below->empty()) options.leave_out.push_back(*below);
    return options;
  }

  ListVisitor Visitor() {
    ListVisitor visitor;
    visitor.on_object = [this](const StoredObject& object) {
      See(object);
      return MayContinue();
    };
    visitor.on_error = [this](const std::string& /*key*/, const Failure& failure) {
      ++counts_.unlisted;
      visitor_.on_unlisted(failure);
    };
    visitor.on_folder = [this](std::string_view key) { return scope_.Has(key); };
    return visitor;
  }

  void See(const StoredObject& object) {
    while (next_ && next_->key < object.key && MayContinue()) Take();
    bool known = false;
    while (next_ && next_->key == object.key && MayContinue()) {
      known = true;
      Take();
    }
    const std::string_view name = std::string_view(object.key).substr(object.key.rfind('/') + 1);
    const bool own = name.starts_with(kProbePrefix);
    if (known || own || !scope_.Has(object.key) || broken_) return;
    Keep(index_->AddUnknown(object.key, object.version.size));
  }

  // Checks the next of the ledger's files, if it must be there.
  void Take() {
    RecordedOutput output = std::move(*next_);
    Advance();
    if (!IsExpected(output.standing)) return;
    if (!options_.after.empty() && output.key <= options_.after) {
      ++counts_.passed;
      return;
    }
    pool_->Add(std::move(output));
  }

  void Advance() {
    Result<std::optional<RecordedOutput>> next = index_->Next();
    if (!next) Keep(next.failure());
    next_ = next ? *std::move(next) : std::nullopt;
  }

  // Results, in the order of keys.
  void Judge(std::vector<CheckedFile> files) {
    std::vector<size_t> wrong;
    for (size_t i = 0; i < files.size(); ++i) {
      if (files[i].finding != FileFinding::kRight) wrong.push_back(i);
    }
    std::vector<bool> in_work(files.size());
    for (int look = 0; look < kLooks && !wrong.empty() && !broken_; ++look) {
      wrong = LookAgain(wrong, look == 0, files, in_work);
    }
    if (broken_) return;
    for (size_t i = 0; i < files.size(); ++i) {
      if (in_work[i]) {
        ++counts_.in_work;
      } else {
        Count(files[i]);
      }
    }
  }

  void Count(const CheckedFile& file) {
    ++counts_.checked;
    ++counts_.findings[static_cast<size_t>(file.finding)];
    counts_.checked_bytes += file.output.bytes;
    if (file.finding != FileFinding::kRight) visitor_.on_wrong(file);
    visitor_.on_checked(counts_, file.output.key);
  }

  // A run may have recorded something else since the ledger was read, or may be about to. Returns
  // those of the wrong files that have to be looked at once more.
  std::vector<size_t> LookAgain(const std::vector<size_t>& wrong, bool first,
                                std::vector<CheckedFile>& files, std::vector<bool>& in_work) {
    std::vector<const RecordedOutput*> outputs;
    for (const size_t i : wrong) outputs.push_back(&files[i].output);
    Result<std::vector<std::optional<RecordedOutput>>> now = index_->Look(outputs);
    if (!now) {
      Keep(now.failure());
      return {};
    }
    const bool is_final = !first || NobodyWrites();
    std::vector<size_t> again;
    for (size_t k = 0; k < wrong.size(); ++k) {
      CheckedFile& file = files[wrong[k]];
      std::optional<RecordedOutput>& recorded = (*now)[k];
      if (!recorded || !IsExpected(recorded->standing)) {
        in_work[wrong[k]] = true;  // the run replaces it
        continue;
      }
      file.output.source_key = recorded->source_key;
      if (is_final && IsSameRecord(*recorded, file.output)) continue;
      file = (*check_again_)(*std::move(recorded));
      if (file.finding != FileFinding::kRight) again.push_back(wrong[k]);
    }
    return again;
  }

  // No run is alive, and none has written since the ledger was read.
  [[nodiscard]] bool NobodyWrites() {
    if (!options_.exclusive) {
      const Result<std::optional<StateHolder>> holder = FindStateHolder(options_.state_folder);
      if (!holder || *holder) return false;
    }
    return index_->IsUpToDate();
  }

  // Files that engines have published, and that the ledger does not have yet, are in their notes.
  Status NameUnknown() {
    const Result<Notes> notes =
        destination_.store->ReadNotes({NotePrefix(destination_.ledger.migration_id), {}, {}});
    if (notes) {
      for (const OwnFile& file : notes->files) {
        if (Status forgot = index_->ForgetUnknown(file.key); !forgot) return forgot;
      }
    }
    if (Status forgot = index_->ForgetRecorded(); !forgot) return forgot;
    return index_->VisitUnknown([&](std::string_view key, uint64_t bytes) {
      ++counts_.unknown;
      counts_.unknown_bytes += bytes;
      visitor_.on_unknown(key, bytes);
    });
  }

  void Keep(const Status& status) {
    if (!status && !broken_) broken_ = status.failure();
  }
  [[nodiscard]] bool MayContinue() const { return !broken_ && !visitor_.stops(); }

  RecordedDestination& destination_;
  const VerifyOptions& options_;
  const CheckPool::MakeCheck& make_check_;
  const VerifyVisitor& visitor_;
  const Scope scope_;
  std::unique_ptr<OutputIndex> index_;
  std::optional<RecordedOutput> next_;
  CheckPool* pool_ = nullptr;
  const CheckPool::Check* check_again_ = nullptr;
  VerifyCounts counts_;
  std::optional<Failure> broken_;
};

}  // namespace

int64_t VerifyCounts::wrong() const {
  return checked - (*this)[FileFinding::kRight] + lacking + unlisted;
}

Result<VerifyCounts> Verify(RecordedDestination& destination, const VerifyOptions& options,
                            const CheckPool::MakeCheck& make_check, const VerifyVisitor& visitor) {
  return Verifier(destination, options, make_check, visitor).Run();
}

bool TooManyMissing(int64_t missing, int64_t expected) {
  return missing > 0 && missing * limits::kGoneShareMax > expected;
}

}  // namespace photomill
