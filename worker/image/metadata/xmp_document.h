// An XMP packet as expat reads it, with the places of its elements and attributes, so that it can
// be edited as a text in which everything else keeps its bytes. The packet is untrusted: its size,
// depth and names are bounded, and it has no document type, so that no entity can expand. Pure
// functions; any thread may call them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace photomill {

inline constexpr std::string_view kRdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

class XmpDocument {
 public:
  struct Range {  // bytes of the packet
    size_t begin = 0;
    size_t end = 0;
  };
  // A name is its namespace, directly followed by its local name, as in RDF.
  struct Attribute {  // not those that bind a namespace
    std::string name;
    std::string value;
    Range all;  // with the spaces before it
    Range value_at;
  };
  struct Element {
    std::string name;
    size_t parent = 0;  // the index of the element that contains it; its own for the outermost
    Range all;
    Range content;     // empty for <x/>
    std::string text;  // its own characters, without those of its children
    bool leaf = true;  // without children
    std::vector<Attribute> attributes;
  };

  // None if the packet is not well-formed, or exceeds a bound. Throws std::bad_alloc.
  static std::optional<XmpDocument> Parse(std::string_view packet);

  // In the order of their start tags: the first one is the outermost.
  [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }

 private:
  std::vector<Element> elements_;
};

struct XmpEdit {
  XmpDocument::Range at;
  std::string text;  // in place of it
};

// The packet with all edits. One that begins within an earlier one is dropped, as its place is gone.
std::string Edited(std::string_view packet, std::vector<XmpEdit> edits);

}  // namespace photomill
