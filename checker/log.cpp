#include "heddle/checker/log.hpp"

#include <array>
#include <new>
#include <vector>

#include "heddle/checker/address_sanitizer.hpp"

namespace heddle {
namespace {

// The sanitizer is to see who uses what was given back.
#ifdef HEDDLE_ASAN
constexpr std::size_t kMost = 0;
#else
constexpr std::size_t kMost = std::size_t{16} << 20U;  ///< bytes of all that is kept
#endif

struct Kept {
  std::array<std::vector<void*>, 64> blocks;  ///< by the logarithm of their size
  std::size_t bytes = 0;
};

Kept& kept() {
  static auto* const all = new Kept;  // never freed: a Log may outlive what is destroyed at exit
  return *all;
}

std::vector<void*>& of_size(std::size_t bytes) {
  return kept().blocks[static_cast<std::size_t>(std::bit_width(bytes))];
}

}  // namespace

void* Blocks::take(std::size_t bytes) {
  std::vector<void*>& blocks = of_size(bytes);
  if (blocks.empty()) return ::operator new(bytes);
  void* const block = blocks.back();
  blocks.pop_back();
  kept().bytes -= bytes;
  return block;
}

void Blocks::give(void* block, std::size_t bytes) {
  if (block == nullptr) return;
  if (kept().bytes + bytes > kMost) {
    ::operator delete(block);
    return;
  }
  of_size(bytes).push_back(block);
  kept().bytes += bytes;
}

}  // namespace heddle
