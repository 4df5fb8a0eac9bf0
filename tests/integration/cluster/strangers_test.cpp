// Traffic that does not belong on the coordinator's port is ignored, and affects nothing else.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <zmq.h>

#include <functional>
#include <optional>

#include "common/base/random.h"
#include "common/model/revision.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/storage/migration_mark.h"
#include "common/wire/codec.h"
#include "common/wire/dealer_socket.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

// The start of ZeroMQ's greeting.
const std::string kGreeting("\xff\0\0\0\0\0\0\0\x01\x7f", 10);
constexpr uint64_t kNotableGrowthBytes = 32 << 20;

// A plain TCP connection to the coordinator.
class RawConnection {
 public:
  explicit RawConnection(const std::string& endpoint)
      : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port =
        htons(static_cast<uint16_t>(std::stoi(endpoint.substr(endpoint.rfind(':') + 1))));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        connect(fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  // The other side is allowed to disconnect.
  void Send(std::string_view bytes) const {
    (void)!send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
  }

 private:
  FileDescriptor fd_;
  bool connected_ = false;
};

// A peer that speaks ZeroMQ.
class Stranger {
 public:
  explicit Stranger(const std::string& endpoint) : socket_(context_) {
    EXPECT_TRUE(socket_.Connect(endpoint).ok());
  }
  void Say(std::string_view frame) {
    EXPECT_TRUE(WaitUntil([&] { return socket_.Send(frame); }));
  }
  void Say(const WorkerMessage& message) { Say(Encode(message)); }
  CoordinatorMessage Answer() {
    std::string frame;
    EXPECT_TRUE(WaitUntil([&] { return socket_.Receive(frame); }));
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    EXPECT_TRUE(message.ok());
    return message ? *std::move(message) : CoordinatorMessage{};
  }

 private:
  ZmqContext context_;
  DealerSocket socket_;
};

// Messages of any number of frames, including empty ones, which DealerSocket would not send.
void SendFrames(const std::string& endpoint, const std::vector<std::string>& frames) {
  void* const context = zmq_ctx_new();
  void* const socket = zmq_socket(context, ZMQ_DEALER);
  ASSERT_EQ(zmq_connect(socket, endpoint.c_str()), 0);
  for (size_t i = 0; i < frames.size(); ++i) {
    const int flags = i + 1 < frames.size() ? ZMQ_SNDMORE : 0;
    EXPECT_GE(zmq_send(socket, frames[i].data(), frames[i].size(), flags), 0);
  }
  zmq_close(socket);  // lingers until it is sent
  zmq_ctx_term(context);
}

std::string RandomBytes(Random& random, size_t size) {
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.Below(256));
  return bytes;
}

Hello HelloOf(uint32_t version) {
  Hello hello;
  hello.protocol_version = version;
  hello.session = SessionId{77};
  hello.worker_name = "stranger";
  hello.host = "elsewhere";
  hello.slots = 1;
  hello.program_version = "99.0.0";
  hello.revision = kRevision;
  return hello;
}

class StrangersTest : public ::testing::Test {
 protected:
  static constexpr int kPhotos = 20;

  StrangersTest() {
    WritePhotos(cluster_.folder(), "src", kPhotos);
    coordinator_.emplace(cluster_.StartCoordinator());
  }

  // Answered after everything that was sent before, on any connection: all of it has been read.
  void AwaitAnswers() {
    Stranger stranger(cluster_.endpoint());
    stranger.Say(Heartbeat{1, 0});
    EXPECT_TRUE(std::holds_alternative<Unknown>(stranger.Answer()));
  }

  uint64_t Memory() {
    const Result<uint64_t> bytes = ResidentAnonymousBytes(coordinator_->pid());
    EXPECT_TRUE(bytes.ok()) << coordinator_->Wait().All();
    return bytes ? *bytes : 0;
  }

  // The cluster works as if nothing had happened.
  void ExpectWorkGetsDone() {
    Program worker = cluster_.StartWorker("worker");
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    const Ended left = worker.Wait();
    EXPECT_TRUE(left.Exited(0)) << left.All();
    EXPECT_EQ(cluster_.DoneBy("worker"), kPhotos);
  }

  Cluster cluster_;
  std::optional<Program> coordinator_;
};

