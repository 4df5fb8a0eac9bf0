#include "worker/image/jpeg/jpeg_reader.h"

#include <algorithm>

#include "worker/image/jpeg/jpeg_scan_ends.h"

namespace photomill::jpeg {
namespace {

// Encoders write about ten scans. A scan costs a pass over all coefficients, but it can have few
// bytes.
constexpr int kScansMax = 500;

}  // namespace

Reader::Reader(std::string_view bytes, Damage damage)
    : bytes_(bytes), damage_(damage), scans_(bytes) {
  if (damage == Damage::kKeep) errors_.errors().BearWarnings();
  info_.err = errors_.manager();
  info_.client_data = &hooks_;
  created_ = errors_.errors().Attempt([this] { jpeg_create_decompress(&info_); });
  progress_.progress_monitor = OnProgress;
  info_.progress = &progress_;
}

Reader::~Reader() {
  if (created_) jpeg_destroy_decompress(&info_);
}

void Reader::OnProgress(j_common_ptr common) {
  auto* info = reinterpret_cast<j_decompress_ptr>(common);
  if (info->input_scan_number <= kScansMax) return;
  ErrorsOf(common).GiveUp("it has more than 500 scans");
}

bool Reader::ReadHeader() {
  return Attempt([this] {
    scans_.Attach(info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_read_header(&info_, TRUE);
  });
}

bool Reader::Start() {
  edges_.Prepare(info_);
  if (!Attempt([this] { jpeg_start_decompress(&info_); })) return false;
  edges_.Attach(info_);
  return true;
}

bool Reader::Finish() {
  return Attempt([this] { jpeg_finish_decompress(&info_); });
}

bool Reader::KeepsPart() const {
  return damage_ == Damage::kKeep && failure().reason == Reason::kCorrupt;
}

std::string Reader::Loss() const {
  const std::string loss = errors_.first_loss();
  if (errors_.ended_early() && (!loss.empty() || !scans_.complete())) {
    return "Premature end of JPEG file";
  }
  if (!loss.empty()) return loss;
  const std::vector<uint64_t>& paddings = scans_.paddings();
  const bool used = std::any_of(paddings.begin(), paddings.end(), [this](uint64_t padding) {
    return NeedsBytesAfter(bytes_, padding);
  });
  if (used) return "Corrupt JPEG data: padding in place of coded data";
  if (scans_.found_remains()) return "Corrupt JPEG data: extraneous bytes after coded data";
  if (!scans_.all_components()) return "Corrupt JPEG data: a component is missing";
  return {};
}

std::vector<std::string> Reader::Notes() const {
  std::vector<std::string> notes = errors_.errors().Warnings();
  if (scans_.found_padding()) notes.emplace_back("extraneous padding after coded data was ignored");
  // The first scans give all of the image, and others refine it. Some software sends fewer of them
  // deliberately, and a file can have lost its last ones.
  if (!scans_.all_bits() && Loss().empty()) {
    notes.emplace_back("its last scans are missing, so details may be missing");
  }
  if (scans_.no_end_marker()) notes.emplace_back("the end marker is missing");
  return notes;
}

}  // namespace photomill::jpeg
