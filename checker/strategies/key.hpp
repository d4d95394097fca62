// Keys: what a search remembers of an event, in eight bytes, and which of them depend.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "heddle/checker/archive.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

/// An event as scans, sleep sets and wakeup trees see it.
struct Key {
  /// The object of its only part; of a compound key, the number of its labels.
  std::uint32_t what = kNoObject;
  std::uint16_t alternative = 0;
  ThreadId thread = kNoThread;
  std::uint8_t flags = 0;

  static constexpr std::uint8_t kStored = 1;
  /// It has several parts, or an object with a relation of its own: its labels say it all.
  static constexpr std::uint8_t kCompound = 2;
  /// A poller that went on because nobody else could: it depends on everything.
  static constexpr std::uint8_t kReleased = 4;
  /// It commutes with its like, see `Trace::commutes`.
  static constexpr std::uint8_t kCommutes = 8;

  [[nodiscard]] bool is(std::uint8_t flag) const { return (flags & flag) != 0; }
  /// Nothing need be looked up to see on what it depends.
  [[nodiscard]] bool says_all() const { return !is(kCompound | kReleased); }
  friend bool operator==(const Key&, const Key&) = default;
};

/// Makes keys, and knows the labels of the compound ones: each list of labels is kept once, for the
/// whole search.
class Keys {
 public:
  explicit Keys(const Trace*& trace) : trace_(trace) {}

  /// The key of an executed event.
  Key of(const TraceEvent& event);
  /// The key of an event that has not been executed.
  Key of(ThreadId thread, unsigned alternative, std::span<const Label> labels);

  /// Whether two events of different threads depend.
  [[nodiscard]] bool dependent(const Key& a, const Key& b) const {
    if (((a.flags | b.flags) & ~Key::kStored) != 0) [[unlikely]]
      return compound_dependent(a, b);
    return a.what == b.what && ((a.flags | b.flags) & Key::kStored) != 0;
  }

  void transfer(Archive& archive);

 private:
  [[nodiscard]] bool compound_dependent(const Key& a, const Key& b) const;
  void make_simple(Key& key, const Label& label) const;
  [[nodiscard]] bool depends_on(const Label& label, const Key& simple) const;
  std::uint32_t number(std::span<const Label> labels);

  const Trace*& trace_;
  std::vector<std::vector<Label>> labels_;                       ///< by number
  std::unordered_multimap<std::uint64_t, std::uint32_t> known_;  ///< numbers by hash
  std::vector<Label> scratch_;
};

}  // namespace heddle
