// A verdict in words.
#include <fmt/core.h>

#include <cmath>

#include "common/base/check.h"
#include "coordinator/report/bottleneck/verdict.h"

namespace photomill {
namespace {

std::string_view Doing(Stage stage) {
  switch (stage) {
    case Stage::kDecode:
      return "decoding";
    case Stage::kDerive:
      return "resizing";
    case Stage::kEncode:
      return "encoding";
    default:
      return "processing in separate processes";
  }
}

std::string Percent(double share) {
  return fmt::format("{} %", std::lround(100 * share));
}

double EvidenceOf(const Bottleneck& bottleneck, std::string_view name) {
  for (const Evidence& evidence : bottleneck.evidence) {
    if (evidence.name == name) return evidence.value;
  }
  return 0;
}

std::string CauseText(const Bottleneck& bottleneck) {
  switch (bottleneck.limit) {
    case Limit::kUnknown:
      return "";
    case Limit::kProcessors:
      return fmt::format("Bound by the processors: {} takes {}.", Doing(bottleneck.stage),
                         Percent(bottleneck.stage_share));
    case Limit::kSlots:
      return fmt::format(
          "Bound by the number of threads: they are busy, but {} of the processors "
          "are idle.",
          Percent(1 - EvidenceOf(bottleneck, "processors_used")));
    case Limit::kMemory:
      if (bottleneck.accepting) {
        return "Bound by memory: threads are idle, because the photos that the workers hold "
               "already "
               "fill what they reserve for photos' files (--memory).";
      }
      return fmt::format(
          "Bound by memory: threads spend {} of their time waiting for a share of "
          "the workers' memory (--memory).",
          Percent(EvidenceOf(bottleneck, "waiting_for_memory")));
    case Limit::kOtherPrograms:
      return fmt::format(
          "Held back by other programs, which use {:.1f} processors of the workers' "
          "machines.",
          EvidenceOf(bottleneck, "processors_of_others"));
    case Limit::kSource:
      return bottleneck.listing ? "Bound by the source: listing its files."
                                : "Bound by the source: reading photos from it.";
    case Limit::kDestination:
      return "Bound by the destination: writing outputs to it.";
    case Limit::kCoordinator:
      return "Bound by the coordinator: workers wait for tasks from it.";
    case Limit::kLedger:
      return fmt::format(
          "Bound by the ledger: its thread is busy {} of the time, and a commit "
          "takes {:.0f} ms.",
          Percent(EvidenceOf(bottleneck, "ledger_busy")),
          1000 * EvidenceOf(bottleneck, "commit_seconds"));
    case Limit::kWorkers:
      return "There is no worker that can take tasks.";
    case Limit::kTail:
      return "The last tasks are being executed.";
    case Limit::kNothing:
      return "Nothing is left to do.";
  }
  PHOTOMILL_CHECK(false);
}

// "1.9", without a gain that nobody would notice.
std::string Times(double gain) {
  return fmt::format("{:.1f} times", gain);
}

constexpr double kNoticed = 1.05;

std::string GainText(const Bottleneck& bottleneck) {
  if (!bottleneck.with_worker || bottleneck.rate <= 0) {
    const bool store =
        bottleneck.limit == Limit::kSource || bottleneck.limit == Limit::kDestination;
    return store && !bottleneck.listing ? " Whether another worker would help is not known yet."
                                        : "";
  }
  const double worker = *bottleneck.with_worker / bottleneck.rate;
  const double thread = bottleneck.with_thread.value_or(bottleneck.rate) / bottleneck.rate;
  if (bottleneck.limit == Limit::kSlots && thread >= kNoticed) {
    return fmt::format(" One more thread would bring about {}.", Times(thread));
  }
  if (worker >= kNoticed) {
    return fmt::format(
        " One more worker like {} would bring about {}.",
        bottleneck.limit == Limit::kOtherPrograms ? "these, on another machine," : "these",
        Times(worker));
  }
  return " More workers or threads would bring nothing.";
}

}  // namespace

std::string BottleneckText(const Bottleneck& bottleneck) {
  const std::string cause = CauseText(bottleneck);
  return cause.empty() ? cause : cause + GainText(bottleneck);
}

}  // namespace photomill
