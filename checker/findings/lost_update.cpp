// lost-update: a thread reads x, another writes x, then the first stores a value computed from its
// read, with no access of its own to x in between (semantics, section 4).
//
// A write says itself that it was computed from the thread's last read (`x += 1`: label a == 1).
// For a read and a write apart it must be shown: two executions in which that read saw different
// values and that write stored different ones. Until then the first execution with the pattern is
// kept as its schedule.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"
#include "heddle/checker/schedule.hpp"

namespace heddle::findings {
namespace {

constexpr ThreadId kSeveral = kNoThread - 1;
constexpr std::size_t kMostEvidence = 1 << 16;  ///< entries; bounds the memory of a long search

/// A read and the write after it by the same thread, the same in all executions.
struct Key {
  ObjectId object;
  ThreadId thread;
  std::uint32_t read;  ///< the thread's events, by index and line
  std::uint32_t write;
  std::int32_t read_line;
  std::int32_t write_line;
  friend bool operator==(const Key&, const Key&) = default;
};

struct KeyHash {
  std::size_t operator()(const Key& key) const {
    std::uint64_t hash = key.object * 131ULL + key.thread;
    for (const std::uint64_t word :
         {std::uint64_t{key.read} << 32 | key.write,
          std::uint64_t(std::uint32_t(key.read_line)) << 32 | std::uint32_t(key.write_line)}) {
      hash = (hash ^ word) * 0x9e3779b97f4a7c15;
      hash ^= hash >> 32;
    }
    return hash;
  }
};

/// What is known of a read and a write apart.
struct Evidence {
  struct Seen {
    std::int64_t read;
    std::int64_t stored;
    friend bool operator==(const Seen&, const Seen&) = default;
  };
  std::array<Seen, 4> seen{};  ///< distinct ones; more are not needed in practice
  int count = 0;
  bool computed = false;  ///< shown: the stored value depends on the read one
  bool reported = false;
  std::uint64_t executions = 0;  ///< that had the pattern before it was shown
  Detection first;               ///< in the first of them

  void transfer(Archive& archive) { archive(seen, count, computed, reported, executions, first); }

  /// True when `now` shows what was not yet known.
  bool learn(const Seen& now) {
    if (computed || std::find(seen.begin(), seen.begin() + count, now) != seen.begin() + count) {
      return false;
    }
    computed = std::any_of(seen.begin(), seen.begin() + count, [&](const Seen& other) {
      return other.read != now.read && other.stored != now.stored;
    });
    if (count < static_cast<int>(seen.size())) seen[static_cast<std::size_t>(count++)] = now;
    return computed;
  }
};

class LostUpdate final : public Detector {
 public:
  [[nodiscard]] std::uint8_t observes() const override { return kWrites; }
  [[nodiscard]] std::uint32_t roles() const override { return role_bit(Role::write); }
  void begin(std::uint32_t keep) override {
    while (!lost_.empty() && lost_.back().write >= keep) lost_.pop_back();
  }
  void observe(const Trace& trace, EventIndex event) override {
    for (const Part& part : trace.parts_of(event)) {
      const SpecTable& spec = trace.spec(part.label.object);
      if ((spec.watched[part.label.kind] & kWrites) != 0) {
        check(trace, part, spec);  // also of the value it had
      }
    }
  }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::lost_update; }
  void transfer(Archive& archive) override { archive(writers_, evidence_); }

 private:
  /// A read, another thread's write, and the write that undoes it: events.
  struct Lost {
    EventIndex read;
    EventIndex other;
    EventIndex write;
    ObjectId object;
    Evidence* evidence;  ///< null: known to be computed

    [[nodiscard]] Detection detection(const Trace& trace) const;
  };
  using Entry = std::pair<const Key, Evidence>;

  void check(const Trace& trace, const Part& now, const SpecTable& spec);
  bool written_by_others(const Trace& trace, const Part& write);
  Evidence* learn(const Trace& trace, const Part& read, const Part& write);
  static void conclude_apart(const Trace& trace, const Lost& lost, std::vector<Detection>& out);

