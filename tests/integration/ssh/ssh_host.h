// Hosts to log in to over ssh: each is a separate real sshd on loopback, with its own port, host
// key and home folder, and mounts the migration's stores at its own paths.
//
// If this process is root and the system allows it, each sshd runs in its own mount namespace: the
// stores are bind mounts there, and the paths that the coordinator knows are empty. Otherwise the
// host's paths are symbolic links.
#pragma once

#include <cstdint>
#include <deque>
#include <string>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

struct SshHostOptions {
  std::string address = "127.0.0.1";
  std::string home{};        // of the user who logs in; empty: a fresh folder
  std::string path{};        // PATH there; empty: photomill's folder and the usual folders
  bool key_is_known = true;  // to the user who logs in
  // Whether it has the stores at its own paths, or at the coordinator's.
  bool stores_elsewhere = true;
};

class SshHost {
 public:
  SshHost(std::string name, uint16_t port, std::string folder, const SshHostOptions& options);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] const std::string& home() const { return home_; }
  // The paths of its stores, if they differ.
  [[nodiscard]] std::string source() const { return folder_ + "/mnt/photos"; }
  [[nodiscard]] std::string destination() const { return folder_ + "/mnt/new photos"; }
  // Where start-workers keeps a worker's files.
  [[nodiscard]] std::string WorkerFolder(const std::string& worker) const;
  [[nodiscard]] std::string WorkerFolder() const { return WorkerFolder(name_); }

  // Its line of a hosts file: how to reach it, the worker's name, further options.
  [[nodiscard]] std::string BareLine(const std::string& options = {}) const;
  // The same with the roots.
  [[nodiscard]] std::string Line(const std::string& options = {}) const;

 private:
  std::string name_;
  uint16_t port_;
  std::string folder_;
  std::string address_;
  std::string home_;
};

// The hosts of a test, and the ssh configuration for them.
class SshSite {
 public:
  // The migration's stores exist already.
  SshSite(const TestFolder& folder, std::string source, std::string destination);

  // Why no sshd can be run here. Empty if it can.
  static std::string WhyNoHosts();

  // Keeps its address for the lifetime of the site.
  SshHost& Add(const std::string& name, const SshHostOptions& options = {});

  // Runs start-workers, status-workers or stop-workers with these lines as hosts file.
  [[nodiscard]] Ended Run(const std::string& script, const Arguments& options,
                          const Arguments& lines) const;
  // The same, in parallel to the test. One at a time.
  [[nodiscard]] Program Start(const std::string& script, const Arguments& options,
                              const Arguments& lines) const;

  // From here on no host can be reached.
  void EndEverySshd();

 private:
  void WriteConfiguration(const SshHost& host, const std::string& folder,
                          const SshHostOptions& options) const;
  Program StartSshd(const SshHost& host, const std::string& folder,
                    const SshHostOptions& options) const;

  const TestFolder& folder_;
  const std::string source_;
  const std::string destination_;
  std::deque<SshHost> hosts_;
  std::deque<Program> sshds_;
};

}  // namespace photomill::test
