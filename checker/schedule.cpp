#include "heddle/checker/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>

#include "heddle/checker/thread_spec.hpp"

namespace heddle {
namespace {

[[noreturn]] void malformed(std::string_view text, const char* place, const char* what) {
  const auto offset = static_cast<std::size_t>(place - text.data());
  throw UsageError("malformed schedule at character " + std::to_string(offset + 1) + ": " + what +
                   "; a schedule reads like `main,main.1;0,1*3,0/1;5f09a3b2c1`");
}

/// A cursor over the text of a schedule.
struct Reader {
  std::string_view text;
  const char* at = text.data();
  const char* end = text.data() + text.size();

  [[nodiscard]] bool more() const { return at != end; }
  bool take(char c) {
    if (at == end || *at != c) return false;
    ++at;
    return true;
  }
  bool take(std::string_view word) {
    if (!std::string_view(at, end).starts_with(word)) return false;
    at += word.size();
    return true;
  }
  std::uint32_t number(int base, std::uint32_t limit, const char* what) {
    std::uint32_t value = 0;
    const char* stop = base == 16 ? std::min(at + 2, end) : end;
    const auto [next, error] = std::from_chars(at, stop, value, base);
    if (error != std::errc{} || value > limit) malformed(text, at, what);
    at = next;
    return value;
  }
  /// "main.1", "global.2", "main.1.life"; of a process, before a colon, also "main".
  void object_path() {
    if (!take("main") && !take("global")) {
      malformed(text, at, "an object's path begins with `main` or `global`");
    }
    if (more() && *at == ':') return;
    do {
      if (!take('.')) malformed(text, at, "a path like `main.1` expected");
      if (!take("life") && !take("memory")) number(10, 1'000'000'000, "a number expected");
    } while (more() && *at == '.');
  }
};

}  // namespace

namespace {

/// FNV-1a.
struct Hash {
  std::uint32_t value = 2166136261U;
  void mix(std::uint32_t byte) { value = (value ^ byte) * 16777619U; }
  void mix(std::string_view text) {
    for (const char c : text) mix(static_cast<unsigned char>(c));
  }
  void mix_object(const Trace& trace, ObjectId object) {
    mix(trace.spec(object).noun);
    mix(trace.object_path(object));
  }
};

/// Fingerprints of many events: an object's name is hashed once.
class Fingerprints {
 public:
  explicit Fingerprints(const Trace& trace) : trace_(trace), first_(trace.objects.size()) {}
  std::uint8_t operator()(const TraceEvent& event) {
    Hash hash;
    bool first = true;
    for (const Part& part : trace_.parts_of(event)) {
      if (part.label.is(kObserve)) continue;
      if (first) {
        hash = of_first(part.label.object);
      } else {
        hash.mix_object(trace_, part.label.object);
      }
      first = false;
      hash.mix(part.label.kind);
    }
    const std::uint32_t all = hash.value;
    return static_cast<std::uint8_t>(all ^ (all >> 8) ^ (all >> 16) ^ (all >> 24));
  }

 private:
  Hash of_first(ObjectId object) {
    if (!first_[object]) {
      first_[object].emplace();
      first_[object]->mix_object(trace_, object);
    }
    return *first_[object];
  }

  const Trace& trace_;
  std::vector<std::optional<Hash>> first_;  ///< by object: of an event's first part
};

}  // namespace

std::uint8_t fingerprint(const Trace& trace, const TraceEvent& event) {
  return Fingerprints(trace)(event);
}

Schedule Schedule::of(const Trace& trace) {
  Schedule schedule;
  Fingerprints fingerprints(trace);
  std::array<std::uint16_t, kMaxThreads> numbers;
  numbers.fill(kMaxThreads);
  for (const TraceEvent& event : trace.events) {
    if (event.scheduling != Scheduling::visible) continue;
    std::uint16_t& number = numbers[event.thread];
    if (number == kMaxThreads) {
      number = static_cast<std::uint16_t>(schedule.threads.size());
      schedule.threads.push_back(trace.thread_path(event.thread));
    }
    schedule.steps.push_back({number, event.alternative, fingerprints(event)});
  }
  for (std::size_t i = 0; i < trace.objects.size(); ++i) {
    const ObjectRecord& object = trace.objects[i];
    if (!object.observed || !object.alive) continue;
    schedule.observed.push_back(trace.object_path(static_cast<ObjectId>(i)));
  }
  std::sort(schedule.observed.begin(), schedule.observed.end());
  return schedule;
}

namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    if (!text.empty()) text += ',';
    text += name;
  }
  return text;
}

}  // namespace

std::string Schedule::text() const {
  std::string text = joined(threads) + ';';
  for (std::size_t i = 0; i < steps.size();) {
    std::size_t same = i + 1;
    while (same < steps.size() && steps[same].thread == steps[i].thread &&
           steps[same].alternative == steps[i].alternative) {
      ++same;
    }
    if (i > 0) text += ',';
    text += std::to_string(steps[i].thread);
    if (steps[i].alternative != 0) text += "/" + std::to_string(steps[i].alternative);
    if (same - i > 1) text += "*" + std::to_string(same - i);
    i = same;
  }
  text += ';';
  static constexpr const char* kDigits = "0123456789abcdef";
  for (const Step& step : steps) {
    text += kDigits[step.fingerprint >> 4];
    text += kDigits[step.fingerprint & 15];
  }
  if (!observed.empty()) text += ';' + joined(observed);
  return text;
}

