// A coordinator on a crowded network: floods of unauthenticated peers, handshakes that never end,
// thousands of workers that connect and disconnect. It continues to serve its own workers, its
// memory for all of them is bounded, and nothing remains of them afterwards. The figures are
// printed, not judged, because the machine may be busy.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/wire/codec.h"
#include "common/wire/dealer_socket.h"
#include "common/wire/join_file.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

constexpr int kIdleConnections = 400;
constexpr int kShortLivedWorkers = 2'000;
constexpr int kEchoes = 200;
constexpr uint64_t kNotableGrowthBytes = 48 << 20;
// The start of ZeroMQ's greeting.
const std::string kSignature("\xff\0\0\0\0\0\0\0\x01\x7f", 10);
const std::string kNullGreeting =
    kSignature + std::string("\x03\x00NULL", 6) + std::string(48, '\0');

uint16_t PortOf(const std::string& endpoint) {
  return static_cast<uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1)));
}

FileDescriptor ConnectTo(uint16_t port) {
  FileDescriptor fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fd.Reset();
  }
  return fd;
}

// The other side is allowed to disconnect.
void SendTo(const FileDescriptor& connection, std::string_view bytes) {
  (void)!send(connection.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

// Threads that repeat an action until they are destroyed.
class Flood {
 public:
  explicit Flood(const std::function<void()>& once) {
    thread_ = std::thread([this, once] {
      while (!over_) {
        once();
        ++rounds_;
      }
    });
  }
  ~Flood() {
    over_ = true;
    thread_.join();
  }
  Flood(const Flood&) = delete;
  Flood& operator=(const Flood&) = delete;
  [[nodiscard]] int rounds() const { return rounds_; }

 private:
  std::atomic<bool> over_{false};
  std::atomic<int> rounds_{0};
  std::thread thread_;
};

class CrowdTest : public ::testing::Test {
 protected:
  static constexpr int kPhotos = 20;

  CrowdTest() {
    WritePhotos(cluster_.folder(), "src", kPhotos);
    // Connections for the test's own use.
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, 8192);
    setrlimit(RLIMIT_NOFILE, &limit);
    // As few descriptors as a login shell gives, or fewer: the coordinator raises the limit itself.
    coordinator_.emplace(cluster_.StartCoordinator({"--secure", "--exit_when_done"},
                                                   {{}, {"/usr/bin/prlimit", "--nofile=256:"}}));
    const Result<JoinFile> join = ParseJoinFile(Secret(ReadFile(cluster_.state() + "/join")));
    EXPECT_TRUE(join.ok());
    if (join.ok()) keys_ = CurveClient{join->server_key, join->worker};
    port_ = PortOf(cluster_.endpoint());
  }

  [[nodiscard]] DealerSocket Dealer(const CurveClient& keys) const {
    SocketOptions options;
    options.curve_client = keys;
    DealerSocket dealer(context_, options);
    EXPECT_TRUE(dealer.Connect(cluster_.endpoint()).ok());
    return dealer;
  }

  static void Say(DealerSocket& dealer, const WorkerMessage& message) {
    const std::string frame = Encode(message);
    EXPECT_TRUE(WaitUntil([&] {
      if (dealer.Send(frame)) return true;
      (void)dealer.Wait({}, milliseconds(20));  // for the connection
      return dealer.Send(frame);
    }));
  }

  static CoordinatorMessage Answer(DealerSocket& dealer) {
    std::string frame;
    EXPECT_TRUE(WaitUntil([&] {
      if (dealer.Receive(frame)) return true;
      (void)dealer.TakeNews();
      (void)dealer.Wait({}, milliseconds(20));
      return dealer.Receive(frame);
    }));
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    EXPECT_TRUE(message.ok());
    return message ? *std::move(message) : CoordinatorMessage{};
  }

  // Round trips with the coordinator's loop by a peer with the right keys, whose message is
  // answered at once. Microseconds, sorted.
  std::vector<int64_t> RoundTrips() {
    DealerSocket dealer = Dealer(keys_);
    std::vector<int64_t> times;
    for (uint64_t i = 0; i < kEchoes; ++i) {
      const auto start = std::chrono::steady_clock::now();
      Say(dealer, Heartbeat{i, 0});
      (void)Answer(dealer);
      times.push_back(
          std::chrono::duration_cast<microseconds>(std::chrono::steady_clock::now() - start)
              .count());
    }
    std::sort(times.begin(), times.end());
    return times;
  }

  static void Print(const char* what, const std::vector<int64_t>& times) {
    std::printf("[ figures  ] %s: a round trip takes %lld us (median), %lld us (19 of 20)\n", what,
                static_cast<long long>(times[times.size() / 2]),
                static_cast<long long>(times[times.size() * 19 / 20]));
  }

  [[nodiscard]] size_t Descriptors() const {
    const std::filesystem::directory_iterator entries("/proc/" +
                                                      std::to_string(coordinator_->pid()) + "/fd");
    return static_cast<size_t>(std::distance(begin(entries), end(entries)));
  }
  [[nodiscard]] uint64_t Memory() const {
    return ResidentAnonymousBytes(coordinator_->pid()).value();
  }

  void ExpectWorkGetsDone() {
    const Ended worker =
        RunPhotomill({"worker", "--join=" + cluster_.state() + "/join", "--threads=2"});
    EXPECT_TRUE(worker.Exited(0)) << worker.All();
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_EQ(cluster_.Done(), kPhotos);
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
  ZmqContext context_;
  CurveClient keys_;
  uint16_t port_ = 0;
};

TEST_F(CrowdTest, StrangersWhoSayNothingAreCutAndKeepNobodyOut) {
  (void)RoundTrips();
  const size_t descriptors = Descriptors();
  const uint64_t memory = Memory();
  std::vector<FileDescriptor> idle;
  for (int i = 0; i < kIdleConnections; ++i) {
    idle.push_back(ConnectTo(port_));
    // Nothing; half a greeting; a greeting and nothing more.
    if (i % 3 == 1) SendTo(idle.back(), kSignature.substr(0, 5));
    if (i % 3 == 2) SendTo(idle.back(), kSignature + std::string("\x03\0", 2) + "CURVE");
  }
  Print("with 400 silent connections", RoundTrips());
  // The coordinator closes them while this side still holds them open.
  EXPECT_TRUE(WaitUntil([&] { return Descriptors() <= descriptors + 5; }))
      << Descriptors() << " descriptors, " << descriptors << " before";
  EXPECT_LT(Memory(), memory + kNotableGrowthBytes);
  ExpectWorkGetsDone();
}

TEST_F(CrowdTest, AFloodDoesNotReachTheWorkers) {
  (void)RoundTrips();
  const size_t descriptors = Descriptors();
  const uint64_t memory = Memory();
  Print("undisturbed", RoundTrips());
  const auto under = [&](const char* what, const std::function<void()>& once) {
    const Flood flood(once);
    EXPECT_TRUE(WaitUntil([&] { return flood.rounds() > 0; }));
    Print(what, RoundTrips());
    std::printf("[ figures  ] %s: %d connections meanwhile\n", what, flood.rounds());
  };
  under("with a flood of connections", [&] { (void)ConnectTo(port_); });
  under("with a flood of rubbish", [&] { SendTo(ConnectTo(port_), std::string(65'536, '\xff')); });
  under("with a flood of plain text", [&] { SendTo(ConnectTo(port_), kNullGreeting); });
  const CurveClient wrong_server{MakeCurveKeys().public_key, keys_.own};
  const CurveClient wrong_worker{keys_.server_key, MakeCurveKeys()};
  for (const CurveClient* const wrong : {&wrong_server, &wrong_worker}) {
    ZmqContext context;
    under(wrong == &wrong_server ? "with a flood of another coordinator's workers"
                                 : "with a flood of unknown keys",
          [&] {
            SocketOptions options;
            options.curve_client = *wrong;
            DealerSocket dealer(context, options);
            (void)dealer.Connect(cluster_.endpoint());
            while (dealer.TakeNews().failed == 0) (void)dealer.Wait({}, milliseconds(20));
            dealer.Close(milliseconds(0));
          });
  }
  EXPECT_TRUE(WaitUntil([&] { return Descriptors() <= descriptors + 5; }))
      << Descriptors() << " descriptors, " << descriptors << " before";
  EXPECT_LT(Memory(), memory + kNotableGrowthBytes);
  // One line per interval, whatever the number of connections.
  const std::string told = coordinator_->Err();
  size_t lines = 0;
  for (size_t at = told.find("rejected"); at != std::string::npos;
       at = told.find("rejected", at + 1)) {
    ++lines;
  }
  EXPECT_GE(lines, 1U);
  EXPECT_LT(lines, 20U) << told;
  ExpectWorkGetsDone();
}

TEST_F(CrowdTest, ThousandsOfShortLivedWorkersLeaveNothingBehind) {
  (void)RoundTrips();
  const size_t descriptors = Descriptors();
  const uint64_t memory = Memory();
  for (int i = 0; i < kShortLivedWorkers; ++i) {
    DealerSocket dealer = Dealer(keys_);
    Hello hello;
    hello.session = SessionId{static_cast<uint64_t>(i) + 1};
    hello.worker_name = "short-lived-" + std::to_string(i);
    hello.host = "elsewhere";
    hello.slots = 1;
    hello.program_version = "1";
    Say(dealer, hello);
    (void)Answer(dealer);
    if (i % 2 == 0) Say(dealer, Goodbye{});  // the others disconnect silently
    dealer.Close(i % 2 == 0 ? seconds(1) : seconds(0));
  }
  EXPECT_TRUE(WaitUntil([&] { return Descriptors() <= descriptors + 5; }))
      << Descriptors() << " descriptors, " << descriptors << " before";
  EXPECT_TRUE(WaitUntil([&] {
    return cluster_.ledger().Number(
               "SELECT count(*) FROM worker WHERE state NOT IN ('lost', 'left')") == 0;
  })) << "the coordinator still knows some";
  EXPECT_LT(Memory(), memory + kNotableGrowthBytes);
  std::printf("[ figures  ] %d short-lived workers: %+lld KiB in the coordinator\n",
              kShortLivedWorkers,
              (static_cast<long long>(Memory()) - static_cast<long long>(memory)) / 1024);
  ExpectWorkGetsDone();
}

}  // namespace
}  // namespace photomill::test
