// The specification of a result of a Pool: which of its chunks have come, and who waits for them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "heddle/checker/object.hpp"

namespace heddle::multiprocessing {

/// The result of one call of `apply_async`, `map_async` or `imap`: chunks, numbered from 0, that
/// workers finish in any order.
struct PoolResultSpec {
  static constexpr const char* kNoun = "result";
  static constexpr bool kShared = true;
  enum Kind : std::uint8_t {
    kDone,   ///< a chunk is finished
    kGet,    ///< waits for all of them
    kReady,  ///< whether all of them are finished
    kNext,   ///< waits for the next one
    kBegin,  ///< a worker has taken a chunk
  };
  /// How the chunks are asked for.
  enum Order : std::int64_t {
    kAll,     ///< all at once: of those that fail, the first counts
    kInTurn,  ///< in the order of their numbers
    kAsTheyCome,
  };
  /// So many chunks a result may have that is asked for in turn.
  static constexpr std::size_t kMostInTurn = 256;

  struct State {
    std::int64_t chunks = 0;
    std::int64_t left = 0;  ///< chunks to come
    std::int64_t order = kAll;
    std::uint64_t failed = 0;    ///< 1: one has failed
    std::uint32_t arrivals = 0;  ///< where they are asked for as they come
    std::uint32_t next = 0;      ///< the chunk, or the arrival, that comes next
    std::array<std::uint64_t, kMostInTurn / 64> arrived{};  ///< where they are asked for in turn
    ThreadSet workers;  ///< that have taken a chunk and not finished it
    friend bool operator==(const State&, const State&) = default;
  };
  static State initial(Order order, std::int64_t chunks);
  static constexpr Sync kSync = Sync::all;
  static constexpr bool kDeclaresWrites = true;
  static constexpr std::int64_t kStop = -1;  ///< result of kNext: there are no more
  /// The second argument of kDone: whether the chunk has failed, and whose it was.
  static constexpr std::int64_t outcome(bool succeeded, ThreadId worker) {
    return std::int64_t{worker} << 1 | (succeeded ? 1 : 0);
  }

  // Arguments and results, by kind:
  //   kDone   a: chunk, b: `outcome` -> result: 1 if it is the first that failed, tag: the number
  //   of
  //           its arrival, where they are asked for as they come
  //   kReady  -> result
  //   kNext   a: 1 if they are asked for in turn -> result: the number of the chunk, or of the
  //           arrival, or kStop, tag: that number plus 1, also where the time was up
  static int alternatives(const State& state, const Action& action);
  static Effect apply(State& state, const Action& action, unsigned);
  /// Chunks that come meet where their order is seen: which failed first, which came first. Who
  /// waits for all meets every one, who waits for the next meets that.
  static bool dependent(const Label& a, const Label& b);
  /// Who gets a result knows what its worker knew.
  static bool synchronizes(const Label& earlier, const Label& later);
  static std::string describe(const Label& label, const std::string& name,
                              const std::string& value);
  static ThreadSet holders(const State& state, const Action& action);
  static std::string hold(const Action&, const std::string& name) {
    return "never finished the task of " + name + " that it took";
  }
  static constexpr bool may_block(int kind) { return kind == kGet || kind == kNext; }
};

}  // namespace heddle::multiprocessing
