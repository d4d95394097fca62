#include "heddle/checker/shrink.hpp"

#include <algorithm>
#include <compare>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "heddle/checker/detector.hpp"
#include "heddle/checker/execution.hpp"
#include "heddle/checker/rerun.hpp"
#include "heddle/checker/schedule.hpp"
#include "heddle/checker/strategies/strategies.hpp"
#include "heddle/checker/witness.hpp"

namespace heddle {
namespace {

constexpr std::uint64_t kMostEvents = 100'000;  ///< bounds the time that long programs take
constexpr int kMostSwaps = 64;

/// How hard a witness is to read: less is better, the first that differs decides.
struct Cost {
  int preemptions = 0;
  std::uint32_t events = 0;
  std::uint32_t alternatives = 0;
  std::uint32_t switches = 0;
  auto operator<=>(const Cost&) const = default;  // NOLINT(modernize-use-nullptr)
};

Cost cost_of(const Trace& trace) {
  Cost cost;
  cost.preemptions = count_preemptions(trace);
  ThreadId last = kNoThread;
  for (const TraceEvent& event : trace.events) {
    if (!trace.shown(event)) continue;
    ++cost.events;
    cost.alternatives += event.alternative != 0 ? 1 : 0;
    for (const Part& part : trace.parts_of(event)) {
      cost.alternatives += part.label.expired && part.may_expire ? 1 : 0;
    }
    if (last != kNoThread && last != event.thread) ++cost.switches;
    last = event.thread;
  }
  return cost;
}

std::vector<Choice>::iterator at(std::vector<Choice>& choices, std::size_t place) {
  return choices.begin() + static_cast<std::ptrdiff_t>(place);
}

/// Goes by a list of choices as far as they are possible: those that are not are left out. After
/// the last a thread runs until it waits, then the lowest that can.
class Guided final : public Strategy {
 public:
  explicit Guided(const std::vector<Choice>& choices) : choices_(choices) {}
  [[nodiscard]] bool exhaustive() const override { return false; }
  void begin(std::uint32_t /*keep*/) override { next_ = 0; }
  Choice pick(const Crossroads& here) override {
    const auto can = [&](ThreadId thread, unsigned way) {
      return here.live().contains(thread) && here.alternatives(thread) > way;
    };
    if (!can_anybody_go(here)) return {};
    while (next_ < choices_.size()) {
      const Choice choice = choices_[next_++];
      if (can(static_cast<ThreadId>(choice.thread), choice.alternative)) return choice;
    }
    if (can(here.current(), 0)) return {here.current(), 0};
    for (const ThreadId thread : here.live()) {
      if (can(thread, 0)) return {thread, 0};
    }
    return {};
  }
  Next finished(const Trace& /*trace*/) override { return {}; }

 private:
  const std::vector<Choice>& choices_;
  std::size_t next_ = 0;
};

/// Two steps of different threads next to each other that depend on each other.
struct Pair {
  std::size_t choice = 0;  ///< the first one's number among the choices
  std::uint32_t first = 0;
  std::uint32_t second = 0;
  bool decisive = false;  ///< the finding is about one of them
};

std::vector<Pair> swappable(const Trace& trace, const Detection& detection) {
  std::vector<Pair> pairs;
  const auto decisive = [&](EventIndex number) {
    return std::find(detection.events.begin(), detection.events.end(), number) !=
           detection.events.end();
  };
  std::size_t choices = 0;
  EventIndex before = kNone;  // the visible event before
  for (EventIndex i = 0; i < trace.size(); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.scheduling != Scheduling::visible) continue;
    if (before != kNone) {
      const TraceEvent& other = trace.events[before];
      const bool shown = trace.shown(event) && trace.shown(other);
      if (shown && other.thread != event.thread && dependent(trace, other, event)) {
        pairs.push_back(
            {choices - 1, trace.step(before), trace.step(i), decisive(before) || decisive(i)});
      }
    }
    before = i;
    ++choices;
  }
  return pairs;
}

class Shrinker {
 public:
  Shrinker(const std::function<void()>& program, const Options& options, const Finding& finding)
      : program_(program),
        options_(options),
        finding_(finding),
        execution_(options),
        detectors_(make_detectors(options)) {
    std::vector<Detector*> observers;
    for (const auto& detector : detectors_) {
      if (detector->observes() != 0) observers.push_back(detector.get());
    }
    execution_.set_observers(observers);
    execution_.observe_from_the_start(Schedule::parse(finding.schedule).observed);
  }

