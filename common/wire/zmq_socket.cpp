#include "common/wire/zmq_socket.h"

#include "common/wire/zmq_calls.h"

namespace photomill {

ZmqContext::ZmqContext() : state_(std::make_shared<State>()) {}
ZmqContext::~ZmqContext() = default;

}  // namespace photomill