TEST_F(StrangersTest, RawBytesAndOtherProtocols) {
  Random random(1);
  // They stay open meanwhile: silent connections must not keep others from connecting.
  std::vector<RawConnection> connections;
  for (const std::string& bytes :
       {std::string(), std::string(1, '\0'), RandomBytes(random, 10), RandomBytes(random, 100'000),
        std::string("GET / HTTP/1.1\r\nHost: photos\r\n\r\n"), std::string("\x16\x03\x01\x02\x00"),
        kGreeting + "\x03", std::string(70'000, '\xff')}) {
    RawConnection& connection = connections.emplace_back(cluster_.endpoint());
    ASSERT_TRUE(connection.connected());
    connection.Send(bytes);
  }
  AwaitAnswers();
  ExpectWorkGetsDone();
}

TEST_F(StrangersTest, FramesThatAreNoMessages) {
  SendFrames(cluster_.endpoint(), {""});
  SendFrames(cluster_.endpoint(), {"", ""});
  SendFrames(cluster_.endpoint(), {"one", "two", "three"});
  SendFrames(cluster_.endpoint(), {"", Encode(Heartbeat{1, 0})});
  Random random(2);
  Stranger stranger(cluster_.endpoint());
  for (size_t size = 1; size < 2'000; size += 7) stranger.Say(RandomBytes(random, size));
  std::string torn = Encode(HelloOf(kProtocolVersion));
  while (torn.size() > 1) {
    torn.pop_back();
    stranger.Say(torn);
  }
  AwaitAnswers();
  EXPECT_TRUE(coordinator_->Says("ignored a message that no worker of this version sends"));
  ExpectWorkGetsDone();
}

TEST_F(StrangersTest, WhoDidNotSayHelloIsAskedTo) {
  Stranger stranger(cluster_.endpoint());
  const std::vector<WorkerMessage> messages = {Ready{}, Credit{1'000, 1'000}, ResultBatch{},
                                               Heartbeat{1, 0}, Draining{}};
  for (const WorkerMessage& message : messages) {
    if (std::holds_alternative<ResultBatch>(message)) continue;  // an empty batch is not a message
    stranger.Say(message);
    EXPECT_TRUE(std::holds_alternative<Unknown>(stranger.Answer())) << message.index();
  }
  stranger.Say(Goodbye{});  // a peer that leaves needs no answer
  stranger.Say(Heartbeat{2, 0});
  EXPECT_TRUE(std::holds_alternative<Unknown>(stranger.Answer()));
  ExpectWorkGetsDone();
}

TEST_F(StrangersTest, AnotherVersionIsRefusedWithBothVersionsNamed) {
  Stranger stranger(cluster_.endpoint());
  stranger.Say(HelloOf(99));
  const CoordinatorMessage answer = stranger.Answer();
  ASSERT_TRUE(std::holds_alternative<Refusal>(answer));
  const Refusal& refusal = std::get<Refusal>(answer);
  EXPECT_EQ(refusal.code, RefusalCode::kVersionMismatch);
  EXPECT_NE(refusal.text.find("protocol version 99"), std::string::npos) << refusal.text;
  EXPECT_NE(refusal.text.find("uses version " + std::to_string(kProtocolVersion)),
            std::string::npos)
      << refusal.text;
  EXPECT_TRUE(coordinator_->Says(refusal.text));
  ExpectWorkGetsDone();
}

// A worker of this version that accepts tasks and is never heard from again.
TEST_F(StrangersTest, OneThatTakesTasksAndVanishesHoldsNothingUp) {
  {
    Stranger stranger(cluster_.endpoint());
    stranger.Say(HelloOf(kProtocolVersion));
    const CoordinatorMessage answer = stranger.Answer();
    ASSERT_TRUE(std::holds_alternative<Welcome>(answer));
    const Welcome& welcome = std::get<Welcome>(answer);
    Ready ready;
    ready.destination_id = TokenIn(
        ReadFile(cluster_.destination() + "/.photomill/migrations/" + welcome.migration_id));
    for (const StoreSample& sample : welcome.samples) {
      ready.samples.push_back({sample.key, ReadFile(cluster_.source() + "/" + sample.key).size()});
    }
    stranger.Say(ready);
    stranger.Say(Credit{10, 1 << 30});
    ASSERT_TRUE(std::holds_alternative<TaskBatch>(stranger.Answer()));
  }
  ExpectWorkGetsDone();
  EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
}

TEST_F(StrangersTest, AThousandShortConnectionsLeaveNothingBehind) {
  AwaitAnswers();
  const uint64_t before = Memory();
  for (int i = 0; i < 1'000; ++i) {
    const RawConnection connection(cluster_.endpoint());
    if (connection.connected()) connection.Send(kGreeting + std::to_string(i));
  }
  for (int i = 0; i < 200; ++i) {
    Stranger stranger(cluster_.endpoint());
    stranger.Say(Heartbeat{1, 0});
  }
  AwaitAnswers();
  EXPECT_LT(Memory(), before + kNotableGrowthBytes);
  ExpectWorkGetsDone();
}

}  // namespace
}  // namespace photomill::test
