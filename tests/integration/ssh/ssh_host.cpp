#include "tests/integration/ssh/ssh_host.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <utility>

#include "tests/integration/support/ports.h"
#include "tests/integration/support/processes.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr int kPortsTried = 20;

// Becomes sshd ($1, with its configuration $2) in a mount namespace that looks to sshd like a
// machine set up for it. $3 and $4 are the paths of the stores on the coordinator's machine, $5 and
// $6 those on this host, if they differ.
constexpr const char* kHostScript = R"(
set -eu
mount -t tmpfs -o mode=0755 tmpfs /run
mkdir -m 0755 /run/sshd
grep -v '^sshd:' /etc/passwd >/run/passwd
echo 'sshd:x:65533:65534::/run/sshd:/usr/sbin/nologin' >>/run/passwd
sed 's/^root:[^:]*:/root:*:/' /etc/shadow >/run/shadow
chmod 0600 /run/shadow
mount --bind /run/passwd /etc/passwd
mount --bind /run/shadow /etc/shadow
if [ $# -eq 6 ]; then
  mount --bind "$3" "$5"
  mount --bind "$4" "$6"
  mount -t tmpfs tmpfs "$3"
  mount -t tmpfs tmpfs "$4"
fi
exec "$1" -D -e -f "$2"
)";

// Debian's package as unpacked by ./run, if none is installed.
std::string SshdPath() {
  for (const char* path : {"/usr/sbin/sshd", PHOTOMILL_UNPACKED_SSHD}) {
    if (access(path, X_OK) == 0) return path;
  }
  return {};
}

bool Succeeds(const Arguments& command) {
  return StartCommand(command).Wait().Exited(0);
}

bool HasMountNamespaces() {
  static const bool has =
      geteuid() == 0 && Succeeds({"/usr/bin/unshare", "--mount", "--propagation", "private",
                                  "/bin/mount", "-t", "tmpfs", "tmpfs", "/run"});
  return has;
}

// "words of a configuration" can be in double quotes.
std::string Quoted(const std::string& text) {
  return '"' + text + '"';
}

std::string DefaultPath() {
  return ProgramFolder() + ":/usr/local/bin:/usr/bin:/bin";
}

}  // namespace

SshHost::SshHost(std::string name, uint16_t port, std::string folder, const SshHostOptions& options)
    : name_(std::move(name)),
      port_(port),
      folder_(std::move(folder)),
      address_(options.address),
      home_(options.home.empty() ? folder_ + "/home" : options.home) {}

std::string SshHost::WorkerFolder(const std::string& worker) const {
  return home_ + "/.photomill/workers/" + worker;
}

std::string SshHost::BareLine(const std::string& options) const {
  std::string line = address_ + " port=" + std::to_string(port_);
  if (options.find("name=") == std::string::npos) line += " name=" + name_;
  return options.empty() ? line : line + " " + options;
}

std::string SshHost::Line(const std::string& options) const {
  const std::string roots =
      "source_root=" + Quoted(source()) + " destination_root=" + Quoted(destination());
  return BareLine(options.empty() ? roots : roots + " " + options);
}