  Finding run() {
    Options replay = options_;
    replay.strategy = "replay";
    replay.schedule = finding_.schedule;
    if (!attempt(*make_strategy(replay))) {
      prepare();
      if (!attempt(*make_strategy(replay))) return finding_;
    }
    simplify();
    if (best_.preemptions > 0 && search_by_bounds()) simplify();
    return written();
  }

 private:
  /// Pieces of the schedule in which one thread runs: where each begins, and the end.
  [[nodiscard]] std::vector<std::size_t> pieces() const;
  void prepare();
  void simplify();
  bool simplify_once();
  bool move_pieces();
  bool drop_pieces();
  bool drop_alternatives();
  bool search_by_bounds();
  Finding written();
  void name_neighbour(Finding& finding, const Detection& detection);

  [[nodiscard]] bool out_of_budget() const {
    return spoiled_ || runs_ >= options_.shrink || events_ >= kMostEvents ||
           (options_.cancelled && options_.cancelled());
  }
  /// The detection of the finding in the execution that has just ended, if it shows it.
  std::optional<Detection> shown(const Trace& trace, bool* error = nullptr);
  /// Runs an execution; true if it shows the finding and is better than the best so far.
  bool attempt(Strategy& strategy, std::uint32_t keep = 0);
  bool attempt(const std::vector<Choice>& choices) {
    if (out_of_budget()) return false;
    Guided guided(choices);
    return attempt(guided);
  }

  const std::function<void()>& program_;
  const Options& options_;
  const Finding& finding_;
  Execution execution_;
  std::vector<std::unique_ptr<Detector>> detectors_;
  Cost best_{kUnknown, 0, 0, 0};
  std::vector<Choice> choices_;  ///< of the best execution
  std::string schedule_;         ///< the same as text
  std::uint64_t runs_ = 0;
  std::uint64_t events_ = 0;
  bool spoiled_ = false;  ///< the program looks at more than the finding's schedule says

  static constexpr int kUnknown = 1 << 30;
};

std::optional<Detection> Shrinker::shown(const Trace& trace, bool* error) {
  if (trace.ending == Ending::redundant || trace.ending == Ending::diverged) return std::nullopt;
  std::vector<Detection> detections;
  for (const auto& detector : detectors_) detector->conclude(trace, detections);
  merge_symptoms(detections);
  std::optional<Detection> found;
  for (Detection& detection : detections) {
    if (error != nullptr) *error |= severity_of(detection.kind) == Severity::error;
    const bool same = detection.schedule.empty() && detection.kind == finding_.kind &&
                      detection.symptom == finding_.symptom &&
                      finding_id(trace, detection) == finding_.id;
    if (same && !found) found = std::move(detection);
  }
  return found;
}

bool Shrinker::attempt(Strategy& strategy, std::uint32_t keep) {
  const Trace& trace = execution_.run(program_, strategy, keep);
  ++runs_;
  events_ += trace.size();
  spoiled_ |= execution_.take_restart();
  if (spoiled_ || !shown(trace)) return false;
  const Cost cost = cost_of(trace);
  if (cost >= best_) return false;
  best_ = cost;
  choices_ = Recording::choices_of(trace);
  schedule_ = Schedule::of(trace).text();
  return true;
}

std::vector<std::size_t> Shrinker::pieces() const {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (i == 0 || choices_[i].thread != choices_[i - 1].thread) begins.push_back(i);
  }
  begins.push_back(choices_.size());
  return begins;
}

/// Some findings are known only by comparing executions: shows the detectors one for each thread,
/// in which that thread goes first.
void Shrinker::prepare() {
  const std::size_t threads = execution_.trace().threads.size();
  for (std::uint32_t thread = 0; thread < threads; ++thread) {
    const std::vector<Choice> choices(execution_.trace().size(), {thread, 0});
    Guided guided(choices);
    attempt(guided);
  }
}

void Shrinker::simplify() {
  while (!out_of_budget() && simplify_once()) {}
}

bool Shrinker::simplify_once() { return move_pieces() || drop_pieces() || drop_alternatives(); }

