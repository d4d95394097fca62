// lock-order (a warning): two locks taken in both orders by different threads somewhere in the
// exploration, without a third lock that both held (Goodlock: Havelund, SPIN 2000). It stands even
// if no explored schedule deadlocks. A try or a timed acquire does not wait, and makes no edge.
#include <algorithm>
#include <unordered_map>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

/// Somebody took `second` while holding `first`.
struct Edge {
  ObjectId first;
  ObjectId second;
  ThreadId thread;
  std::vector<ObjectId> gates;  ///< the other locks held meanwhile, sorted
  std::uint64_t execution = 0;  ///< in which it was last seen, at these events
  EventIndex held = kNone;
  EventIndex taken = kNone;
  std::string words;  ///< "Thread-1 takes `b` (x.cpp:7) while it holds `a`"

  void transfer(Archive& archive) {
    archive(first, second, thread, gates, execution, held, taken, words);
  }
};

class LockOrder final : public Detector {
 public:
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::acquire); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::lock_order; }
  void transfer(Archive& archive) override { archive(edges_, reported_, execution_); }

 private:
  struct Held {
    ObjectId lock;
    ThreadId thread;
    EventIndex since;
  };
  void take(const Trace& trace, const Part& part);
  void add_edge(const Trace& trace, const Held& held, const Part& part);
  Edge* opposite(const Edge& edge);
  void report(const Edge& edge, const Edge& other, std::vector<Detection>& out);
  [[nodiscard]] const Edge* earlier_edge(const Detection& detection) const;

  /// By first and second lock: one edge for each thread and set of gates.
  std::unordered_map<std::uint64_t, std::vector<Edge>> edges_;
  std::vector<std::pair<ObjectId, ObjectId>> reported_;
  std::vector<std::pair<std::uint64_t, std::size_t>> fresh_;  ///< new in this execution
  std::vector<Held> held_;
  std::uint64_t execution_ = 0;
};

std::uint64_t key(ObjectId first, ObjectId second) { return std::uint64_t{first} << 32 | second; }

bool is_lock(const ObjectRecord& object) {
  return object.spec->has(Role::acquire) && object.spec->has(Role::release);
}

bool uses_two_locks(const Trace& trace) {
  return std::count_if(trace.objects.begin(), trace.objects.end(), [](const ObjectRecord& object) {
           return object.alive && object.last != kNone && is_lock(object);
         }) >= 2;
}

void LockOrder::conclude(const Trace& trace, std::vector<Detection>& out) {
  if (!uses_two_locks(trace)) return;
  ++execution_;
  held_.clear();
  fresh_.clear();
  for (const Part& part : trace.parts) {
    if (!is_lock(trace.objects[part.label.object])) continue;
    if (trace.events[part.event].scheduling == Scheduling::local) continue;
    const Role role = trace.role(part.label);
    if (role == Role::acquire && !part.label.expired) {
      take(trace, part);
    } else if (role == Role::release && part.label.wrote) {
      std::erase_if(held_, [&](const Held& held) { return held.lock == part.label.object; });
    }
  }
  for (const auto& [pair, index] : fresh_) {
    const Edge& edge = edges_[pair][index];
    if (const Edge* other = opposite(edge)) report(edge, *other, out);
  }
}

void LockOrder::take(const Trace& trace, const Part& part) {
  if (!part.may_expire) {
    for (const Held& held : held_) {
      if (held.thread == part.label.thread && held.since != part.event) add_edge(trace, held, part);
    }
  }
  held_.push_back({part.label.object, part.label.thread, part.event});
}

