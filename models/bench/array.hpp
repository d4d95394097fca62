// An array of shared objects, for programs whose threads pick a cell by number.
#pragma once

#include <heddle/heddle.hpp>

#include <concepts>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace heddle::programs::bench {

/// The name of a cell, "fork[2]": made once, because objects keep the pointer.
inline Name cell_name(const char* array, std::size_t index) {
  static std::map<std::string, std::deque<std::string>, std::less<>> names;
  std::deque<std::string>& known = names[array];
  while (known.size() <= index) {
    known.push_back(std::string(array) + "[" + std::to_string(known.size()) + "]");
  }
  return known[index].c_str();
}

/// Atomics, variables (all 0 at first) or locks. A copy is another name for the same array.
template <class T>
class Array {
 public:
  Array(std::integral auto size, const char* name) {
    std::vector<T> cells;
    for (std::size_t i = 0; i < static_cast<std::size_t>(size); ++i) {
      if constexpr (std::constructible_from<T, Name>) {
        cells.emplace_back(cell_name(name, i));
      } else {
        cells.emplace_back(0, cell_name(name, i));
      }
    }
    cells_ = std::make_shared<const std::vector<T>>(std::move(cells));
  }

  const T& operator[](std::integral auto index) const {
    return (*cells_)[static_cast<std::size_t>(index)];
  }

 private:
  std::shared_ptr<const std::vector<T>> cells_;
};

}  // namespace heddle::programs::bench
