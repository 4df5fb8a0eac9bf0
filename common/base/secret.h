// A secret text, such as a key. It can get into a log or a message only through Reveal(), which is
// easy to search for. Its memory is wiped before it is freed.
#pragma once

#include <cstring>
#include <string>
#include <utility>

namespace photomill {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) : text_(std::move(text)) {}
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { other.Wipe(); }
  Secret& operator=(const Secret& other) {
    if (this != &other) {
      Wipe();
      text_ = other.text_;
    }
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    if (this != &other) {
      Wipe();
      text_ = std::move(other.text_);
      other.Wipe();
    }
    return *this;
  }
  ~Secret() { Wipe(); }

  // For code that needs the text itself: the cipher, and the file that stores it.
  [[nodiscard]] const std::string& Reveal() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }

  bool operator==(const Secret&) const = default;

 private:
  // Wipes the whole capacity, because moved or shortened texts leave bytes behind.
  void Wipe() {
    text_.resize(text_.capacity());
    explicit_bzero(text_.data(), text_.size());
    text_.clear();
  }

  std::string text_;
};

}  // namespace photomill
