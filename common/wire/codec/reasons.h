// The reason codes of results and suspects, ours beside those of the .proto files.
#pragma once

#include "common/base/failure.h"
#include "common/wire/codec/fields/enums.h"
#include "proto/control.pb.h"

namespace photomill::wire {

inline constexpr EnumTable<Reason, proto::FailureReason, 18> kReasons = {{{
    {Reason::kUnreadable, proto::UNREADABLE},
    {Reason::kNotAnImage, proto::NOT_AN_IMAGE},
    {Reason::kFormatNotAllowed, proto::FORMAT_NOT_ALLOWED},
    {Reason::kCorrupt, proto::CORRUPT},
    {Reason::kTooLarge, proto::TOO_LARGE},
    {Reason::kNotEncodable, proto::NOT_ENCODABLE},
    {Reason::kKeyCollision, proto::KEY_COLLISION},
    {Reason::kCrashed, proto::CRASHED},
    {Reason::kTimedOut, proto::TIMED_OUT},
    {Reason::kOutOfMemory, proto::OUT_OF_MEMORY},
    {Reason::kSourceVanished, proto::SOURCE_VANISHED},
    {Reason::kSourceChanged, proto::SOURCE_CHANGED},
    {Reason::kStorageDenied, proto::STORAGE_DENIED},
    {Reason::kStorageFull, proto::STORAGE_FULL},
    {Reason::kStorageUnavailable, proto::STORAGE_UNAVAILABLE},
    {Reason::kInternal, proto::INTERNAL},
    {Reason::kDestinationTaken, proto::DESTINATION_TAKEN},
    {Reason::kUnusableName, proto::UNUSABLE_NAME},
}}};
static_assert(kReasonCount == 19, "every reason but kInvalid, which belongs in no ledger");

}  // namespace photomill::wire
