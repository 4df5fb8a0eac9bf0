#include "cli/admin_call.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "common/base/json.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/os/clock.h"
#include "common/os/private_file.h"
#include "common/wire/admin_codec.h"
#include "common/wire/admin_file.h"
#include "common/wire/dealer_socket.h"
#include "coordinator/start/options.h"
#include "coordinator/start/state_folder.h"

DECLARE_string(state);
DECLARE_bool(json);

DEFINE_string(admin, "", "a copy of the run's file STATE/admin");

namespace photomill {
namespace {

// The run's loop answers at once, so a run that is silent for so long is stopped or out of reach.
constexpr Duration kPatience = seconds(10);
constexpr Duration kPatienceOfMany = seconds(4);  // for each of several addresses
constexpr Duration kPollInterval = milliseconds(100);

Failure NoRun(const std::string& state, bool left_file) {
  return Invalid(fmt::format("no run is active in {}{}: commands like this one need an active run",
                             Quoted(state),
                             left_file ? ", and its file \"control\" is left from a run that was "
                                         "killed (the next run replaces it)"
                                       : ""));
}

// The lock says for certain whether a run is active, if this user can read it.
Status CheckLive(const std::string& state, bool has_file) {
  const Result<std::optional<StateHolder>> holder = FindStateHolder(state);
  if (holder && !holder->has_value()) return NoRun(state, has_file);
  if (has_file) return {};
  return Invalid(fmt::format(
      "the run in {} takes no commands: it is just starting or ending, or an older version runs it",
      Quoted(state)));
}

Result<AdminFile> ReadTarget(const AdminTarget& target) {
  const bool local = target.admin_file.empty();
  const std::string path = local ? target.state_folder + "/control" : target.admin_file;
  const Result<Secret> text = local ? ReadOwnPrivateFile(path, limits::kJoinFileBytesMax)
                                    : ReadPrivateFile(path, limits::kJoinFileBytesMax);
  const bool missing = !text && text.failure().reason == Reason::kSourceVanished;
  if (local && (text || missing)) {
    if (Status live = CheckLive(target.state_folder, text.ok()); !live) return live.failure();
  }
  if (!text) return text.failure();
  Result<AdminFile> file = ParseAdminFile(*text);
  if (!file) return Failure{file.failure().reason, Quoted(path) + ": " + file.failure().detail};
  return file;
}

// How far an address came that did not answer.
enum class Silence : uint8_t { kNotReached, kReached, kSent };

Failure NoAnswer(const std::string& who, const std::string& why) {
  return {Reason::kStorageUnavailable, fmt::format("{} does not answer: {}", who, why)};
}

Failure SilentAddress(const std::string& address, Silence silence) {
  const char* why = "nothing listens there, or a firewall is in between";
  if (silence == Silence::kSent) {
    why =
        "it accepted the command, which may still take effect. It may be stopped or overloaded: "
        "look at its process there";
  } else if (silence == Silence::kReached) {
    why =
        "something listens there, but it does not accept commands: either it is no run, or its "
        "process is stopped or overloaded; look at it there";
  }
  return NoAnswer("the run at " + Escaped(address), why);
}

// The lock says which process should have answered.
Failure SilentHolder(const std::string& state, const StateHolder& holder, Silence silence) {
  const std::string why = fmt::format(
      "it may be stopped, or wait for a disk. `ps -o stat= -p {0}` shows T if it is stopped (`kill "
      "-CONT {0}` continues it) and D if it waits for a disk; its log is {1}{2}",
      holder.process, Quoted(state + "/coordinator.log"),
      silence == Silence::kSent ? ". It got the command, which may still take effect" : "");
  return NoAnswer(
      fmt::format("process {} holds the migration in {}, but", holder.process, Quoted(state)), why);
}

Failure SilentRun(const AdminTarget& target, const std::string& address, Silence silence) {
  if (target.admin_file.empty()) {
    const Result<std::optional<StateHolder>> holder = FindStateHolder(target.state_folder);
    if (holder && !holder->has_value()) return NoRun(target.state_folder, false);
    if (holder && (*holder)->process != 0) {
      return SilentHolder(target.state_folder, **holder, silence);
    }
  }
  return SilentAddress(address, silence);
}

// Sends the frame as soon as there is a connection, and returns the first frame that comes back.
Result<std::string> Ask(const ZmqContext& context, const AdminTarget& target, const AdminFile& file,
                        const std::string& address, const std::string& frame) {
  SocketOptions options;
  options.linger = Duration::zero();
  options.frame_bytes_max = kAdminMessageBytesMax;
  if (!file.is_local()) options.curve_client = CurveClient{file.server_key, file.admin};
  DealerSocket socket(context, options);
  if (Status connected = socket.Connect(address); !connected) return connected.failure();
  const SystemClock clock;
  const Instant end = clock.Now() + (file.addresses.size() > 1 ? kPatienceOfMany : kPatience);
  bool sent = false;
  bool reached = false;
  while (clock.Now() < end) {
    sent = sent || socket.Send(frame);
    std::string response;
    if (socket.Receive(response)) return response;
    const ConnectionNews news = socket.TakeNews();
    reached = reached || news.reached;
    if (news.unknown_key || news.certain) {
      return NoAnswer("the run at " + Escaped(address),
                      "it does not accept the key: copy the file \"admin\" again from its state "
                      "directory");
    }
    (void)socket.Wait({}, kPollInterval);
  }
  return SilentRun(target, address,
                   sent      ? Silence::kSent
                   : reached ? Silence::kReached
                             : Silence::kNotReached);
}

int Fail(const std::string& text) {
  std::fprintf(stderr, "photomill: %s\n", text.c_str());
  return kExitCannotStart;
}

}  // namespace

Result<AdminResponse> CallRun(const AdminTarget& target, const AdminCommand& command) {
  Result<AdminFile> file = ReadTarget(target);
  if (!file) return file.failure();
  const std::string frame = Encode(AdminRequest{file->token, command});
  const ZmqContext context;
  std::optional<Failure> failure;
  for (const std::string& address : file->addresses) {
    const Result<std::string> response = Ask(context, target, *file, address, frame);
    if (response) return DecodeAdminResponse(*response);
    failure = response.failure();
  }
  return *failure;
}

std::vector<HelpFlag> GiveCommandHelp() {
  return {{"state", "DIR", "the state directory of the run, on this machine"},
          {"admin", "FILE",
           "from another machine: a copy of the file \"admin\" in the state directory of an "
           "encrypted coordinator"},
          {"json", "", "print the answer as one JSON object"}};
}

int GiveCommand(const HelpPage& page, int argc, char** argv, const WordCount& words,
                const std::function<Result<AdminCommand>(const std::vector<std::string>&)>& make) {
  if (AsksForHelp(argc, argv)) {
    PrintHelp(page);
    return kExitDone;
  }
  const std::string hint = "See: photomill help " + page.command;
  const Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, {"state", "admin", "json"}, hint);
  if (!positionals) return Fail(positionals.failure().detail);
  if (Status given = RefuseEmptyFlags({"state", "admin"}, hint); !given) {
    return Fail(given.failure().detail);
  }
  if (FLAGS_state.empty() == FLAGS_admin.empty()) {
    return Fail(
        fmt::format("{} needs one of --state=DST/.photomill (the run is on this machine) "
                    "and --admin=FILE (it is on another one). {}",
                    page.command, hint));
  }
  if (positionals->size() < words.least || positionals->size() > words.most) {
    return Fail(fmt::format(
        "{} needs {} and its flags, but got {}. {}", page.command, words.text,
        positionals->size() == 1 ? "1 argument" : fmt::format("{} arguments", positionals->size()),
        hint));
  }
  const Result<AdminCommand> command = make(*positionals);
  if (!command) return Fail(command.failure().detail + ". " + hint);
  const Result<AdminResponse> response = CallRun({FLAGS_state, FLAGS_admin}, *command);
  if (!response) return Fail(response.failure().detail);
  if (response->code != AdminCode::kDone) return Fail(response->text);
  const std::string json =
      JsonObject().Add("result", response->word).Add("text", response->text).Line();
  std::printf("%s\n", FLAGS_json ? json.c_str() : response->text.c_str());
  return kExitDone;
}

}  // namespace photomill
