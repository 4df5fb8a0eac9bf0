// The generated classes by name alone: headers do without protobuf's.
#pragma once

namespace photomill::proto {

class Acks;
class Credit;
class Deliveries;
class Drain;
class GivenBack;
class Goodbye;
class Heartbeat;
class HeartbeatEcho;
class Hello;
class Keys;
class Outputs;
class Ready;
class Recipe;
class Refusal;
class ResultBatch;
class StoreSample;
class TakeBack;
class TaskBatch;
class Welcome;

}  // namespace photomill::proto
