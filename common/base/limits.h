// All limits of photomill in one place: queues, messages, names, retries, time. Consider the cost
// before raising one. None of them grows with the library.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/instant.h"

namespace photomill::limits {

// --- Names -----------------------------------------------------------------------------------
inline constexpr size_t kKeyBytesMax = 4096;  // Linux's PATH_MAX; S3 allows 1024
inline constexpr size_t kNameBytesMax = 255;  // one component of a key (NAME_MAX)
inline constexpr size_t kWorkerNameBytesMax = 128;
inline constexpr size_t kDetailBytesMax = 1024;  // a failure's text on the wire and in the ledger
inline constexpr size_t kEtagBytesMax = 256;

// --- Recipe ----------------------------------------------------------------------------------
inline constexpr size_t kDerivativesMax = 32;  // bits of a DerivativeSet
inline constexpr size_t kDerivativeNameBytesMax = 64;
inline constexpr size_t kKeyTemplateBytesMax = 512;
inline constexpr uint32_t kSideMax = 65500;  // px; JPEG's own limit
inline constexpr size_t kRecipeBytesMax = 256 * 1024;

// --- Wire ------------------------------------------------------------------------------------
inline constexpr size_t kMessageBytesMax = 4 * 1024 * 1024;
inline constexpr size_t kBatchTasksMax = 4096;  // tasks, results or acks in one message
inline constexpr size_t kOwnFilesMax = 256;     // files that a task may replace
inline constexpr size_t kHeldTasksMax = 65536;  // held tasks in one Hello
inline constexpr size_t kStoreSamplesMax = 3;
inline constexpr size_t kMigrationIdBytesMax = 64;
inline constexpr size_t kJoinAddressesMax = 32;  // addresses of one coordinator
inline constexpr size_t kJoinFileBytesMax = 64 * 1024;
inline constexpr uint32_t kSlotsMax = 4096;
inline constexpr Duration kHeartbeatInterval = seconds(1);
inline constexpr Duration kLeaseDuration = seconds(10);      // then a silent worker is lost
inline constexpr Duration kSilence = seconds(2);             // then its connection is checked
inline constexpr Duration kReconnectGrace = seconds(3);      // after a broken connection
inline constexpr Duration kCoordinatorSilence = seconds(5);  // then a worker reconnects
inline constexpr Duration kStoreSilence = seconds(30);       // a store silent for this long hangs
inline constexpr Duration kIdleUntilHello = seconds(30);     // an idle worker registers again

// --- Destination -----------------------------------------------------------------------------
inline constexpr uint64_t kOutputBytesMax = 4ULL << 30;  // larger files are not outputs of ours
inline constexpr uint64_t kNoteBytesMax = 8ULL << 20;    // a group: 16 tasks, 32 outputs each
inline constexpr size_t kNotesReadMax = 100'000;         // notes that are read at a time

// --- Coordinator -----------------------------------------------------------------------------
inline constexpr size_t kWorkersMax = 16384;
inline constexpr size_t kWindowTasks = 16384;         // pending tasks in memory
inline constexpr size_t kPageTasks = 4096;            // pending tasks read by one refill
inline constexpr int64_t kPageRowsVisited = 200'000;  // rows visited by one refill
inline constexpr size_t kScanBatchObjects = 4096;     // listed objects in one batch
inline constexpr size_t kScanBatchesQueued = 4;       // the scanner waits at this queue length
inline constexpr uint32_t kAttemptsMax = 3;           // transient failures in one run
inline constexpr uint32_t kCrashLimit = 2;  // after this a source is quarantined (--crash_limit)
inline constexpr Duration kRetryBackoff = milliseconds(500);  // doubled each time, with jitter
inline constexpr Duration kRetryBackoffMax = seconds(30);
inline constexpr Duration kSetAside = seconds(1);  // worker with a failing place; doubled each time
inline constexpr Duration kSetAsideMax = seconds(30);
inline constexpr uint32_t kTakeBacksMax = 3;           // moves of one task between queues
inline constexpr size_t kCopiesMax = 64;               // stragglers that run a second time at once
inline constexpr Duration kStragglerMin = seconds(2);  // faster tasks are not stragglers
inline constexpr Duration kBlackHolePause = seconds(5);  // a failing worker; doubled each time
inline constexpr Duration kBlackHolePauseMax = seconds(300);
inline constexpr Duration kCommitInterval = milliseconds(10);  // outcomes wait this long for others
inline constexpr size_t kCommitFacts = 20'000;                 // or until there are this many
inline constexpr int64_t kGoneShareMax = 10;                   // more than 1 in 10 gone: ask first
inline constexpr Duration kLedgerRetry = seconds(1);           // no space; doubled each time
inline constexpr Duration kLedgerRetryMax = seconds(30);
// Facts that wait while the ledger has no space. Workers repeat results that are not acknowledged,
// and every task of the window can have finished.
inline constexpr size_t kWaitingFactsMax = 2 * kWindowTasks;

// --- Stores ----------------------------------------------------------------------------------
// Outputs leave this much of the destination's file system free, or this share of a small one: the
// ledger can be on it too, and needs less than 2 KB per photo.
inline constexpr uint64_t kReserveBytes = 64ULL << 20;
inline constexpr uint64_t kReserveShare = 50;  // one in this many bytes
// With less free space, or a smaller share, a ledger on a copy-on-write file system stops writing.
inline constexpr uint64_t kLedgerRoomMin = 8ULL << 20;
inline constexpr uint64_t kLedgerRoomShare = 200;
inline constexpr Duration kRoomKnown = milliseconds(20);  // then asked again

// --- Worker ----------------------------------------------------------------------------------
inline constexpr size_t kCreditTasksMax = 4096;              // tasks queued at one worker
inline constexpr Duration kCreditAhead = milliseconds(500);  // work queued by credit
inline constexpr size_t kUnackedResultsMax = 16384;          // above this, credit waits
inline constexpr uint64_t kSourceBytesMax = 1ULL << 30;      // larger files fail as too_large
inline constexpr Duration kCoordinatorTimeout = seconds(600);
inline constexpr uint32_t kWorkerThreadsMax = 512;         // pictures at a time in one process
inline constexpr uint64_t kWorkerMemoryMin = 64ULL << 20;  // less holds no camera photo
// Executables, libraries and stacks of supervisor, engine and a local coordinator.
inline constexpr uint64_t kWorkerMemoryBase = 96ULL << 20;
// Freed memory that an engine keeps for its next pictures, if it may use four times as much.
inline constexpr uint64_t kFreedMemoryKept = 256ULL << 20;
// With less memory in total a worker does not start, unless its memory for image data is set.
inline constexpr uint64_t kWorkerMemoryLeast = 200'000'000;

// Time limit of a task, from reading its source to writing its last output. With a CPU to itself,
// photomill is 10 to 100 times as fast.
inline constexpr Duration kTaskTimeFloor = seconds(60);      // --task_time_floor
inline constexpr Duration kTaskTimeCeiling = seconds(1800);  // --task_time_ceiling
inline constexpr Duration kTaskTimePerPixel = microseconds(2);
inline constexpr Duration kTaskTimePerByte = microseconds(1);
// Memory limit of a process that runs one task, in addition to twice what its picture is expected
// to need.
inline constexpr uint64_t kSandboxMemoryBase = 128ULL << 20;

// --- Pictures --------------------------------------------------------------------------------
// The defaults. Flags can raise them to the limits that end in "Most", which are those of the
// decoders.
inline constexpr uint64_t kPixelsMax = 1ULL << 29;       // 536 MP per frame
inline constexpr uint64_t kFramePixelsMax = 1ULL << 30;  // frames times area
inline constexpr uint32_t kSideMost = 1'000'000;         // px; the default is kSideMax
inline constexpr uint64_t kPixelsMost = 1ULL << 32;
inline constexpr uint64_t kFramePixelsMost = 1ULL << 33;
inline constexpr uint64_t kSourceBytesMost = 1ULL << 34;
inline constexpr uint32_t kFramesMax = 10'000;
inline constexpr uint32_t kWebpSideMax = 16383;
// From this many px on, a file too small to contain its image data is rejected by its header.
// Smaller images cost little, and a part of a truncated photo can be useful.
inline constexpr uint64_t kHollowPixelsMin = 16'000'000;
// From this many px on, a file with more than kPixelsAByteMax px per byte is rejected, because no
// photo is like this. It rejects no PNG: deflate reaches at most 8,256 px of one bit per byte.
inline constexpr uint64_t kSparsePixelsMin = 100'000'000;
inline constexpr uint64_t kPixelsAByteMax = 10'000;
inline constexpr uint32_t kMetadataChunksMax = 10'000;  // in a PNG or WebP; boxes in a HEIF
// References between the items of a HEIF, and the extents where their data are. An image of 536
// megapixels in tiles of 128 px has a third of that.
inline constexpr uint64_t kHeifReferencesMax = 100'000;
inline constexpr uint64_t kMetadataBytesMax = 64ULL << 20;  // a PNG's, decompressed
// How many px a tile of a TIFF may extend past an image that is smaller.
inline constexpr uint64_t kTiffTileExcessMax = 8192;

}  // namespace photomill::limits
