// Parses an XMP packet with expat and records the positions of its elements and attributes, so that
// an edit leaves all other bytes unchanged. The packet is untrusted: its size, depth and names are
// limited, and a document type is rejected, so that no entity can expand. Pure functions; any
// thread may call them.
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
  // A name is the namespace directly followed by the local name, as in RDF.
  struct Attribute {  // except those that bind a namespace
    std::string name;
    std::string value;
    Range all;  // including the spaces before it
    Range value_at;
  };
  struct Element {
    std::string name;
    size_t parent = 0;  // the index of the containing element; the outermost has its own
    Range all;
    Range content;     // empty for <x/>
    std::string text;  // its own characters, without those of its children
    bool leaf = true;  // has no children
    std::vector<Attribute> attributes;
  };

  // Returns none if the packet is not well-formed or exceeds a limit. Throws std::bad_alloc.
  static std::optional<XmpDocument> Parse(std::string_view packet);

  // In the order of the start tags, so the first element is the outermost.
  [[nodiscard]] const std::vector<Element>& elements() const { return elements_; }

 private:
  std::vector<Element> elements_;
};

struct XmpEdit {
  XmpDocument::Range at;
  std::string text;  // replaces these bytes
};

// Returns the packet with all edits applied. An edit that begins inside an earlier one is dropped.
std::string Edited(std::string_view packet, std::vector<XmpEdit> edits);

}  // namespace photomill
