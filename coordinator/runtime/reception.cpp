#include "coordinator/runtime/reception.h"

#include <fmt/core.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/model/message.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/network.h"
#include "common/os/private_file.h"
#include "common/wire/admin_file.h"
#include "common/wire/join_file.h"
#include "coordinator/runtime/advertised_addresses.h"

namespace photomill {

Status Reception::Open(Instant now, const std::function<void(const std::string&)>& say) {
  return options_.local_workers == 0 ? ServeNetwork(say) : ServeLocalWorkers(now);
}

void Reception::EndLocalWorkers(Duration patience) {
  if (workers_) workers_->End(patience);
}

std::vector<int> Reception::Fds() const {
  return workers_ ? workers_->Fds() : std::vector<int>();
}

// --- The network ---------------------------------------------------------------------------------

Status Reception::ServeNetwork(const std::function<void(const std::string&)>& say) {
  if (Status bound = transport_.Listen(options_.listen); !bound) return bound;
  const std::string endpoint = ServedEndpoint();
  if (Status told = preparation_.state->TellServing(endpoint, options_.insecure); !told) {
    return told;
  }
  if (!preparation_.keys) {
    say(fmt::format("serving workers at {}{}; start them with: photomill worker --connect={}{}",
                    endpoint, options_.insecure ? ", unencrypted (--insecure)" : "", endpoint,
                    options_.insecure ? " --insecure" : ""));
    return {};
  }
  const std::string path = preparation_.state_folder + "/join";
  if (Status written = WriteJoinFile(path); !written) return written;
  say(
      fmt::format("serving workers at {}, encrypted; workers need the join file {}: photomill "
                  "worker --join=FILE",
                  endpoint, Quoted(path)));
  return {};
}

Status Reception::WriteJoinFile(const std::string& path) {
  Result<std::vector<std::string>> addresses = AddressesToAdvertise(
      options_.advertise, options_.listen, transport_.Endpoint(), OwnAddresses());
  if (!addresses) return addresses.failure();
  JoinFile join;
  join.protocol_version = kProtocolVersion;
  join.migration_id = preparation_.ledger.opening.migration_id;
  join.addresses = *std::move(addresses);
  join.server_key = preparation_.keys->server.public_key;
  join.worker = preparation_.keys->worker;
  if (Status written = WriteAdminFile(preparation_.state_folder + "/admin", join.addresses);
      !written) {
    return written;
  }
  return WritePrivateFile(path, RenderJoinFile(join));
}

// For commands from other machines. Commands on this machine use STATE/control.
Status Reception::WriteAdminFile(const std::string& path,
                                 const std::vector<std::string>& addresses) {
  AdminFile file;
  file.migration_id = preparation_.ledger.opening.migration_id;
  file.addresses = addresses;
  file.server_key = preparation_.keys->server.public_key;
  file.admin = preparation_.keys->admin;
  return WritePrivateFile(path, RenderAdminFile(file));
}

// The endpoint as the user wrote it, with the actual port.
std::string Reception::ServedEndpoint() const {
  constexpr std::string_view kEveryAddress = "tcp://*:";
  std::string bound = transport_.Endpoint();
  if (!options_.listen.starts_with(kEveryAddress)) return bound;
  return std::string(kEveryAddress) + bound.substr(bound.rfind(':') + 1);
}

// --- Local workers -------------------------------------------------------------------------------

Status Reception::ServeLocalWorkers(Instant now) {
  Result<SocketFolder> folder = SocketFolder::Make();
  if (!folder) return folder.failure();
  socket_folder_.emplace(*std::move(folder));
  if (Status bound = transport_.Listen(socket_folder_->Endpoint()); !bound) return bound;
  const std::string log_folder = preparation_.state_folder + "/logs";
  if (Result<std::vector<std::string>> made = MakeFolders(log_folder); !made) {
    return made.failure();
  }
  Result<LocalWorkerOptions> local = MakeLocalWorkerOptions(log_folder);
  if (!local) return local.failure();
  workers_.emplace(*std::move(local));
  return workers_->Start(now);
}

Result<LocalWorkerOptions> Reception::MakeLocalWorkerOptions(const std::string& log_folder) const {
  LocalWorkerOptions local;
  local.endpoint = transport_.Endpoint();
  local.workers = options_.local_workers;
  local.threads = options_.threads != 0 ? options_.threads
                                        : std::clamp(CpusAllowed() / options_.local_workers, 1U,
                                                     limits::kWorkerThreadsMax);
  local.memory_bytes = options_.memory_bytes;
  if (local.memory_bytes == 0) {
    const Result<uint64_t> memory =
        MemoryForPictures(MemoryAvailableBytes(), options_.local_workers);
    if (!memory) return memory.failure();
    local.memory_bytes = *memory;
  }
  local.isolation = options_.isolation;
  local.task_time = options_.task_time;
  local.nice = options_.nice;
  local.log_folder = log_folder;
  local.log_json = options_.log_format == LogFormat::kJson;
  return local;
}

}  // namespace photomill