SshSite::SshSite(const TestFolder& folder, std::string source, std::string destination)
    : folder_(folder), source_(std::move(source)), destination_(std::move(destination)) {
  folder_.MakeFolder("ssh");
  folder_.Write("ssh/known_hosts", "");
  folder_.Write("ssh/config", "UserKnownHostsFile " + folder_.At("ssh/known_hosts") +
                                  "\nGlobalKnownHostsFile none\nStrictHostKeyChecking yes\n"
                                  "IdentityFile " +
                                  folder_.At("ssh/key") +
                                  "\nIdentitiesOnly yes\nIdentityAgent none\n");
  EXPECT_TRUE(Succeeds(
      {"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder_.At("ssh/key")}));
}

std::string SshSite::WhyNoHosts() {
  if (access("/usr/bin/ssh", X_OK) != 0) return "there is no /usr/bin/ssh (openssh-client)";
  if (SshdPath().empty()) {
    return "there is no sshd: ./run test unpacks Debian's openssh-server where it can";
  }
  // 127: one of its libraries is missing.
  if (StartCommand({SshdPath(), "-V"}).Wait().Exited(127)) {
    return SshdPath() + " does not start: one of its libraries is not installed (libwrap0?)";
  }
  if (geteuid() != 0) {
    const passwd* user = getpwuid(geteuid());
    if (user == nullptr || access(user->pw_shell, X_OK) != 0 ||
        fs::path(user->pw_shell).filename() == "nologin") {
      return "this user has no shell to log in to";
    }
    return {};
  }
  if (HasMountNamespaces()) return {};
  if (getpwnam("sshd") == nullptr || access("/run/sshd", F_OK) != 0) {
    return "root needs mount namespaces (CAP_SYS_ADMIN) to run an sshd that is not set up here";
  }
  return {};
}

SshHost& SshSite::Add(const std::string& name, const SshHostOptions& options) {
  const std::string below = "hosts/" + name;
  for (const char* part : {"/home", "/mnt/photos", "/mnt/new photos"}) {
    folder_.MakeFolder(below + part);
  }
  const std::string folder = folder_.At(below);
  EXPECT_TRUE(Succeeds(
      {"/usr/bin/ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder + "/host_key"}));
  // Another program may take the port between the check and the bind.
  for (int i = 0; i < kPortsTried; ++i) {
    SshHost host(name, FreePort(), folder, options);
    WriteConfiguration(host, folder, options);
    Program sshd = StartSshd(host, folder, options);
    if (!sshd.Says("Server listening on")) {
      const Ended ended = sshd.Wait();
      if (ended.err.find("Address already in use") != std::string::npos) continue;
      ADD_FAILURE() << "no sshd: " << ended.All();
    }
    if (options.key_is_known) {
      folder_.Write("ssh/known_hosts", ReadFile(folder_.At("ssh/known_hosts")) + "[" +
                                           options.address + "]:" + std::to_string(host.port()) +
                                           " " + ReadFile(folder + "/host_key.pub"));
    }
    sshds_.push_back(std::move(sshd));
    return hosts_.emplace_back(std::move(host));
  }
  ADD_FAILURE() << "no free port for an sshd";
  return hosts_.emplace_back(name, uint16_t{0}, folder, options);
}

void SshSite::WriteConfiguration(const SshHost& host, const std::string& folder,
                                 const SshHostOptions& options) const {
  const std::string path = options.path.empty() ? DefaultPath() : options.path;
  folder_.Write("hosts/" + host.name() + "/sshd_config",
                "ListenAddress " + options.address + "\nPort " + std::to_string(host.port()) +
                    "\nHostKey " + folder + "/host_key\nAuthorizedKeysFile " +
                    folder_.At("ssh/key.pub") +
                    "\nPermitRootLogin prohibit-password\nPasswordAuthentication no\n"
                    "KbdInteractiveAuthentication no\nUsePAM no\nStrictModes no\nPermitUserRC no\n"
                    "PidFile none\nLogLevel VERBOSE\nSetEnv " +
                    Quoted("HOME=" + host.home()) + " " + Quoted("PATH=" + path) + " " +
                    ProcessMark() + "\n");
}

Program SshSite::StartSshd(const SshHost& host, const std::string& folder,
                           const SshHostOptions& options) const {
  const std::string configuration = folder + "/sshd_config";
  if (HasMountNamespaces()) {
    Arguments command = {"/usr/bin/unshare", "--mount",    "--propagation", "private",
                         "/bin/sh",          "-c",         kHostScript,     "host",
                         SshdPath(),         configuration};
    if (options.stores_elsewhere) {
      command.insert(command.end(), {source_, destination_, host.source(), host.destination()});
    }
    return StartCommand(command);
  }
  for (const auto& [link, store] :
       {std::pair(host.source(), source_), std::pair(host.destination(), destination_)}) {
    std::error_code error;
    fs::remove(link, error);
    fs::create_directory_symlink(store, link, error);
    EXPECT_FALSE(error) << link << ": " << error.message();
  }
  return StartCommand({SshdPath(), "-D", "-e", "-f", configuration});
}

Program SshSite::Start(const std::string& script, const Arguments& options,
                       const Arguments& lines) const {
  std::string text = "# the hosts of a test\n\n";
  for (const std::string& line : lines) text += line + "\n";
  folder_.Write("ssh/hosts", text);
  Arguments command = {std::string(PHOTOMILL_SSH_SCRIPTS) + "/" + script,
                       "--ssh-config=" + folder_.At("ssh/config")};
  command.insert(command.end(), options.begin(), options.end());
  command.push_back(folder_.At("ssh/hosts"));
  return StartCommand(command);
}

Ended SshSite::Run(const std::string& script, const Arguments& options,
                   const Arguments& lines) const {
  return Start(script, options, lines).Wait();
}

void SshSite::EndEverySshd() {
  for (Program& sshd : sshds_) {
    if (sshd.Running()) sshd.Signal(SIGKILL);
    (void)sshd.Wait();
  }
  sshds_.clear();
}

}  // namespace photomill::test
