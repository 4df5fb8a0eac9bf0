// One or more valid frames of every message, in protobuf's text format and in the form in which the
// codec writes them. Together they set every field of every message to a value other than its
// default; codec_reflection_test checks this.
#pragma once

#include <string_view>
#include <vector>

#include "proto/admin.pb.h"
#include "proto/control.pb.h"
#include "proto/sandbox.pb.h"

namespace photomill {

std::vector<proto::WorkerEnvelope> WorkerSamples();
std::vector<proto::CoordinatorEnvelope> CoordinatorSamples();
std::vector<proto::SandboxTask> SandboxSamples();
std::vector<proto::AdminRequest> AdminRequestSamples();
std::vector<proto::AdminResponse> AdminResponseSamples();

// The first sample with this message in the envelope, such as "hello".
proto::WorkerEnvelope WorkerSample(std::string_view message);
proto::CoordinatorEnvelope CoordinatorSample(std::string_view message);

}  // namespace photomill
