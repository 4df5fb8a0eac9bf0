// Hosts to log in to over ssh: each is a real sshd of its own on loopback, with its own port, host
// key and home folder, and has the migration's stores mounted at paths of its own.
//
// Where this process is root and may, each sshd lives in a mount namespace of its own: the stores
// are bind mounts there, and the paths that the coordinator knows them by are empty. Elsewhere the
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
  std::string home{};        // of whoever logs in; empty: a fresh folder
  std::string path{};        // PATH there; empty: photomill's folder and the usual ones
  bool key_is_known = true;  // to who logs in
  // It has the stores at paths of its own; else where the coordinator has them.
  bool stores_elsewhere = true;
};

class SshHost {
 public:
  SshHost(std::string name, uint16_t port, std::string folder, const SshHostOptions& options);

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] uint16_t port() const { return port_; }
  [[nodiscard]] const std::string& home() const { return home_; }
  // Where it has the stores, if elsewhere.
  [[nodiscard]] std::string source() const { return folder_ + "/mnt/photos"; }
  [[nodiscard]] std::string destination() const { return folder_ + "/mnt/new photos"; }
  // Where start-workers keeps what belongs to a worker.
  [[nodiscard]] std::string WorkerFolder(const std::string& worker) const;
  [[nodiscard]] std::string WorkerFolder() const { return WorkerFolder(name_); }

  // Its line of a hosts file: how to get there, the worker's name, what else is wanted.
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

// The hosts of a test, and what ssh needs to know of them.
class SshSite {
 public:
  // The stores of the migration are there already.
  SshSite(const TestFolder& folder, std::string source, std::string destination);

  // Why no sshd can be run here. Empty where one can.
  static std::string WhyNoHosts();

  // Stays where it is as long as the site.
  SshHost& Add(const std::string& name, const SshHostOptions& options = {});

  // Runs start-workers, status-workers or stop-workers with these lines as hosts file.
  [[nodiscard]] Ended Run(const std::string& script, const Arguments& options,
                          const Arguments& lines) const;
  // The same, beside the test. One at a time.
  [[nodiscard]] Program Start(const std::string& script, const Arguments& options,
                              const Arguments& lines) const;

  // From here on no host is reached any more.
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