Schedule Schedule::parse(std::string_view text) {
  Schedule schedule;
  Reader reader{text};
  const std::size_t names_end = text.find(';');
  if (names_end == std::string_view::npos) malformed(text, reader.end, "`;` is missing");
  while (reader.at < text.data() + names_end) {
    const char* begin = reader.at;
    while (*reader.at != ',' && *reader.at != ';') ++reader.at;
    const std::string name(begin, reader.at);
    if (name.rfind("main", 0) != 0) malformed(text, begin, "a thread's path begins with `main`");
    schedule.threads.push_back(name);
    if (!reader.take(',')) break;
  }
  if (!reader.take(';')) malformed(text, reader.at, "`;` expected");
  while (reader.more() && *reader.at != ';') {
    Step step;
    const auto threads = static_cast<std::uint32_t>(schedule.threads.size());
    if (threads == 0) malformed(text, reader.at, "a step without any thread");
    step.thread = static_cast<std::uint16_t>(
        reader.number(10, threads - 1, "the number of a thread expected"));
    if (reader.take('/')) {
      step.alternative =
          static_cast<std::uint16_t>(reader.number(10, 65'535, "an alternative expected"));
    }
    std::uint32_t times = 1;
    if (reader.take('*')) times = reader.number(10, 100'000'000, "a repetition expected");
    schedule.steps.insert(schedule.steps.end(), times, step);
    if (!reader.take(',')) break;
  }
  if (!reader.take(';')) malformed(text, reader.at, "`;` expected");
  for (Step& step : schedule.steps) {
    const char* before = reader.at;
    step.fingerprint = static_cast<std::uint8_t>(reader.number(16, 255, "a fingerprint expected"));
    if (reader.at - before != 2) malformed(text, before, "a fingerprint has two digits");
  }
  if (reader.take(';')) {
    do {
      const char* begin = reader.at;
      do reader.object_path();
      while (reader.take(':'));
      schedule.observed.emplace_back(begin, reader.at);
    } while (reader.take(','));
  }
  if (reader.more()) malformed(text, reader.at, "nothing more expected");
  return schedule;
}

namespace {

/// The states of all objects while an execution is walked through once more.
class States {
 public:
  explicit States(const Trace& trace) : trace_(trace), states_(trace.objects.size()) {}

  void apply(const Part& part) {
    if (part.label.is(kObserve)) return;
    const Action action{part.label.kind, part.label.thread, part.may_expire, part.label.a,
                        part.label.b};
    trace_.spec(part.label.object).apply(state(part.label.object), action, part.alternative);
  }
  bool enabled(ObjectId object, const Action& action) {
    if (action.is(kObserve)) return true;
    return trace_.spec(object).alternatives(state(object), action) > 0;
  }

 private:
  std::byte* state(ObjectId object) {
    std::vector<std::byte>& bytes = states_[object];
    if (bytes.empty()) {
      const auto* initial = static_cast<const std::byte*>(trace_.objects[object].initial);
      bytes.assign(initial, initial + trace_.spec(object).state_size);
      bytes.resize(bytes.size() + 1);
    }
    return bytes.data();
  }
  const Trace& trace_;
  std::vector<std::vector<std::byte>> states_;
};

/// Whether `thread`, which has done its event at `from`, could go on in the present state.
bool could_go_on(const Trace& trace, States& states, ThreadId thread, EventIndex from) {
  for (EventIndex i = from; i < trace.size(); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.thread != thread || event.scheduling >= Scheduling::invisible) continue;
    if (event.scheduling == Scheduling::silent && !trace.shown(event)) return false;  // main's end
    const auto parts = trace.parts_of(event);
    const auto enabled = [&](const Part& part, bool may_expire) {
      const Label& label = part.label;
      return states.enabled(label.object, {label.kind, label.thread, may_expire, label.a, label.b});
    };
    const auto choice = parts.first(event.any);
    const auto all = parts.subspan(event.any);
    const bool one =
        choice.empty() || std::any_of(choice.begin(), choice.end(),
                                      [&](const Part& p) { return enabled(p, event.timed); });
    return one && std::all_of(all.begin(), all.end(),
                              [&](const Part& part) { return enabled(part, part.may_expire); });
  }
  const ThreadSummary& summary = trace.threads[thread];
  if (!summary.pending) return false;
  if (summary.operation.scheduling == Scheduling::silent) return false;
  return std::all_of(summary.parts.begin(), summary.parts.end(), [&](const OperationPart& part) {
    Action action = part.action;
    action.may_expire = false;
    return states.enabled(part.object, action);
  });
}

}  // namespace

int count_preemptions(const Trace& trace, std::vector<bool>* marks) {
  if (marks != nullptr) marks->assign(trace.size(), false);
  States states(trace);
  ThreadId before = 0;
  EventIndex before_event = 0;
  int preemptions = 0;
  for (EventIndex i = 0; i < trace.size(); ++i) {
    const TraceEvent& event = trace.events[i];
    if (event.scheduling == Scheduling::visible) {
      if (event.thread != before && could_go_on(trace, states, before, before_event)) {
        ++preemptions;
        if (marks != nullptr) (*marks)[i] = true;
      }
      before = event.thread;
      before_event = i + 1;
    }
    for (const Part& part : trace.parts_of(event)) states.apply(part);
  }
  return preemptions;
}

}  // namespace heddle
