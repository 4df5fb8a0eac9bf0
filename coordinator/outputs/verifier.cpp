#include "coordinator/outputs/verifier.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "common/base/limits.h"
#include "common/os/files.h"
#include "common/storage/destination.h"

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
    Result<std::unique_ptr<OutputIndex>> index = MakeOutputIndex(options_.state_folder);
    if (!index) return index.failure();
    index_ = *std::move(index);
    counts_.expected = index_->expected();
    counts_.expected_bytes = index_->expected_bytes();
    if (Status lacking = FindLacking(); !lacking) return lacking.failure();
    if (Status compared = Compare(); !compared) return compared.failure();
    if (broken_) return *broken_;
    if (visitor_.stops()) return counts_;
    if (Status named = NameUnknown(); !named) return named.failure();
    return counts_;
  }

 private:
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
                   [this](CheckedFile file) { Judge(std::move(file)); });
    const CheckPool::Check check = make_check_();
    check_again_ = &check;
    pool_ = &pool;
    Advance();
    const Status listed = destination_.store->List(Options(), Visitor());
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

  // A result, in the order of keys.
  void Judge(CheckedFile file) {
    if (file.finding != FileFinding::kRight && !broken_) {
      std::optional<CheckedFile> judged = LookAgain(std::move(file));
      if (!judged) return;
      file = *std::move(judged);
    }
    ++counts_.checked;
    ++counts_.findings[static_cast<size_t>(file.finding)];
    counts_.checked_bytes += file.output.bytes;
    if (file.finding != FileFinding::kRight) visitor_.on_wrong(file);
    visitor_.on_checked(counts_, file.output.key);
  }

  // A run may have recorded something else since the ledger was read. Empty: it replaces the file.
  std::optional<CheckedFile> LookAgain(CheckedFile file) {
    for (int look = 0; look < kLooks; ++look) {
      Result<std::optional<RecordedOutput>> now =
          index_->Look(file.output.source, file.output.derivative);
      if (!now) {
        Keep(now.failure());
        return file;
      }
      if (!*now || !IsExpected((*now)->standing)) {
        ++counts_.in_work;
        return std::nullopt;
      }
      const bool same = IsSameRecord(**now, file.output);
      file.output.source_key = (*now)->source_key;
      if (same && look > 0) return file;
      file = (*check_again_)(**std::move(now));
      if (file.finding == FileFinding::kRight) return file;
    }
    return file;
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
