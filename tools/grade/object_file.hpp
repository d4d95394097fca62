// What an object file says of the code in it, before anything of it runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace heddle::tools::grade {

/// A name that other object files can see, or a function that is chosen at load.
struct Symbol {
  enum class Binding { weak, strong };
  std::string name;  ///< mangled
  Binding binding = Binding::strong;
  bool defined = false;
  bool chosen_at_load = false;  ///< a function decides while the program is loaded what it is

  friend bool operator==(const Symbol&, const Symbol&) = default;
};

struct Section {
  std::string name;
  bool loaded = false;  ///< part of the running program
  bool writable = false;
  bool executable = false;

  friend bool operator==(const Section&, const Section&) = default;
};

struct ObjectFile {
  std::vector<Section> sections;
  std::vector<Symbol> symbols;
};

/// Reads an object file in ELF for 64 bits. Throws UsageError for anything else.
ObjectFile parse_object(std::string_view bytes);

/// "BoundedBuffer::put(int)"; the name itself where it is none of C++.
std::string demangled(const std::string& name);

}  // namespace heddle::tools::grade
