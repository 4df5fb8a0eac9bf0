// Every bound of photomill in one place: queues, messages, names, retries, time.
// Whoever raises one should know what it costs; none of them grows with the library.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/base/instant.h"

namespace photomill::limits {

// --- Names -----------------------------------------------------------------------------------
inline constexpr size_t kKeyBytesMax = 4096;  // Linux's PATH_MAX; S3 ends at 1024
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
inline constexpr size_t kHeldTasksMax = 65536;  // held tasks that a hello may list
inline constexpr size_t kStoreSamplesMax = 3;
inline constexpr size_t kMigrationIdBytesMax = 64;
inline constexpr size_t kJoinAddressesMax = 32;  // addresses of one coordinator
inline constexpr size_t kJoinFileBytesMax = 64 * 1024;
inline constexpr uint32_t kSlotsMax = 4096;
inline constexpr Duration kHeartbeatInterval = seconds(1);
inline constexpr Duration kLeaseDuration = seconds(10);      // a worker unheard of for this is lost
inline constexpr Duration kSilence = seconds(2);             // then its connection is tried
inline constexpr Duration kReconnectGrace = seconds(3);      // for one whose connection broke
inline constexpr Duration kCoordinatorSilence = seconds(5);  // then a worker dials anew
inline constexpr Duration kStoreSilence = seconds(30);  // a store without an answer for this hangs
inline constexpr Duration kIdleUntilHello = seconds(30);  // then an idle worker registers anew

// --- Destination -----------------------------------------------------------------------------
inline constexpr uint64_t kOutputBytesMax = 4ULL << 30;  // what is larger is no output of ours
inline constexpr uint64_t kNoteBytesMax = 8ULL << 20;    // of a group: 16 tasks, 32 outputs each
inline constexpr size_t kNotesReadMax = 100'000;         // notes that are looked into at a time

// --- Coordinator -----------------------------------------------------------------------------
inline constexpr size_t kWorkersMax = 16384;
inline constexpr size_t kWindowTasks = 16384;         // pending tasks in memory
inline constexpr size_t kPageTasks = 4096;            // pending tasks that one refill reads
inline constexpr int64_t kPageRowsVisited = 200'000;  // rows that one refill may look at
inline constexpr size_t kScanBatchObjects = 4096;     // listed objects in one intake
inline constexpr size_t kScanBatchesQueued = 4;       // the scanner waits when so many are queued
inline constexpr uint32_t kAttemptsMax = 3;           // outcomes of a transient kind in one run
inline constexpr uint32_t kCrashLimit = 2;  // then a source is quarantined (--crash_limit)
inline constexpr Duration kRetryBackoff = milliseconds(500);  // doubled each time, with jitter
inline constexpr Duration kRetryBackoffMax = seconds(30);
inline constexpr Duration kSetAside = seconds(1);  // a worker whose place fails; doubled each time
inline constexpr Duration kSetAsideMax = seconds(30);
inline constexpr uint32_t kTakeBacksMax = 3;  // moves of one task from queue to queue
inline constexpr size_t kCopiesMax = 64;      // stragglers that run a second time, at a time
inline constexpr Duration kStragglerMin = seconds(2);    // what is faster is none
inline constexpr Duration kBlackHolePause = seconds(5);  // a worker that fails; doubled each time
inline constexpr Duration kBlackHolePauseMax = seconds(300);
inline constexpr Duration kCommitInterval =
    milliseconds(10);                                 // outcomes wait this long for company
inline constexpr size_t kCommitFacts = 20'000;        // or until so many are there
inline constexpr int64_t kGoneShareMax = 10;          // more than one in so many gone: ask first
inline constexpr Duration kLedgerRetry = seconds(1);  // a group without room; doubled each time
inline constexpr Duration kLedgerRetryMax = seconds(30);
// Facts that wait for a ledger without room. Workers repeat results that are not acknowledged, and
// every task of the window may have ended.
inline constexpr size_t kWaitingFactsMax = 2 * kWindowTasks;

// --- Stores ----------------------------------------------------------------------------------
// Outputs leave so much of the destination's file system free, or so large a share of a small one:
// the ledger may be there, too, and needs less than 2 KB for a photo.
inline constexpr uint64_t kReserveBytes = 64ULL << 20;
inline constexpr uint64_t kReserveShare = 50;  // one in so many bytes
// With less, or a smaller share, a ledger on a file system that copies on write changes nothing.
inline constexpr uint64_t kLedgerRoomMin = 8ULL << 20;
inline constexpr uint64_t kLedgerRoomShare = 200;
inline constexpr Duration kRoomKnown = milliseconds(20);  // then the file system is asked again

// --- Worker ----------------------------------------------------------------------------------
inline constexpr size_t kCreditTasksMax = 4096;              // tasks queued at one worker
inline constexpr Duration kCreditAhead = milliseconds(500);  // work that credit keeps queued
inline constexpr size_t kUnackedResultsMax = 16384;          // then credit waits for the ledger
inline constexpr uint64_t kSourceBytesMax = 1ULL << 30;  // a larger file is refused as too_large
inline constexpr Duration kCoordinatorTimeout = seconds(600);
inline constexpr uint32_t kWorkerThreadsMax = 512;         // pictures at a time in one process
inline constexpr uint64_t kWorkerMemoryMin = 64ULL << 20;  // less holds no picture of a camera
// Programs, libraries and stacks of supervisor, engine and a local coordinator.
inline constexpr uint64_t kWorkerMemoryBase = 96ULL << 20;
// Freed memory that an engine keeps for its next pictures, where it may take four times as much.
inline constexpr uint64_t kFreedMemoryKept = 256ULL << 20;
// With less for all of it a worker does not begin, unless it is told its pictures' memory.
inline constexpr uint64_t kWorkerMemoryLeast = 200'000'000;

// What a task may take, from its picture's first byte to the last of its outputs: photomill is 10
// to 100 times as fast where it has a processor to itself.
inline constexpr Duration kTaskTimeFloor = seconds(60);      // --task_time_floor
inline constexpr Duration kTaskTimeCeiling = seconds(1800);  // --task_time_ceiling
inline constexpr Duration kTaskTimePerPixel = microseconds(2);
inline constexpr Duration kTaskTimePerByte = microseconds(1);
// Beside twice what its picture is expected to take, for a process that executes one task.
inline constexpr uint64_t kSandboxMemoryBase = 128ULL << 20;

// --- Pictures --------------------------------------------------------------------------------
inline constexpr uint64_t kPixelsMax = 1ULL << 29;       // 536 MP a frame
inline constexpr uint64_t kFramePixelsMax = 1ULL << 30;  // frames times area
inline constexpr uint32_t kFramesMax = 10'000;
inline constexpr uint32_t kWebpSideMax = 16383;
// From so many px on, a file whose data cannot hold them is refused by its header. Smaller ones
// cost little, and what there is of a photograph that is cut off may be of use.
inline constexpr uint64_t kHollowPixelsMin = 16'000'000;
// From so many px on, a file with fewer bytes than one for so many px is refused: no photograph is
// like this. Of PNGs none is refused by it: deflate comes to 8,256 px of one bit a byte.
inline constexpr uint64_t kSparsePixelsMin = 100'000'000;
inline constexpr uint64_t kPixelsAByteMax = 10'000;
inline constexpr uint32_t kMetadataChunksMax = 10'000;  // of a PNG or WebP; boxes of a HEIF
// Between the items of a HEIF, and the places where they lie: a picture of 536 megapixels in tiles
// of 128 px has a third of that.
inline constexpr uint64_t kHeifReferencesMax = 100'000;
inline constexpr uint64_t kMetadataBytesMax = 64ULL << 20;  // that a PNG's expand to
// So many px a tile of a TIFF may stand over a picture that is smaller.
inline constexpr uint64_t kTiffTileExcessMax = 8192;

}  // namespace photomill::limits
