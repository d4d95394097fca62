// Selectively uniform random walk: H. Zhao, D. Wolff, U. Mathur, A. Roychoudhury, "Selectively
// Uniform Concurrency Testing", ASPLOS 2025. The interleavings of a few events of interest are
// drawn as uniformly as the estimates of their numbers allow; all others walk at random around
// them.
//
// Of interest are the events on one shared object, drawn anew for every execution. The thread that
// is to do the next of them is drawn by its weight: how many of them it has left, by the mean of
// the earlier executions. Other threads wait before theirs, also where that thread has yet to be
// started (the paper counts its events as its parent's until then: the same in effect). Where all
// wait for one that is blocked, one of those that can go is drawn instead.
#include <array>
#include <vector>

#include "heddle/checker/strategies/generator.hpp"
#include "heddle/checker/strategies/strategies.hpp"

namespace heddle {
namespace {

/// What earlier executions showed of an object.
struct History {
  std::array<std::uint64_t, kMaxThreads> events{};  ///< by thread
  ThreadSet threads;
  bool stored = false;
  bool shared = false;
};

class Surw final : public Strategy {
 public:
  explicit Surw(std::uint64_t seed) : generator_(seed) {}

  [[nodiscard]] bool exhaustive() const override { return false; }

  void begin(std::uint32_t /*keep*/) override {
    intended_ = kNoThread;
    object_ = kNoObject;
    left_.fill(0);
    if (shared_.empty()) return;
    object_ = shared_[generator_.below(static_cast<unsigned>(shared_.size()))];
    const History& history = histories_[object_];
    for (const ThreadId thread : history.threads) {
      left_[thread] =
          static_cast<std::uint32_t>((history.events[thread] + executions_ - 1) / executions_);
    }
  }

  Choice pick(const Crossroads& here) override {
    ThreadSet going;    // those that can go
    ThreadSet waiting;  // the ones of them that are about to touch the object
    for (const ThreadId thread : here.live()) {
      if (here.alternatives(thread) == 0) continue;
      going.insert(thread);
      if (touches(here.pending(thread))) waiting.insert(thread);
    }
    if (going.empty()) return {};
    if (intended_ == kNoThread || here.trace().threads[intended_].finished) {
      intended_ = drawn_by_weight(here.trace());
    }
    ThreadSet free = going;
    for (const ThreadId thread : waiting) {
      if (thread != intended_) free.erase(thread);
    }
    const ThreadId thread = free.empty() ? drawn_by_weight(waiting) : drawn(free);
    if (waiting.contains(thread)) {
      if (left_[thread] > 0) --left_[thread];
      intended_ = kNoThread;
    }
    const unsigned ways = here.alternatives(thread);
    return {thread, ways > 1 ? generator_.below(ways) : 0};
  }

  Next finished(const Trace& trace) override {
    ++executions_;
    if (histories_.size() < trace.objects.size()) histories_.resize(trace.objects.size());
    for (const TraceEvent& event : trace.events) {
      if (event.scheduling != Scheduling::visible) continue;
      for (const Part& part : trace.parts_of(event)) learn(part.label);
    }
    return {true, 0};
  }

 private:
  void learn(const Label& label) {
    if (label.is(kObserve)) return;
    History& history = histories_[label.object];
    ++history.events[label.thread];
    history.threads.insert(label.thread);
    history.stored |= label.stored;
    if (history.shared || !history.stored || history.threads.size() < 2) return;
    history.shared = true;
    shared_.push_back(label.object);
  }

  [[nodiscard]] bool touches(const Operation* operation) const {
    if (operation == nullptr || object_ == kNoObject) return false;
    for (int i = 0; i < operation->part_count; ++i) {
      if (operation->parts[i].object == object_) return true;
    }
    return false;
  }

  ThreadId drawn(const ThreadSet& threads) {
    return threads.nth(static_cast<int>(generator_.below(static_cast<unsigned>(threads.size()))));
  }
  /// One of the threads that have something left, which may not have been started; or none.
  ThreadId drawn_by_weight(const Trace& trace) {
    if (object_ == kNoObject) return kNoThread;
    ThreadSet threads;
    for (const ThreadId thread : histories_[object_].threads) {
      if (left_[thread] > 0 && !trace.threads[thread].finished) threads.insert(thread);
    }
    return threads.empty() ? kNoThread : drawn_by_weight(threads);
  }
  /// One of these. A thread that does more than was expected of it counts as one that has one left.
  ThreadId drawn_by_weight(const ThreadSet& threads) {
    unsigned total = 0;
    for (const ThreadId thread : threads) total += weight(thread);
    unsigned at = generator_.below(total);
    for (const ThreadId thread : threads) {
      if (at < weight(thread)) return thread;
      at -= weight(thread);
    }
    return threads.first();
  }
  [[nodiscard]] unsigned weight(ThreadId thread) const {
    return left_[thread] > 0 ? left_[thread] : 1;
  }

  Generator generator_;
  std::vector<History> histories_;  ///< by object
  std::vector<ObjectId> shared_;    ///< objects that several threads touch, and one writes
  std::uint64_t executions_ = 0;
  ObjectId object_ = kNoObject;  ///< the object of interest
  ThreadId intended_ = kNoThread;
  std::array<std::uint32_t, kMaxThreads> left_{};
};

}  // namespace

std::unique_ptr<Strategy> make_surw(const Options& options) {
  return std::make_unique<Surw>(options.seed);
}

}  // namespace heddle
