// What a thread is about to do (Action, Operation) and what it did (Label).
#pragma once

#include <cstdint>
#include <limits>

#include "heddle/checker/thread_set.hpp"
#include "heddle/checker/where.hpp"

namespace heddle {

/// Dense number of an object in an exploration, stable over all executions (see ObjectTable).
using ObjectId = std::uint32_t;
inline constexpr ObjectId kNoObject = std::numeric_limits<ObjectId>::max();

/// How long a blocking operation is willing to wait, in seconds. kForever: until it can go;
/// <= 0: not at all (a try).
using Timeout = double;
inline constexpr Timeout kForever = std::numeric_limits<double>::infinity();

/// What one thread does to one object: the kind (an enumerator of the object's Spec) and up to two
/// words of arguments. A value of any other type travels as an index into the object's payload.
struct Action {
  std::uint8_t kind = 0;
  ThreadId thread = 0;
  /// The time of a timed operation may be up, or it is a try: where it would block it may go all
  /// the same and fail. Computed by the engine at the moment of asking.
  bool may_expire = false;
  std::int64_t a = 0;
  std::int64_t b = 0;

  [[nodiscard]] constexpr bool is(int other) const { return kind == other; }
};

/// The kind of an action that looks at any object and does nothing: a poll reads again what its
/// round has read. No specification is asked about it.
inline constexpr std::uint8_t kObserve = 31;

/// What one part of an event was: a flat record without user code, all that dependence and
/// synchronisation may look at.
struct Label {
  ObjectId object = kNoObject;
  std::uint8_t kind = 0;
  ThreadId thread = 0;
  bool wrote = false;     ///< the abstract state changed (or a write was declared)
  bool stored = false;    ///< counts as a write for dependence, see Dependence
  bool expired = false;   ///< a timed operation or a try that failed
  std::uint32_t tag = 0;  ///< trace-invariant ordinal: queue index, generation, token
  std::int64_t a = 0;
  std::int64_t b = 0;
  std::int64_t result = 0;

  [[nodiscard]] constexpr bool is(int other) const { return kind == other; }
  friend bool operator==(const Label&, const Label&) = default;
};

/// What `apply` of a specification answers. `wrote` counts only for specifications with
/// kDeclaresWrites; otherwise the engine compares the state before and after.
struct Effect {
  std::int64_t result = 0;
  std::uint32_t tag = 0;
  bool wrote = false;
  bool expired = false;
};

/// One object that an operation touches.
struct OperationPart {
  ObjectId object = kNoObject;
  Action action;
};

/// How an operation meets the scheduler.
enum class Scheduling : std::uint8_t {
  visible,    ///< a scheduling point before it; it blocks while not enabled
  silent,     ///< blocks while not enabled, but takes effect without a decision (join)
  invisible,  ///< takes effect at once, takes part in race detection, creates no dependence
  local,      ///< takes effect at once, is in the trace for the report alone
};

/// What a thread is about to do, in one atomic step: enabled when all its parts are (but see
/// `any`). At most one
/// part has several alternatives. The parts must outlive the call of `perform`.
struct Operation {
  const OperationPart* parts = nullptr;
  std::uint8_t part_count = 0;
  Scheduling scheduling = Scheduling::visible;
  /// A poll: `yield`, a sleep, or anything that ends a round of a polling loop.
  bool polls = false;
  Timeout timeout = kForever;
  Where where;
  bool computes = false;  ///< the time that it waits it uses the processor
  /// Of the first so many parts one must be enabled, not all: the others act as if their time were
  /// up. None of them has several alternatives.
  std::uint8_t any = 0;
  /// Of an invisible one: it is a part of what its thread did last, and nobody comes between.
  bool atomic = false;

  /// It waits for a limited time: if that expires, a round of a polling loop ends.
  [[nodiscard]] constexpr bool timed() const { return timeout > 0 && timeout != kForever; }
  [[nodiscard]] constexpr bool is_poll() const { return polls || timed(); }
  /// One part, no poll, and no limit of time.
  [[nodiscard]] constexpr bool is_simple() const {
    return part_count == 1 && !polls && timeout == kForever;
  }
};

}  // namespace heddle
