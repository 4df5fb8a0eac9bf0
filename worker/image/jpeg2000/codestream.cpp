#include "worker/image/jpeg2000/codestream.h"

#include <openjpeg.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <new>
#include <optional>
#include <string>

#include "common/base/arithmetic.h"
#include "common/container/byte_view.h"
#include "worker/image/jpeg2000/tile_parts.h"
#include "worker/image/library/library_errors.h"
#include "worker/image/library/readable_message.h"

namespace photomill::jpeg2000 {
namespace {

template <auto Function>
struct Freed {
  template <typename Type>
  void operator()(Type* one) const {
    Function(one);
  }
};
using CodecPointer = std::unique_ptr<opj_codec_t, Freed<opj_destroy_codec>>;
using StreamPointer = std::unique_ptr<opj_stream_t, Freed<opj_stream_destroy>>;
using ImagePointer = std::shared_ptr<opj_image_t>;

constexpr std::string_view kEnd = "\xFF\xD9";
constexpr uint64_t kLengthAt = 6;  // within the segment that begins a tile-part

// --- The bytes

// The input of OpenJPEG: the codestream, and an end marker if the codestream has none. Without one,
// OpenJPEG would reject even a complete image. A tile-part that is cut off states a length that is
// just beyond the end, because OpenJPEG allocates as many bytes as are stated.
class Source {
 public:
  Source(std::string_view codestream, const TileParts& parts)
      : codestream_(codestream), end_(parts.ended ? std::string_view() : kEnd) {
    if (!parts.cut_off_at) return;
    const uint64_t stated = ByteView(codestream).U32(*parts.cut_off_at + kLengthAt);
    const uint64_t length = std::min<uint64_t>(stated, size() - *parts.cut_off_at + 1);
    length_at_ = *parts.cut_off_at + kLengthAt;
    for (size_t i = 0; i < length_.size(); ++i) {
      length_[i] = static_cast<char>(length >> (8 * (length_.size() - 1 - i)));
    }
  }

  [[nodiscard]] size_t size() const { return codestream_.size() + end_.size(); }

  // Copies at most `count` bytes and returns how many.
  size_t Read(char* out, size_t count) {
    count = std::min(count, size() - at_);
    const std::string_view body = codestream_.substr(std::min(at_, codestream_.size()), count);
    std::memcpy(out, body.data(), body.size());
    const size_t rest = count - body.size();
    if (rest > 0) {
      std::memcpy(out + body.size(), end_.data() + (at_ + body.size() - codestream_.size()), rest);
    }
    // Where the length overlaps with what is read.
    for (size_t i = 0; length_at_ && i < length_.size(); ++i) {
      const size_t place = *length_at_ + i;
      if (place >= at_ && place - at_ < count) out[place - at_] = length_[i];
    }
    at_ += count;
    return count;
  }

  bool Seek(size_t at) {
    if (at > size()) return false;
    at_ = at;
    return true;
  }
  [[nodiscard]] size_t at() const { return at_; }

