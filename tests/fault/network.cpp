#include "tests/fault/network.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace photomill::test {
namespace {

constexpr const char* kIp = "/usr/sbin/ip";

Program Hold() {
  return StartCommand({"/usr/bin/unshare", "--net", "/bin/sh", "-ec",
                       std::string(kIp) + " link set lo up; echo ready; exec sleep infinity"});
}

std::string NamespaceOf(const Program& holder) {
  return "--net=/proc/" + std::to_string(holder.pid()) + "/ns/net";
}

std::string PortOf(size_t member) {
  return "port" + std::to_string(member);
}

}  // namespace

std::optional<Network> Network::Make(size_t members, std::string& why) {
  if (geteuid() != 0) {
    why = "only root can make network namespaces";
    return std::nullopt;
  }
  if (access(kIp, X_OK) != 0) {
    why = std::string("there is no ") + kIp + " (Debian's package iproute2)";
    return std::nullopt;
  }
  std::vector<Program> holders;
  for (size_t i = 0; i <= members; ++i) {
    holders.push_back(Hold());
    if (holders.back().Says("ready")) continue;
    why = "unshare --net is not allowed here: " + holders.back().Err();
    return std::nullopt;
  }
  std::optional<Network> network(Network(std::move(holders)));
  if (network->Connect()) return network;
  why = "this kernel has no pairs of virtual links, or no bridges";
  return std::nullopt;
}

Network::~Network() {
  for (Program& holder : holders_) {
    if (holder.Running()) holder.Signal(SIGKILL);
    (void)holder.Wait();
  }
}

bool Network::Connect() {
  const size_t switch_holder = holders_.size() - 1;
  const auto done = [&](size_t holder, const Arguments& arguments) {
    return Ip(holder, arguments).Exited(0);
  };
  if (!done(switch_holder, {"link", "add", "switch", "type", "bridge"}) ||
      !done(switch_holder, {"link", "set", "switch", "up"})) {
    return false;
  }
  for (size_t i = 0; i < switch_holder; ++i) {
    if (!done(switch_holder, {"link", "add", "name", PortOf(i), "type", "veth", "peer", "name",
                              "eth0", "netns", std::to_string(holders_[i].pid())}) ||
        !done(switch_holder, {"link", "set", PortOf(i), "master", "switch", "up"}) ||
        !done(i, {"address", "add", Address(i) + "/24", "dev", "eth0"}) ||
        !done(i, {"link", "set", "eth0", "up"})) {
      return false;
    }
  }
  return true;
}

Ended Network::Ip(size_t holder, const Arguments& arguments) const {
  Arguments command = {"/usr/bin/nsenter", NamespaceOf(holders_[holder]), "--", kIp};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return StartCommand(command).Wait();
}

std::string Network::Address(size_t member) const {
  return "10.77.0." + std::to_string(member + 1);
}

Launch Network::Inside(size_t member, Launch launch) const {
  const Arguments enter = {"/usr/bin/nsenter", NamespaceOf(holders_[member]), "--"};
  launch.behind.insert(launch.behind.begin(), enter.begin(), enter.end());
  return launch;
}

void Network::CutOff(size_t member, Cut cut) const {
  const Ended ended = cut == Cut::kLinkDown
                          ? Ip(member, {"link", "set", "eth0", "down"})
                          : Ip(holders_.size() - 1, {"link", "set", PortOf(member), "nomaster"});
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
}

void Network::Heal(size_t member) const {
  const Ended up = Ip(member, {"link", "set", "eth0", "up"});
  EXPECT_TRUE(up.Exited(0)) << up.All();
  const Ended plugged =
      Ip(holders_.size() - 1, {"link", "set", PortOf(member), "master", "switch"});
  EXPECT_TRUE(plugged.Exited(0)) << plugged.All();
}

}  // namespace photomill::test
