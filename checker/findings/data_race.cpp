// data-race: two accesses of one plain object, at least one a write, unordered by happens-before.
//
// FastTrack (Flanagan and Freund, PLDI 2009) without shadow state: the object's part list is the
// access history and the trace keeps a clock row for every event, so "epoch of the last write" is
// one table look-up. A read looks at the last write; a write walks over the reads since the last
// write, each of which is walked over once.
#include <algorithm>
#include <string_view>
#include <tuple>

#include "heddle/checker/findings/findings.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"

namespace heddle::findings {
namespace {

bool writes(const Trace& trace, EventIndex event, ObjectId object) {
  for (const Part& part : trace.parts_of(event)) {
    if (part.label.object == object) return part.label.wrote;
  }
  return false;
}

class DataRace final : public Detector {
 public:
  explicit DataRace(const Options& options)
      : gil_(options.gil == Gil::on), fail_fast_(options.races == Races::fail_fast) {}

  [[nodiscard]] std::uint8_t observes() const override { return kMayRace; }
  [[nodiscard]] std::uint32_t roles() const override { return kAnyRole; }
  void begin(std::uint32_t keep) override {
    while (!races_.empty() && races_.back().later >= keep) races_.pop_back();
  }

  void observe(const Trace& trace, EventIndex event) override {
    for (const Part& part : trace.parts_of(event)) {
      if (trace.spec(part.label.object).plain && !part.label.is(kObserve)) check(trace, part);
    }
  }

  [[nodiscard]] bool cuts() const override { return fail_fast_ && !races_.empty(); }
  void conclude(const Trace& trace, std::vector<Detection>& out) override;
  void explain(const Trace& trace, const Detection& detection, Finding& finding) const override;
  [[nodiscard]] bool makes(Kind kind) const override { return kind == Kind::data_race; }

 private:
  struct Race {
    EventIndex earlier;
    EventIndex later;
    ObjectId object;
  };

  [[nodiscard]] bool is_call(const Label& label) const { return gil_ && label.tag == kCall; }
  void check(const Trace& trace, const Part& now);

  const bool gil_;
  const bool fail_fast_;
  std::vector<Race> races_;  ///< of this execution, by `later`
  std::vector<bool> mixed_;  ///< by object: not all of its accesses are container calls
};

/// Before the last write nothing need be compared: it was ordered after all conflicting accesses,
/// or raced with them. A container call proves that only for accesses that are none, so where an
/// object has both kinds the walk goes on to the last write that is no call.
inline void DataRace::check(const Trace& trace, const Part& now) {
  const ObjectId object = now.label.object;
  const bool call = is_call(now.label);
  if (!call && gil_) {
    if (object >= mixed_.size()) mixed_.resize(object + 1, false);
    mixed_[object] = true;
  }
  std::uint32_t p = now.label.wrote ? now.previous : now.previous_write;
  while (p != kNone) {
    const Part& then = trace.parts[p];
    const bool then_call = is_call(then.label);
    if (then.label.thread != now.label.thread && !(call && then_call) && !then.label.is(kObserve) &&
        !trace.ordered(then.event, now.event)) {
      races_.push_back({then.event, now.event, object});
    }
    if (then_call) {
      if (object >= mixed_.size() || !mixed_[object]) return;
    } else if (then.label.wrote) {
      return;
    }
    p = now.label.wrote ? then.previous : then.previous_write;
  }
}

/// The first race of each object: what comes after a race depends on it. The two accesses are put
/// into an order that does not depend on the schedule, so that both interleavings of a pair are one
/// finding.
void DataRace::conclude(const Trace& trace, std::vector<Detection>& out) {
  const std::size_t first = out.size();
  for (const Race& race : races_) {
    const bool known =
        std::any_of(out.begin() + static_cast<long>(first), out.end(),
                    [&](const Detection& other) { return other.objects[0] == race.object; });
    if (known) continue;
    const auto place = [&](EventIndex e) {
      const TraceEvent& event = trace.events[e];
      return std::tuple(writes(trace, e, race.object), std::string_view(event.file), event.line,
                        e == race.later);
    };
    Detection detection;
    detection.kind = Kind::data_race;
    detection.events = {race.earlier, race.later};
    if (place(race.later) < place(race.earlier)) detection.events = {race.later, race.earlier};
    detection.threads = {trace.events[race.earlier].thread, trace.events[race.later].thread};
    detection.objects = {race.object};
    out.push_back(std::move(detection));
  }
}

/// What of the first thread the second one is known to come after: nothing that it waited for is
/// the first access, or comes after it.
std::string missing_order(const Trace& trace, EventIndex earlier, EventIndex later) {
  const TraceEvent& first = trace.events[earlier];
  const std::string from = trace.thread_name(first.thread);
  const std::string to = trace.thread_name(trace.events[later].thread);
  const std::uint32_t known = trace.clock(later)[first.thread];
  const std::string so = "so the two can come in either order, or at the same time.";
  if (known == 0) {
    return to + " waited for nothing that " + from + " did (no lock, join or notify) before " +
           words::step(trace, later) + ": " + so;
  }
  EventIndex last = earlier;
  while (last != kNone && trace.events[last].index > known) last = trace.events[last].previous;
  return "of what " + from + " did, " + to + " waited for nothing after " +
         words::step(trace, last) + " (" + trace.describe(last) + "): " + so;
}

std::string access(const Trace& trace, EventIndex event, ObjectId object) {
  const ThreadId thread = trace.events[event].thread;
  return trace.thread_name(thread) + (writes(trace, event, object) ? " writes " : " reads ") +
         words::quoted(trace, object) + " at " + words::at(trace, event) + ", holding " +
         words::locks(trace, thread, event) + ".";
}

void DataRace::explain(const Trace& trace, const Detection& detection, Finding& finding) const {
  const auto [earlier, later] = std::minmax({detection.events[0], detection.events[1]});
  const ObjectId object = detection.objects[0];
  const auto verb = [&](EventIndex event) {
    return writes(trace, event, object) ? " writes " : " reads ";
  };
  const std::string name = words::quoted(trace, object);
  words::begin(trace, detection,
               trace.thread_name(detection.threads[0]) + verb(earlier) + name + " and " +
                   trace.thread_name(detection.threads[1]) + verb(later) +
                   "it, and nothing orders the two accesses.",
               finding);
  words::first(finding, access(trace, earlier, object));
  words::then(finding, access(trace, later, object));
  words::why(finding, missing_order(trace, earlier, later));
  words::fix(finding, "hold one lock at every access to " + name +
                          ", from a read until after the write that depends on it.");
  words::remark(finding, gil_ ? "under Python's GIL the values stay whole, but updates can be "
                                "lost; in C++ it is undefined behaviour."
                              : "undefined behaviour in C++ and in Python without the GIL.");
}

}  // namespace

std::unique_ptr<Detector> data_race(const Options& options) {
  if (options.races == Races::ignore) return nullptr;
  return std::make_unique<DataRace>(options);
}

}  // namespace heddle::findings