 private:
  std::string_view codestream_;
  std::string_view end_;
  std::optional<size_t> length_at_;
  std::array<char, 4> length_{};
  size_t at_ = 0;
};

OPJ_SIZE_T ReadSource(void* out, OPJ_SIZE_T count, void* user) {
  const size_t read = static_cast<Source*>(user)->Read(static_cast<char*>(out), count);
  return read == 0 ? static_cast<OPJ_SIZE_T>(-1) : read;
}

OPJ_OFF_T SkipSource(OPJ_OFF_T count, void* user) {
  auto* source = static_cast<Source*>(user);
  const bool back = count < 0;
  if (back && static_cast<size_t>(-count) > source->at()) return -1;
  if (!back && static_cast<size_t>(count) > source->size() - source->at()) return -1;
  source->Seek(source->at() + static_cast<size_t>(count));
  return count;
}

OPJ_BOOL SeekSource(OPJ_OFF_T at, void* user) {
  if (at < 0) return OPJ_FALSE;
  return static_cast<Source*>(user)->Seek(static_cast<size_t>(at)) ? OPJ_TRUE : OPJ_FALSE;
}

StreamPointer OpenStream(Source& source) {
  StreamPointer stream(opj_stream_default_create(OPJ_STREAM_READ));
  if (stream == nullptr) throw std::bad_alloc();
  opj_stream_set_read_function(stream.get(), ReadSource);
  opj_stream_set_skip_function(stream.get(), SkipSource);
  opj_stream_set_seek_function(stream.get(), SeekSource);
  opj_stream_set_user_data(stream.get(), &source, nullptr);
  opj_stream_set_user_data_length(stream.get(), source.size());
  return stream;
}

// --- OpenJPEG's messages

// Has no members that allocate, because no exception may pass through a C library.
struct Messages {
  LibraryErrors warnings;
  bool decoding = false;          // the headers have been read
  bool of_data = false;           // there was a warning during decoding
  std::array<char, 200> error{};  // the first error, which is the closest to the cause
};

void OnWarning(const char* text, void* user) {
  auto* messages = static_cast<Messages*>(user);
  messages->warnings.AddWarning(text);
  messages->of_data = messages->of_data || messages->decoding;
}

void OnError(const char* text, void* user) {
  auto& error = static_cast<Messages*>(user)->error;
  if (error[0] == '\0') std::strncpy(error.data(), text, error.size() - 1);
}

// OpenJPEG reports a lack of memory only in the text of its message.
Failure FailureOf(const Messages& messages) {
  const std::string text = ReadableMessage(messages.error.data());
  if (text.starts_with("Not enough memory")) {
    return {Reason::kOutOfMemory, "not enough memory for the decoded image"};
  }
  return {Reason::kCorrupt, "its data is damaged" + (text.empty() ? text : ": " + text)};
}

// --- Decoding

// Checks the bits per sample, because OpenJPEG would report an excess as damage.
Status CheckBits(std::string_view codestream) {
  const ByteView view(codestream);
  const uint32_t components = view.U16(40);
  for (uint32_t i = 0; i < components; ++i) {
    const uint32_t bits = (view.U8(42 + 3 * i) & 0x7FU) + 1;
    if (bits > kBitsMax) {
      return Failure{Reason::kFormatNotAllowed,
                     "a JPEG 2000 with " + std::to_string(bits) + " bits per sample"};
    }
  }
  return {};
}

Result<ImagePointer> Decode(Source source, bool strict, Messages& messages) {
  const CodecPointer codec(opj_create_decompress(OPJ_CODEC_J2K));
  if (codec == nullptr) throw std::bad_alloc();
  messages.warnings.BearWarnings();
  opj_set_warning_handler(codec.get(), OnWarning, &messages);
  opj_set_error_handler(codec.get(), OnError, &messages);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  const StreamPointer stream = OpenStream(source);
  opj_image_t* image = nullptr;
  if (opj_setup_decoder(codec.get(), &parameters) == OPJ_FALSE ||
      opj_decoder_set_strict_mode(codec.get(), strict ? OPJ_TRUE : OPJ_FALSE) == OPJ_FALSE ||
      opj_read_header(stream.get(), codec.get(), &image) == OPJ_FALSE) {
    opj_image_destroy(image);
    return FailureOf(messages);
  }
  ImagePointer owner(image, opj_image_destroy);
  messages.decoding = true;
  if (opj_decode(codec.get(), stream.get(), image) == OPJ_FALSE) return FailureOf(messages);
  return owner;
}

// Returns no components if one of them has no samples, or an impossible size or depth.
std::vector<Component> ComponentsOf(const opj_image_t& image) {
  std::vector<Component> components;
  for (uint32_t i = 0; i < image.numcomps; ++i) {
    const opj_image_comp_t& from = image.comps[i];
    if (from.data == nullptr || from.w == 0 || from.h == 0 || from.dx == 0 || from.dy == 0 ||
        from.prec == 0 || from.prec > kBitsMax) {
      return {};
    }
    components.push_back({.width = from.w,
                          .height = from.h,
                          .left = DivideUp<uint32_t>(image.x0, from.dx),
                          .top = DivideUp<uint32_t>(image.y0, from.dy),
                          .across = from.dx,
                          .down = from.dy,
                          .bits = from.prec,
                          .is_signed = from.sgnd != 0,
                          .samples = from.data});
  }
  return components;
}

}  // namespace

Result<DecodedCodestream> DecodeCodestream(std::string_view codestream, Damage damage) {
  if (Status status = CheckBits(codestream); !status) return status.failure();
  const TileParts parts = FindTileParts(codestream);
  std::string missing = parts.missing;
  if (!missing.empty() && damage == Damage::kRefuse) return Failure{Reason::kCorrupt, missing};

  const Source source(codestream, parts);
  auto messages = std::make_unique<Messages>();
  Result<ImagePointer> image = Decode(source, missing.empty(), *messages);
  if (!image && missing.empty() && damage == Damage::kKeep &&
      image.failure().reason == Reason::kCorrupt) {
    missing = image.failure().detail;
    messages = std::make_unique<Messages>();
    image = Decode(source, false, *messages);
  }
  if (!image) return image.failure();
  if (parts.checked && messages->of_data && missing.empty()) {
    missing = "its coded data fails its own checks";
    if (damage == Damage::kRefuse) return Failure{Reason::kCorrupt, missing};
  }

  DecodedCodestream decoded{.owner = *image,
                            .components = ComponentsOf(**image),
                            .partial = !missing.empty(),
                            .warning = {}};
  if (decoded.components.empty()) return Failure{Reason::kCorrupt, "it has no samples"};
  if (decoded.partial) {
    AddWarning(decoded.warning, Warning::kPartlyDecoded, missing);
  } else if (!parts.ended) {
    AddWarning(decoded.warning, Warning::kOther, "its end marker is missing");
  }
  for (const std::string& text : messages->warnings.Warnings()) {
    AddWarning(decoded.warning, Warning::kOther, ReadableMessage(text));
  }
  return decoded;
}

}  // namespace photomill::jpeg2000
