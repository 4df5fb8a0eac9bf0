// A ledger's thread under the test's control, over a ledger in memory that can be blocked and
// broken, or over one on a disk.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/model/key_template.h"
#include "coordinator/runtime/ledger_thread.h"
#include "tests/support/memory_ledger.h"
#include "tests/unit/coordinator/runtime/gated_ledger.h"

namespace photomill {

inline LedgerOptions ThreadOptions() {
  LedgerOptions options;
  options.source_url = "/photos";
  options.destination_url = "/new";
  options.recipe = DefaultRecipe();
  return options;
}

inline std::vector<ListedObject> Objects(const std::string& folder, int count) {
  std::vector<ListedObject> objects;
  for (int i = 0; i < count; ++i) {
    objects.push_back({folder + "/" + std::to_string(i) + ".jpg", {1000, 1, ""}});
  }
  return objects;
}

inline OutcomeFact DoneFact(const Task& task) {
  OutcomeFact fact;
  fact.source = task.source;
  fact.version = task.version;
  fact.worker = "w";
  fact.outcome.kind = Outcome::Kind::kDone;
  const Recipe recipe = DefaultRecipe();
  for (uint32_t i = 0; i < recipe.derivatives.size(); ++i) {
    const std::string key = *ClaimedKey(recipe.derivatives[i].key, task.key);
    fact.outcome.outputs.push_back({i, key, 10, 2, 1, DigestOf(key)});
  }
  return fact;
}

class LedgerThreadTest : public ::testing::Test {
 protected:
  void TearDown() override {
    thread_.reset();
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

  void StartInMemory(Duration retry = limits::kLedgerRetry) {
    Result<OpenedLedger> opened = OpenMemoryLedger(disk_, ThreadOptions());
    ASSERT_TRUE(opened.ok());
    thread_.emplace(std::make_unique<GatedLedger>(std::move(opened->ledger), gate_), retry);
  }

  void StartOnDisk() {
    if (folder_.empty()) {
      std::string pattern = std::filesystem::temp_directory_path() / "photomill_thread_XXXXXX";
      folder_ = mkdtemp(pattern.data());
    }
    Result<OpenedLedger> opened = OpenSqliteLedger(folder_, ThreadOptions());
    ASSERT_TRUE(opened.ok()) << opened.failure().detail;
    thread_.emplace(std::move(opened->ledger));
  }

  // The next reply, waited for at the descriptor as the loop does.
  LedgerReply Next() {
    LedgerReply reply;
    while (!thread_->Poll(reply)) {
      pollfd ready{thread_->fd(), POLLIN, 0};
      poll(&ready, 1, -1);
    }
    return reply;
  }

  // The next reply, which must be of this kind.
  template <typename Kind>
  Kind Expect() {
    const LedgerReply reply = Next();
    const Kind* kind = std::get_if<Kind>(&reply);
    if (kind == nullptr) ADD_FAILURE() << "another reply, number " << reply.index();
    return kind == nullptr ? Kind{} : *kind;
  }

  std::vector<Task> Load(size_t tasks_max = 1000) {
    thread_->Submit(ledger_request::LoadPending{SourceId{0}, tasks_max});
    return Expect<ledger_reply::PendingLoaded>().page.tasks;
  }

  std::vector<Task> TakeIn(const std::string& folder, int count) {
    EXPECT_TRUE(thread_->SubmitScan(Objects(folder, count), {}));
    Expect<ledger_reply::IntakeDone>();
    return Load();
  }

  // The files that a process finds that starts after a crash at this moment: the ledger and its
  // log.
  Tally TallyAfterACrash() {
    const std::string copy = folder_ + "/copy";
    std::filesystem::create_directory(copy);
    for (const char* name : {"/ledger.db", "/ledger.db-wal"}) {
      std::filesystem::copy(folder_ + name, copy + name);
    }
    const Result<OpenedLedger> opened = OpenSqliteLedger(copy, ThreadOptions());
    EXPECT_TRUE(opened.ok());
    return opened.ok() ? opened->ledger->Count() : Tally{};
  }

  std::shared_ptr<MemoryDisk> disk_ = MakeMemoryDisk();
  std::shared_ptr<Gate> gate_ = std::make_shared<Gate>();
  std::string folder_;
  std::optional<LedgerThread> thread_;
};

}  // namespace photomill