  std::vector<ThreadId> writers_;  ///< by object: its only writer so far, or kSeveral
  std::vector<Lost> lost_;         ///< of this execution, by `write`
  std::unordered_map<Key, Evidence, KeyHash> evidence_;
  std::vector<Evidence*> shown_;  ///< since the last conclusion
};

/// What one thread alone has written in all executions so far was never lost. Others may have
/// changed it in one atomic step, of which only the trace tells.
bool LostUpdate::written_by_others(const Trace& trace, const Part& write) {
  const Label& label = write.label;
  if (label.object >= writers_.size()) writers_.resize(label.object + 1, kNoThread);
  ThreadId& writer = writers_[label.object];
  const std::uint32_t last = write.previous_write;
  if (last != kNone && trace.parts[last].label.thread != label.thread) writer = kSeveral;
  if (writer == label.thread) return false;
  const bool first = writer == kNoThread;
  writer = first ? label.thread : kSeveral;
  return !first;
}

/// The walk ends at the thread's own last access, so that all walks of one thread over one object
/// are as long as the object's history.
void LostUpdate::check(const Trace& trace, const Part& now, const SpecTable& spec) {
  // Of several places any call may change one; whose, only the walk can tell.
  if (spec.overlaps == nullptr && !written_by_others(trace, now)) return;
  const bool computed = spec.computed(now.label);
  const std::uint32_t last = now.previous_write;
  if (computed && (last == kNone || trace.parts[last].label.thread == now.label.thread)) {
    // Where it has one place alone, the thread's own access is the last: nothing lies between.
    if (last == kNone || spec.overlaps == nullptr) return;
  }
  std::uint32_t other = kNone;  // the last write of another thread since the own access
  std::uint32_t own = now.previous;
  for (; own != kNone; own = trace.parts[own].previous) {
    const Label& label = trace.parts[own].label;
    if (label.is(kObserve)) continue;
    if (spec.overlaps != nullptr && !spec.overlaps(label, now.label)) continue;
    if (label.thread == now.label.thread) break;
    if (label.wrote && other == kNone) other = own;
  }
  if (own == kNone || trace.role(trace.parts[own].label) != Role::read) return;
  Evidence* evidence = nullptr;
  if (!computed) {
    evidence = learn(trace, trace.parts[own], now);
    if (evidence == nullptr) return;
  }
  if (other == kNone) return;
  lost_.push_back(
      {trace.parts[own].event, trace.parts[other].event, now.event, now.label.object, evidence});
}

Evidence* LostUpdate::learn(const Trace& trace, const Part& read, const Part& write) {
  const TraceEvent& first = trace.events[read.event];
  const TraceEvent& second = trace.events[write.event];
  const Key key{write.label.object, second.thread, first.index,
                second.index,       first.line,    second.line};
  auto place = evidence_.find(key);
  if (place == evidence_.end()) {
    if (evidence_.size() == kMostEvidence) return nullptr;
    place = evidence_.emplace(key, Evidence{}).first;
  }
  Evidence& evidence = place->second;
  if (evidence.learn({read.label.result, write.label.b})) shown_.push_back(&evidence);
  return &evidence;
}

Detection LostUpdate::Lost::detection(const Trace& trace) const {
  Detection detection;
  detection.kind = Kind::lost_update;
  detection.events = {read, other, write};
  detection.threads = {trace.events[write].thread, trace.events[other].thread};
  detection.objects = {object};
  return detection;
}

void LostUpdate::conclude_apart(const Trace& trace, const Lost& lost, std::vector<Detection>& out) {
  Evidence& evidence = *lost.evidence;
  if (evidence.computed) {
    Detection now = lost.detection(trace);
    now.executions += evidence.executions;
    evidence.executions = 0;
    evidence.reported = true;
    out.push_back(std::move(now));
    return;
  }
  if (evidence.executions++ > 0) return;
  evidence.first = lost.detection(trace);
  evidence.first.schedule = Schedule::of(trace).text();
}

void LostUpdate::conclude(const Trace& trace, std::vector<Detection>& out) {
  const std::size_t first = out.size();
  const auto place = [&](EventIndex e) {
    return std::pair(trace.events[e].file, trace.events[e].line);
  };
  for (const Lost& lost : lost_) {
    const bool known =
        std::any_of(out.begin() + static_cast<long>(first), out.end(), [&](const Detection& other) {
          return other.objects[0] == lost.object && place(other.events[1]) == place(lost.other) &&
                 place(other.events[2]) == place(lost.write);
        });
    if (known) continue;
    if (lost.evidence == nullptr) {
      out.push_back(lost.detection(trace));
    } else {
      conclude_apart(trace, lost, out);
    }
  }
  for (Evidence* evidence : shown_) {
    if (evidence->reported || evidence->executions == 0) continue;
    Detection earlier = std::move(evidence->first);
    earlier.executions = evidence->executions;
    evidence->executions = 0;
    evidence->reported = true;
    out.push_back(std::move(earlier));
  }
  shown_.clear();
}

/// Why another thread could write between the read and the write of this one.
std::string unprotected(const Trace& trace, EventIndex read, EventIndex other, EventIndex write) {
  const ThreadId thread = trace.events[read].thread;
  const std::string name = trace.thread_name(thread);
  const std::string span = " from " + words::step(trace, read) + " to " + words::step(trace, write);
  for (const ObjectId lock : trace.locks_held(thread, write)) {
    const EventIndex taken = acquired(trace, lock, thread, write);
    if (taken == kNone || taken > read) continue;
    return name + " holds " + words::quoted(trace, lock) + span + ", but " +
           trace.thread_name(trace.events[other].thread) + " writes without it.";
  }
  const std::vector<ObjectId> locks = trace.locks_held(thread, read);
  if (locks.empty()) return name + " holds no lock" + span + ": any other thread can come between.";
  return name + " does not keep " + words::quoted(trace, locks[0]) + span +
         ": while it is free, any other thread can come between.";
}

/// The text with the name in place of each `$`.
std::string with_name(std::string text, const std::string& name) {
  for (std::size_t at = text.find('$'); at != std::string::npos; at = text.find('$', at)) {
    text.replace(at, 1, name);
    at += name.size();
  }
  return text;
}

void LostUpdate::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const auto [read, other, write] =
      std::array{detection.events[0], detection.events[1], detection.events[2]};
  const std::string name = words::quoted(trace, detection.objects[0]);
  const std::string loser = trace.thread_name(detection.threads[1]);
  const std::string writer = trace.thread_name(detection.threads[0]);
  words::begin(trace, detection,
               "an update of " + name + " by " + loser + " is lost: " + writer +
                   " overwrites it with a value computed from an older read.",
               finding);
  words::first(finding, words::deed(trace, read) + ".");
  words::then(finding, words::deed(trace, other) + ".");
  words::then(finding, words::deed(trace, write) + ", computed from what it read at " +
                           words::step(trace, read) + ".");
  words::why(finding, unprotected(trace, read, other, write));
  for (const Part& part : trace.parts_of(write)) {
    if (part.label.object != detection.objects[0] ||
        trace.spec(part.label.object).computed(part.label)) {
      continue;
    }
    words::why(finding,
               "that the stored value depends on the read one was seen by comparing "
               "executions: where the read saw another value the write stored another.");
  }
  const char* one_step = trace.spec(detection.objects[0]).one_step;
  words::fix(finding,
             one_step != nullptr
                 ? with_name(one_step, trace.object_name(detection.objects[0]))
                 : "make the read and the write of " + name +
                       " one step: hold one lock from before the read until after the write, in "
                       "every thread that writes it.");
}

}  // namespace

std::unique_ptr<Detector> lost_update(const Options&) { return std::make_unique<LostUpdate>(); }

}  // namespace heddle::findings