void LockOrder::add_edge(const Trace& trace, const Held& held, const Part& part) {
  std::vector<ObjectId> gates;
  for (const Held& other : held_) {
    if (other.thread == held.thread && other.lock != held.lock) gates.push_back(other.lock);
  }
  std::sort(gates.begin(), gates.end());
  const std::uint64_t pair = key(held.lock, part.label.object);
  std::vector<Edge>& same = edges_[pair];
  auto edge = std::find_if(same.begin(), same.end(), [&](const Edge& known) {
    return known.thread == held.thread && known.gates == gates;
  });
  if (edge == same.end()) {
    const TraceEvent& event = trace.events[part.event];
    const std::string words =
        trace.thread_name(held.thread) + " takes " + words::quoted(trace, part.label.object) +
        words::place(event.file, event.line) + " while it holds " + words::quoted(trace, held.lock);
    fresh_.emplace_back(pair, same.size());
    same.push_back({held.lock, part.label.object, held.thread, std::move(gates), 0, 0, 0, words});
    edge = same.end() - 1;
  }
  edge->execution = execution_;
  edge->held = held.since;
  edge->taken = part.event;
}

/// An edge of another thread the other way round, without a common gate: preferably of this
/// execution. Null when there is none.
Edge* LockOrder::opposite(const Edge& edge) {
  const auto found = edges_.find(key(edge.second, edge.first));
  if (found == edges_.end()) return nullptr;
  Edge* best = nullptr;
  for (Edge& other : found->second) {
    const bool gated = std::any_of(edge.gates.begin(), edge.gates.end(), [&](ObjectId gate) {
      return std::binary_search(other.gates.begin(), other.gates.end(), gate);
    });
    if (other.thread == edge.thread || gated) continue;
    if (best == nullptr || other.execution > best->execution) best = &other;
  }
  return best;
}

void LockOrder::report(const Edge& edge, const Edge& other, std::vector<Detection>& out) {
  const auto pair = std::minmax(edge.first, edge.second);
  if (std::find(reported_.begin(), reported_.end(), std::pair(pair.first, pair.second)) !=
      reported_.end()) {
    return;
  }
  reported_.emplace_back(pair.first, pair.second);
  Detection detection;
  detection.kind = Kind::lock_order;
  detection.events = {edge.held, edge.taken};
  if (other.execution == execution_) {
    detection.events.insert(detection.events.end(), {other.held, other.taken});
    std::sort(detection.events.begin(), detection.events.end());
  }
  detection.threads = {edge.thread, other.thread};
  detection.objects = {edge.first, edge.second};
  out.push_back(std::move(detection));
}

/// The edge that the witness of a detection does not show.
const Edge* LockOrder::earlier_edge(const Detection& detection) const {
  const auto found = edges_.find(key(detection.objects[1], detection.objects[0]));
  if (found == edges_.end()) return nullptr;
  for (const Edge& edge : found->second) {
    if (edge.thread == detection.threads[1]) return &edge;
  }
  return nullptr;
}

void LockOrder::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const std::string first = words::quoted(trace, detection.objects[0]);
  const std::string second = words::quoted(trace, detection.objects[1]);
  words::begin(trace, detection,
               first + " and " + second + " are taken in both orders, by " +
                   words::threads(trace, detection.threads) + ".",
               finding);
  for (const ThreadId thread : detection.threads) {
    std::vector<EventIndex> pair;
    for (const EventIndex event : detection.events) {
      if (trace.events[event].thread == thread) pair.push_back(event);
    }
    if (pair.size() == 2) {
      words::why(finding, words::deed(trace, pair[0]) + " and, holding it, `" +
                              trace.describe(pair[1]) + "` at " + words::at(trace, pair[1]) + ".");
    } else if (const Edge* edge = earlier_edge(detection)) {
      words::why(finding, "in another execution " + edge->words + ".");
    }
  }
  const auto order = std::minmax(detection.objects[0], detection.objects[1]);
  words::fix(finding, "take the locks in the same order everywhere, for instance " +
                          words::quoted(trace, order.first) + ", then " +
                          words::quoted(trace, order.second) + ".");
  words::remark(finding,
                "where each of the two threads holds its first lock and wants the other's, "
                "neither can go on.");
}

}  // namespace

std::unique_ptr<Detector> lock_order(const Options&) { return std::make_unique<LockOrder>(); }

}  // namespace heddle::findings
