// What the explorer knows of the objects that a Manager keeps for all processes.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::multiprocessing::detail {

/// The server of a manager. Calls look at it where a program shuts it down while others could
/// still use it.
struct ServerSpec {
  static constexpr const char* kNoun = "manager";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t { kUse, kMake, kShutdown };
  struct State {
    bool down = false;
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr Sync kSync = Sync::none;
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State& state, const Action& action, unsigned) {
    if (action.is(kShutdown)) state.down = true;
    return {};
  }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value) {
    if (label.is(kMake)) return "call " + name + value;
    return label.is(kShutdown) ? "shut down " + name : "";
  }
};

/// Calls of a proxy: each is one event on the object that the server keeps. An object has places
/// (the keys of a dict, the indexes of a list), and a tag says what a call does to them, from the
/// state alone: which place, and whether it reads or changes its value, depends on whether the
/// place is there, on how many there are and in what order, or changes that.
///
/// Labels: a is 2 * place, + 1 on a kSet whose value is computed from the thread's own last read; b
/// is the word of the value that is stored, on kExtend and kInsert the number of items.
struct ProxySpec {
  static constexpr bool kShared = true;
  static constexpr bool kValuesApart = true;
  static constexpr bool kDeclaresWrites = true;
  static constexpr Sync kSync = Sync::all;
  enum Kind : std::uint8_t {
    kGet,
    kSet,
    kContains,
    kCount,    ///< the number of places, or which there are
    kReadAll,  ///< all values
    kSetMore,  ///< one more kSet of the same call
    kSetDefault,
    kRemove,    ///< a key
    kPopItem,   ///< the last key
    kAppend,    ///< at the end of a list
    kExtend,    ///< the same for b items
    kInsert,    ///< somewhere
    kPop,       ///< the last item
    kRemoveAt,  ///< an index
    kTakeOut,   ///< the item with some value, if there is one
    kReorder,
    kClear,
  };
  /// What a call does, as bits of a tag. The bits above them are a hash of the place.
  static constexpr std::uint32_t kReads = 1;     ///< the value at the place
  static constexpr std::uint32_t kLooks = 2;     ///< whether the place is there
  static constexpr std::uint32_t kWrites = 4;    ///< the value
  static constexpr std::uint32_t kCounts = 8;    ///< which places there are, in order
  static constexpr std::uint32_t kChanges = 16;  ///< the same: the place comes or goes
  static constexpr std::uint32_t kEverywhere = 32;
  static constexpr std::uint32_t kEverything = kReads | kWrites | kCounts | kChanges | kEverywhere;

  static constexpr bool may_block(int) { return false; }
  static bool dependent(const Label& a, const Label& b) {
    return disturbs(a.tag, b.tag) || disturbs(b.tag, a.tag);
  }
  /// What the server did for one is known to who was answered later.
  static bool synchronizes(const Label& earlier, const Label& later) {
    return earlier.wrote && (later.tag & (kReads | kLooks | kCounts)) != 0 &&
           dependent(earlier, later);
  }
  /// Whether both are about the values of one place.
  static bool overlaps(const Label& a, const Label& b) {
    constexpr std::uint32_t kValue = kReads | kLooks | kWrites;
    return (a.tag & kValue) != 0 && (b.tag & kValue) != 0 && overlap(a.tag, b.tag);
  }
  static bool computed(const Label& label) { return label.is(kSet) && (label.a & 1) != 0; }
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  static constexpr Role role(int kind) {
    if (kind == kSet || kind == kSetMore) return Role::write;
    return kind == kGet || kind == kContains || kind == kCount || kind == kReadAll ? Role::read
                                                                                   : Role::update;
  }
  static constexpr const char* kOneStep =
      "hold a lock that all processes share from before the read until after the write "
      "(multiprocessing.Lock): each call of a manager's object is one step, and += is two calls.";

 protected:
  static constexpr bool overlap(std::uint32_t a, std::uint32_t b) {
    return ((a | b) & kEverywhere) != 0 || a >> kPlaceShift == b >> kPlaceShift;
  }
  static constexpr bool disturbs(std::uint32_t by, std::uint32_t what) {
    if ((by & kWrites) != 0 && (what & (kReads | kWrites)) != 0 && overlap(by, what)) return true;
    if ((by & kChanges) == 0) return false;
    return (what & (kCounts | kChanges)) != 0 || ((what & kLooks) != 0 && overlap(by, what));
  }
  static Effect touch(std::uint32_t touches, std::int64_t place = 0);

 private:
  static constexpr unsigned kPlaceShift = 6;
};

/// A dict; places are keys: words of 62 bits, of which 0 stands for any. The state keeps the keys
/// in their order while they are few, and then only that they are many, so that calls depend on
/// each other which need not.
struct DictSpec : ProxySpec {
  static constexpr const char* kNoun = "dict";
  static constexpr const char* kMethod = "dict";
  struct State {
    static constexpr std::uint32_t kMost = 15;
    std::uint32_t count = 0;
    bool vague = false;  ///< nothing is known
    std::array<std::int64_t, kMost> keys{};

    void insert(std::int64_t key);
    friend bool operator==(const State&, const State&) = default;
  };
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State& state, const Action& action, unsigned alternative);

 private:
  static Effect apply_to_key(State& state, const Action& action);
};

/// A namespace: a dict whose keys are names.
struct NamespaceSpec : DictSpec {
  static constexpr const char* kNoun = "namespace";
  static constexpr const char* kMethod = "Namespace";
};

/// A list; places are indexes. Its length is known until an item was removed by its value.
struct ListSpec : ProxySpec {
  static constexpr const char* kNoun = "list";
  static constexpr const char* kMethod = "list";
  struct State {
    std::int64_t size = 0;
    bool vague = false;  ///< the size is not known
    friend bool operator==(const State&, const State&) = default;
  };
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State& state, const Action& action, unsigned alternative);

 private:
  static Effect apply_to_index(const State& state, const Action& action);
  static Effect shrink(State& state, const Action& action);
};

/// A value: a list of one.
struct ValueSpec : ListSpec {
  static constexpr const char* kNoun = "value";
  static constexpr const char* kMethod = "Value";
};
/// An array: a list whose size stays as it is.
struct ArraySpec : ListSpec {
  static constexpr const char* kNoun = "array";
  static constexpr const char* kMethod = "Array";
};

}  // namespace heddle::multiprocessing::detail
