// Every field of every message of control.proto, sandbox.proto and admin.proto survives frame -> struct ->
// frame, and none is ignored. A new field must be added to the codec and to the samples.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>

#include "common/wire/admin_codec.h"
#include "common/wire/codec.h"
#include "common/wire/sandbox_codec.h"
#include "tests/unit/common/wire/sample_messages.h"

namespace photomill {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::util::MessageDifferencer;

Result<WorkerMessage> DecodeProto(const proto::WorkerEnvelope& envelope) {
  return DecodeWorkerMessage(envelope.SerializeAsString());
}

Result<CoordinatorMessage> DecodeProto(const proto::CoordinatorEnvelope& envelope) {
  return DecodeCoordinatorMessage(envelope.SerializeAsString());
}

Result<SandboxTask> DecodeProto(const proto::SandboxTask& task) {
  return DecodeSandboxTask(task.SerializeAsString());
}

Result<AdminRequest> DecodeProto(const proto::AdminRequest& request) {
  return DecodeAdminRequest(request.SerializeAsString());
}

Result<AdminResponse> DecodeProto(const proto::AdminResponse& response) {
  return DecodeAdminResponse(response.SerializeAsString());
}

void CollectFields(const Descriptor& type, std::set<std::string>& names) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (!names.insert(field.full_name()).second) continue;
    if (field.message_type() != nullptr) CollectFields(*field.message_type(), names);
  }
}

// A field with presence whose value equals the default does not count as filled.
bool IsDefault(const Message& message, const FieldDescriptor& field) {
  if (!field.has_presence() || field.message_type() != nullptr) return false;
  const Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(message, &field) == 0;
    case FieldDescriptor::CPPTYPE_BOOL:
      return !reflection.GetBool(message, &field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnumValue(message, &field) == 0;
    case FieldDescriptor::CPPTYPE_STRING:
      return reflection.GetString(message, &field).empty();
    default:
      return false;
  }
}

// Calls `visit` with every field that is set, here and in nested messages. The visitor can change
// the message's values, but not which fields are set.
void VisitFields(Message& message,
                 const std::function<void(Message&, const FieldDescriptor&)>& visit) {
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (!IsDefault(message, *field)) visit(message, *field);
    if (field->message_type() == nullptr) continue;
    if (!field->is_repeated()) {
      VisitFields(*reflection.MutableMessage(&message, field), visit);
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      VisitFields(*reflection.MutableRepeatedMessage(&message, field, i), visit);
    }
  }
}

template <typename Envelope>
std::set<std::string> FilledFields(std::vector<Envelope> samples) {
  std::set<std::string> names;
  for (Envelope& sample : samples) {
    VisitFields(sample,
                [&](Message&, const FieldDescriptor& field) { names.insert(field.full_name()); });
  }
  return names;
}

template <typename Envelope>
void ExpectEveryFieldFilled(const std::vector<Envelope>& samples) {
  std::set<std::string> names;
  CollectFields(*Envelope::descriptor(), names);
  const std::set<std::string> filled = FilledFields(samples);
  for (const std::string& name : names) {
    EXPECT_TRUE(filled.contains(name))
        << name << " is in the protocol, but no sample in sample_messages.cpp fills it: add it "
        << "there and to its codec in common/wire/codec/";
  }
}

template <typename Envelope>
void ExpectRoundTrip(const Envelope& sample) {
  const auto decoded = DecodeProto(sample);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail << "\n" << sample.DebugString();
  Envelope again;
  ASSERT_TRUE(again.ParseFromString(Encode(*decoded)));
  std::string differences;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&differences);
  EXPECT_TRUE(differencer.Compare(sample, again)) << "the codec loses or changes:\n"
                                                  << differences << "in\n"
                                                  << sample.DebugString();
}

// Clears one field after another: each time the result must be another message, or none.
template <typename Envelope>
void ExpectNoFieldIgnored(const Envelope& sample) {
  const auto whole = DecodeProto(sample);
  ASSERT_TRUE(whole.ok()) << whole.failure().detail;
  size_t fields = 0;
  Envelope copy = sample;
  VisitFields(copy, [&](Message&, const FieldDescriptor&) { ++fields; });
  for (size_t wanted = 0; wanted < fields; ++wanted) {
    copy = sample;
    size_t index = 0;
    Message* owner = nullptr;
    const FieldDescriptor* cleared = nullptr;
    VisitFields(copy, [&](Message& message, const FieldDescriptor& field) {
      if (index++ == wanted) {
        owner = &message;
        cleared = &field;
      }
    });
    ASSERT_NE(owner, nullptr);
    owner->GetReflection()->ClearField(owner, cleared);
    const auto decoded = DecodeProto(copy);
    EXPECT_FALSE(decoded.ok() && *decoded == *whole)
        << cleared->full_name() << " makes no difference to the decoded message";
  }
}