/// Puts a piece beside the next one of the same thread: the later one earlier, or the earlier one
/// later.
bool Shrinker::move_pieces() {
  const std::vector<std::size_t> begins = pieces();
  const std::vector<Choice> now = choices_;
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    std::size_t j = i + 1;
    while (j + 1 < begins.size() && now[begins[j]].thread != now[begins[i]].thread) ++j;
    if (j + 1 >= begins.size()) continue;
    std::vector<Choice> earlier = now;
    std::rotate(at(earlier, begins[i + 1]), at(earlier, begins[j]), at(earlier, begins[j + 1]));
    if (attempt(earlier)) return true;
    std::vector<Choice> later = now;
    std::rotate(at(later, begins[i]), at(later, begins[i + 1]), at(later, begins[j]));
    if (attempt(later)) return true;
  }
  return false;
}

/// Leaves out a piece, so that it comes at the end if at all, or everything from it on.
bool Shrinker::drop_pieces() {
  const std::vector<std::size_t> begins = pieces();
  std::vector<Choice> now = choices_;
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    if (attempt({now.begin(), at(now, begins[i])})) return true;
    std::vector<Choice> without = now;
    without.erase(at(without, begins[i]), at(without, begins[i + 1]));
    if (attempt(without)) return true;
  }
  return false;
}

/// Takes the first alternative in place of another: no timeout, no spurious wakeup.
bool Shrinker::drop_alternatives() {
  const std::vector<Choice> now = choices_;
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i].alternative == 0) continue;
    std::vector<Choice> changed = now;
    changed[i].alternative = 0;
    if (attempt(changed)) return true;
  }
  return false;
}

/// All executions with fewer preemptions than the best, those with the fewest first.
bool Shrinker::search_by_bounds() {
  Options options = options_;
  options.preemptions = best_.preemptions - 1;
  const std::unique_ptr<Strategy> strategy = make_bounded(options);
  bool found = false;
  std::uint32_t keep = 0;
  while (!out_of_budget() && !found) {
    found = attempt(*strategy, keep);
    const Next next = strategy->finished(execution_.trace());
    if (!next.more || next.differs != kNone) break;
    keep = next.keep;
  }
  return found;
}

/// The best execution in words.
Finding Shrinker::written() {
  Options replay = options_;
  replay.strategy = "replay";
  replay.schedule = schedule_;
  execution_.set_recording(true);
  const Trace& trace = execution_.run(program_, *make_strategy(replay), 0);
  execution_.set_recording(false);
  const std::optional<Detection> detection = shown(trace);
  if (execution_.take_restart() || !detection) return finding_;
  Finding finding;
  finding.id = finding_.id;
  finding.kind = finding_.kind;
  finding.symptom = finding_.symptom;
  finding.severity = finding_.severity;
  finding.executions = finding_.executions;
  finding.first_execution = finding_.first_execution;
  for (const auto& detector : detectors_) {
    if (detector->makes(finding.kind)) detector->explain(trace, *detection, finding);
  }
  write_witness(trace, *detection, finding);
  name_neighbour(finding, *detection);
  return finding;
}

/// Takes the last pair that makes it pass, but rather one that the finding is about.
void Shrinker::name_neighbour(Finding& finding, const Detection& detection) {
  std::vector<Pair> pairs = swappable(execution_.trace(), detection);
  std::reverse(pairs.begin(), pairs.end());
  std::stable_partition(pairs.begin(), pairs.end(), [](const Pair& pair) { return pair.decisive; });
  if (pairs.size() > kMostSwaps) pairs.resize(kMostSwaps);
  for (const Pair& pair : pairs) {
    std::vector<Choice> swapped = choices_;
    std::swap(swapped[pair.choice], swapped[pair.choice + 1]);
    Guided guided(swapped);
    const Trace& other = execution_.run(program_, guided, 0);
    bool error = false;
    const bool same = shown(other, &error).has_value();
    const std::vector<Choice> made = Recording::choices_of(other);
    const bool possible = made.size() > pair.choice + 1 &&
                          std::equal(swapped.begin(), at(swapped, pair.choice + 2), made.begin());
    if (!possible || same || error || other.ending != Ending::complete) continue;
    finding.explanation.emplace_back("passes", "swap steps " + std::to_string(pair.first) +
                                                   " and " + std::to_string(pair.second) +
                                                   " and it passes.");
    return;
  }
}

}  // namespace

Finding shrink(const std::function<void()>& program, const Options& options,
               const Finding& finding) {
  if (options.shrink == 0 || finding.schedule.empty()) return finding;
  if (finding.kind == Kind::livelock) return finding;  // a thousand rounds that are the same
  return Shrinker(program, options, finding).run();
}

}  // namespace heddle
