// Where a run's workers connect: the socket, which listens on the network or, for local workers, in
// a new directory, and the local workers themselves. Owned and used by the loop's thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "coordinator/runtime/local_workers.h"
#include "coordinator/runtime/socket_folder.h"
#include "coordinator/runtime/zmq_transport.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

class Reception {
 public:
  // Both must outlive the reception.
  Reception(const CoordinatorOptions& options, const Preparation& preparation)
      : options_(options), preparation_(preparation), transport_(preparation.keys) {}

  // Listens, and starts the local workers if the run has any. `say` receives what users must know
  // to start workers.
  Status Open(Instant now, const std::function<void(const std::string&)>& say);

  ZmqTransport& transport() { return transport_; }

  // Restarts local workers that died. Fails if none can work.
  Status Supervise(Instant now) { return workers_ ? workers_->Supervise(now) : Status(); }
  // A local worker of this name is going to exit, as asked.
  void LetGo(const std::string& name) {
    if (workers_) workers_->LetGo(name);
  }
  // Whether all local workers have exited, as asked.
  [[nodiscard]] bool AllHaveLeft() const { return workers_ && workers_->AllHaveLeft(); }
  // Tells the local workers to exit, and kills those that have not exited within `patience`.
  void EndLocalWorkers(Duration patience);
  // Descriptors that become readable when a local worker ends.
  [[nodiscard]] std::vector<int> Fds() const;
  // For use before the process ends without running destructors.
  void RemoveSocketFolder() { socket_folder_.reset(); }

 private:
  Status ServeNetwork(const std::function<void(const std::string&)>& say);
  Status WriteJoinFile(const std::string& path);
  Status WriteAdminFile(const std::string& path, const std::vector<std::string>& addresses);
  [[nodiscard]] std::string ServedEndpoint() const;
  Status ServeLocalWorkers(Instant now);
  Result<LocalWorkerOptions> MakeLocalWorkerOptions(const std::string& log_folder) const;

  const CoordinatorOptions& options_;
  const Preparation& preparation_;
  ZmqTransport transport_;
  std::optional<SocketFolder> socket_folder_;
  std::optional<LocalWorkers> workers_;
};

}  // namespace photomill