// Sets each enum field to each valid value, and collects those that survived.
template <typename Envelope>
void CollectEnumValues(const Envelope& sample, std::set<const EnumValueDescriptor*>& alive) {
  Envelope copy = sample;
  VisitFields(copy, [&](Message& message, const FieldDescriptor& field) {
    if (field.enum_type() == nullptr) return;
    const Reflection& reflection = *message.GetReflection();
    const int rows = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
    for (int row = 0; row < rows; ++row) {
      const int before = field.is_repeated() ? reflection.GetRepeatedEnumValue(message, &field, row)
                                             : reflection.GetEnumValue(message, &field);
      const auto set = [&](int value) {
        if (field.is_repeated()) {
          reflection.SetRepeatedEnumValue(&message, &field, row, value);
        } else {
          reflection.SetEnumValue(&message, &field, value);
        }
      };
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        set(field.enum_type()->value(i)->number());
        const auto decoded = DecodeProto(copy);
        Envelope again;
        if (decoded.ok() && again.ParseFromString(Encode(*decoded)) &&
            MessageDifferencer::Equivalent(copy, again)) {
          alive.insert(field.enum_type()->value(i));
        }
      }
      set(before);
    }
  });
}

void ExpectEveryValueAlive(const Descriptor& type, std::set<const Descriptor*>& visited,
                           const std::set<const EnumValueDescriptor*>& alive) {
  if (!visited.insert(&type).second) return;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.message_type() != nullptr) {
      ExpectEveryValueAlive(*field.message_type(), visited, alive);
    }
    if (field.enum_type() == nullptr) continue;
    for (int j = 0; j < field.enum_type()->value_count(); ++j) {
      const EnumValueDescriptor& value = *field.enum_type()->value(j);
      if (value.name().ends_with("_UNSPECIFIED")) {
        EXPECT_FALSE(alive.contains(&value)) << value.full_name() << " was taken for a value";
      } else if (value.number() != 0) {  // a valid default is sent as absence
        EXPECT_TRUE(alive.contains(&value)) << value.full_name() << " does not survive";
      }
    }
  }
}

TEST(CodecReflectionTest, SamplesFillEveryFieldOfEveryMessage) {
  ExpectEveryFieldFilled(WorkerSamples());
  ExpectEveryFieldFilled(CoordinatorSamples());
  ExpectEveryFieldFilled(SandboxSamples());
  ExpectEveryFieldFilled(AdminRequestSamples());
  ExpectEveryFieldFilled(AdminResponseSamples());
}

TEST(CodecReflectionTest, EveryFieldSurvivesTheRoundTrip) {
  for (const auto& sample : WorkerSamples()) ExpectRoundTrip(sample);
  for (const auto& sample : CoordinatorSamples()) ExpectRoundTrip(sample);
  for (const auto& sample : SandboxSamples()) ExpectRoundTrip(sample);
  for (const auto& sample : AdminRequestSamples()) ExpectRoundTrip(sample);
  for (const auto& sample : AdminResponseSamples()) ExpectRoundTrip(sample);
}

TEST(CodecReflectionTest, NoFieldIsIgnored) {
  for (const auto& sample : WorkerSamples()) ExpectNoFieldIgnored(sample);
  for (const auto& sample : CoordinatorSamples()) ExpectNoFieldIgnored(sample);
  for (const auto& sample : SandboxSamples()) ExpectNoFieldIgnored(sample);
  for (const auto& sample : AdminRequestSamples()) ExpectNoFieldIgnored(sample);
  for (const auto& sample : AdminResponseSamples()) ExpectNoFieldIgnored(sample);
}

TEST(CodecReflectionTest, EveryValueOfEveryEnumSurvives) {
  std::set<const EnumValueDescriptor*> alive;
  for (const auto& sample : WorkerSamples()) CollectEnumValues(sample, alive);
  for (const auto& sample : CoordinatorSamples()) CollectEnumValues(sample, alive);
  for (const auto& sample : AdminResponseSamples()) CollectEnumValues(sample, alive);
  std::set<const Descriptor*> visited;
  ExpectEveryValueAlive(*proto::WorkerEnvelope::descriptor(), visited, alive);
  ExpectEveryValueAlive(*proto::CoordinatorEnvelope::descriptor(), visited, alive);
  ExpectEveryValueAlive(*proto::AdminResponse::descriptor(), visited, alive);
}

}  // namespace
}  // namespace photomill
