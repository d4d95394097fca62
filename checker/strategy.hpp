// How an exploration strategy sees the engine: scheduling points, finished traces, nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "heddle/checker/archive.hpp"
#include "heddle/checker/report.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

/// Threads in no particular order: constant time to add, remove, and draw one by number.
class ThreadList {
 public:
  void insert(ThreadId thread) {
    place_[thread] = count_;
    members_[count_++] = thread;
    set_.insert(thread);
  }
  void erase(ThreadId thread) {
    if (!set_.contains(thread)) return;
    const ThreadId last = members_[--count_];
    members_[place_[thread]] = last;
    place_[last] = place_[thread];
    set_.erase(thread);
  }
  void clear() {
    count_ = 0;
    set_.clear();
  }
  [[nodiscard]] std::span<const ThreadId> members() const { return {members_.data(), count_}; }
  [[nodiscard]] const ThreadSet& set() const { return set_; }

 private:
  std::array<ThreadId, kMaxThreads> members_{};
  std::array<std::uint8_t, kMaxThreads> place_{};
  std::uint8_t count_ = 0;
  ThreadSet set_;
};

/// A scheduling point: every live thread has announced what it is about to do.
class Crossroads {
 public:
  virtual ~Crossroads() = default;

  /// Threads to choose from: those that have announced a visible operation, which may be blocked.
  [[nodiscard]] const ThreadSet& live() const { return live_.set(); }
  /// The same in an order that depends only on the execution so far.
  [[nodiscard]] std::span<const ThreadId> live_in_some_order() const { return live_.members(); }
  /// Pollers that may go on now because nobody else can: any of them, the others then wait again.
  [[nodiscard]] const ThreadSet& released() const { return released_; }
  /// The thread that ran last; it may be blocked or have ended.
  [[nodiscard]] ThreadId current() const { return current_; }
  /// In how many ways `thread` can go now: 0 = blocked.
  [[nodiscard]] unsigned alternatives(ThreadId thread) const {
    return never_blocks_[thread] ? 1 : pending_alternatives(thread);
  }
  /// What the thread has announced; null before it has announced anything.
  [[nodiscard]] virtual const Operation* pending(ThreadId thread) const = 0;
  /// What has happened so far; its size is the number of the event to be chosen.
  [[nodiscard]] virtual const Trace& trace() const = 0;

 protected:
  /// `alternatives`, asked of the specification of what the thread has announced.
  [[nodiscard]] virtual unsigned pending_alternatives(ThreadId thread) const = 0;

  ThreadList live_;
  ThreadSet released_;
  std::array<bool, kMaxThreads> never_blocks_{};  ///< what the thread has announced can not block
  ThreadId current_ = kNoThread;
};

/// The next step of an execution. Two whole words: it is made and read at every event, and smaller
/// fields would cost more than the choice.
struct Choice {
  std::uint32_t thread = kNoThread;  ///< kNoThread: nobody can go
  std::uint32_t alternative = 0;

  /// End this execution here: everything that follows was seen elsewhere.
  static constexpr Choice cut() { return {kCut, 0}; }
  [[nodiscard]] constexpr bool is_cut() const { return thread == kCut; }
  /// End this execution here, and look at it as it is: detectors are asked what it shows.
  static constexpr Choice stop() { return {kStop, 0}; }
  [[nodiscard]] constexpr bool is_stop() const { return thread == kStop; }
  friend constexpr bool operator==(const Choice&, const Choice&) = default;

  static constexpr std::uint32_t kCut = 256;
  static constexpr std::uint32_t kStop = 257;
};

/// What to run after a finished execution.
struct Next {
  bool more = false;           ///< false: the search is complete
  std::uint32_t keep = 0;      ///< so many leading events of the last trace are replayed
  bool repeated = false;       ///< the execution has shown nothing that others do not show
  EventIndex differs = kNone;  ///< the first event that was not what the search had foreseen
};

/// What a search with backtracking has done, seen from its present path: every branch of a
/// scheduling point counts as equal to its siblings that are known by now.
///
/// P. Kilby, J. Slaney, S. Thiebaux, T. Walsh, "Estimating Search Tree Size", AAAI 2006.
class ShareDone {
 public:
  /// From the root down: a point of which so many branches are done, and so many are still to be
  /// explored beside the present one.
  void add(std::size_t done, std::size_t todo) {
    const auto all = static_cast<double>(done + 1 + todo);
    share_ += weight_ * static_cast<double>(done) / all;
    weight_ /= all;
  }
  [[nodiscard]] double share() const { return share_; }

 private:
  double share_ = 0;
  double weight_ = 1;
};

class Strategy {
 public:
  virtual ~Strategy() = default;

  /// Every interleaving has been covered once `finished` says that there is no more.
  [[nodiscard]] virtual bool exhaustive() const = 0;
  /// An execution begins; `keep` events of the last one are replayed first.
  virtual void begin(std::uint32_t keep) = 0;
  /// Chooses among the threads that can go. Called once for every visible event after the kept
  /// ones; the event it chose is executed next.
  virtual Choice pick(const Crossroads& here) = 0;
  /// The execution ended. `redundant` ones are those that `pick` cut.
  virtual Next finished(const Trace& trace) = 0;

  /// How much of the search is done, from 0 to 1; negative where the strategy has no idea. Linear
  /// in the length of an execution.
  [[nodiscard]] virtual double share_done() const { return -1; }
  /// The bound that keeps the search, as far as it has come, from covering everything: "complete up
  /// to 2 preemptions". Empty: there is none.
  [[nodiscard]] virtual std::string bound() const { return {}; }
  /// Of a search that counts the classes of its executions.
  [[nodiscard]] virtual std::optional<Sample> sample() const { return {}; }
  /// Of a search that estimates how large an exhaustive one would be.
  [[nodiscard]] virtual std::optional<Estimate> estimate() const { return {}; }
  /// Saves or loads all that the strategy knows between two executions. False: it has nothing that
  /// could be gone on with.
  [[nodiscard]] virtual bool transfer(Archive& /*archive*/) { return false; }
  /// After loading: the beginning of the last execution, up to the first event that the next one
  /// has not in common with it, has been run again.
  virtual void resume(const Trace& /*trace*/) {}
  /// Whether the next execution saves the states of objects: to keep a part of it, or to reason
  /// about it.
  [[nodiscard]] virtual bool saves_states() const { return exhaustive(); }
};

/// Whether two events of different threads depend: some object ties them together.
bool dependent(const Trace& trace, const TraceEvent& a, const TraceEvent& b);
/// The same for labels of two different threads on one object.
bool dependent(const Trace& trace, const Label& a, const Label& b);

}  // namespace heddle
