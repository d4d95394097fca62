#include "heddle/checker/witness.hpp"

#include <algorithm>
#include <cstring>

#include "heddle/checker/schedule.hpp"

namespace heddle {
namespace {

/// FNV-1a, 32 bit.
class Hash {
 public:
  void mix(std::string_view text) {
    for (const char c : text) value_ = (value_ ^ static_cast<unsigned char>(c)) * 16777619U;
    value_ = (value_ ^ 0xffU) * 16777619U;
  }
  [[nodiscard]] std::string digits() const {
    static constexpr const char* kDigits = "0123456789abcdef";
    std::string text;
    for (int shift = 20; shift >= 0; shift -= 4) text += kDigits[(value_ >> shift) & 15U];
    return text;
  }

 private:
  std::uint32_t value_ = 2166136261U;
};

std::string_view base_name(const char* file) {
  const char* slash = std::strrchr(file, '/');
  return slash != nullptr ? slash + 1 : file;
}

/// The library's own headers (std::unique_lock calling lock) are no place of the program.
bool is_program(const char* file) { return std::strncmp(file, "/usr/", 5) != 0; }

/// A function's name without the line in the one that HEDDLE_MODEL gives: lines move.
std::string lasting_name(std::string function) {
  constexpr std::string_view kModel = "heddle_model_";
  for (std::size_t at = function.find(kModel); at != std::string::npos;
       at = function.find(kModel, at)) {
    at += kModel.size();
    function.erase(at, function.find_first_not_of("0123456789", at) - at);
  }
  return function;
}

void mix_place(Hash& hash, const Where& where) {
  hash.mix(base_name(where.file));
  hash.mix(lasting_name(where.function));
}

/// The operation's verb: the first word of its description.
std::string verb(const std::string& text) { return text.substr(0, text.find(' ')); }

void note_choices(const Trace& trace, const TraceEvent& event, ReportEvent& line) {
  for (const Part& part : trace.parts_of(event)) {
    if (part.label.expired && part.may_expire) line.note = "timeout";
    if (trace.role(part.label) == Role::resume && part.label.result == 2) {
      line.note = "spurious wakeup";
    }
  }
  if (event.alternatives > 1 && line.note.empty()) {
    line.note = "choice " + std::to_string(event.alternative + 1) + " of " +
                std::to_string(event.alternatives);
  }
}

ReportEvent line_of(const Trace& trace, EventIndex number) {
  const TraceEvent& event = trace.events[number];
  ReportEvent line;
  line.thread = trace.thread_name(event.thread);
  line.text = trace.describe(number);
  line.operation = verb(line.text);
  if (is_program(event.file)) {
    line.file = event.file;
    line.line = event.line;
  }
  if (event.part_count > 0) {
    const std::uint32_t part = event.first_part;
    line.object = trace.object_name(trace.parts[part].label.object);
    if (part < trace.values.size()) line.value = trace.values[part];
  }
  note_choices(trace, event, line);
  return line;
}

ReportEvent blocked_line(const Trace& trace, ThreadId thread) {
  const ThreadSummary& summary = trace.threads[thread];
  ReportEvent line;
  line.thread = trace.thread_name(thread);
  line.text = trace.describe_pending(thread) + " BLOCKED";
  line.operation = verb(line.text);
  if (is_program(summary.operation.where.file)) {
    line.file = summary.operation.where.file;
    line.line = summary.operation.where.line;
  }
  line.blocked = true;
  if (!summary.parts.empty()) line.object = trace.object_name(summary.parts[0].object);
  return line;
}

/// An event, and its step in the report: of one that is not shown, the last step of its thread
/// before it, 0 if there is none.
struct Numbered {
  EventIndex event = kNone;
  int step = 0;
};
using Steps = std::vector<std::vector<Numbered>>;  ///< by thread and index

/// What an event is ordered right after, in other threads: what it knows and its thread did not,
/// without what one of these knew.
std::vector<int> steps_before(const Trace& trace, EventIndex number, const Steps& steps) {
  const TraceEvent& event = trace.events[number];
  const std::uint32_t* now = trace.clock(number);
  const std::uint32_t* own = event.previous != kNone ? trace.clock(event.previous) : nullptr;
  const auto is_news = [&](std::size_t thread) {
    return thread != event.thread && now[thread] > (own != nullptr ? own[thread] : 0);
  };
  std::vector<int> before;
  for (std::size_t thread = 0; thread < trace.threads.size(); ++thread) {
    if (!is_news(thread)) continue;
    bool direct = true;
    for (std::size_t other = 0; direct && other < trace.threads.size(); ++other) {
      if (other == thread || !is_news(other)) continue;
      direct = trace.clock(steps[other][now[other]].event)[thread] < now[thread];
    }
    const int step = steps[thread][now[thread]].step;
    if (direct && step > 0) before.push_back(step);
  }
  std::sort(before.begin(), before.end());
  return before;
}

void write_events(const Trace& trace, const Detection& detection, Finding& finding) {
  Steps steps(trace.threads.size(), std::vector<Numbered>(1));
  std::vector<bool> preemptions;
  finding.preemptions = count_preemptions(trace, &preemptions);
  std::vector<std::size_t> line_of_event(trace.size(), 0);
  for (EventIndex i = 0; i < trace.size(); ++i) {
    line_of_event[i] = finding.events.size();
    const bool shown = trace.shown(trace.events[i]);
    std::vector<Numbered>& own = steps[trace.events[i].thread];
    own.push_back({i, shown ? static_cast<int>(finding.events.size()) + 1 : own.back().step});
    if (!shown) continue;
    ReportEvent line = line_of(trace, i);
    line.step = own.back().step;
    line.after = steps_before(trace, i, steps);
    line.preemption = preemptions[i];
    line.switched = !finding.events.empty() && finding.events.back().thread != line.thread;
    line.decisive =
        std::find(detection.events.begin(), detection.events.end(), i) != detection.events.end();
    finding.events.push_back(std::move(line));
  }
  for (const Output& output : trace.outputs) {  // beside the step that its thread did last
    for (EventIndex i = output.after; i-- > 0;) {
      if (trace.events[i].thread != output.thread || !trace.shown(trace.events[i])) continue;
      finding.events[line_of_event[i]].output += output.text;
      break;
    }
  }
  for (ThreadId thread = 0; thread < trace.threads.size(); ++thread) {
    const ThreadSummary& summary = trace.threads[thread];
    if (!summary.exists || !summary.pending || summary.killed) continue;
    if (trace.ending == Ending::truncated || trace.ending == Ending::cut) continue;
    ReportEvent line = blocked_line(trace, thread);
    line.step = static_cast<int>(finding.events.size()) + 1;
    finding.events.push_back(std::move(line));
  }
}

}  // namespace

std::string finding_id(const Trace& trace, const Detection& detection) {
  Hash hash;
  hash.mix(kind_name(detection.kind));
  for (const EventIndex number : detection.events) {
    const TraceEvent& event = trace.events[number];
    mix_place(hash, {event.file, event.function, event.line});
    for (const Part& part : trace.parts_of(event)) {
      const ObjectRecord& object = trace.objects[part.label.object];
      hash.mix(object.spec->noun);
      if (object.name != nullptr) hash.mix(object.name);
      hash.mix(std::to_string(part.label.kind));
    }
  }
  if (detection.events.empty()) {
    for (const ThreadId thread : detection.threads) {
      const ThreadSummary& summary = trace.threads[thread];
      if (summary.pending) mix_place(hash, summary.operation.where);
    }
    for (const ObjectId object : detection.objects) hash.mix(trace.object_name(object));
  }
  for (const Uncaught& uncaught : trace.uncaught) {
    if (std::find(detection.threads.begin(), detection.threads.end(), uncaught.thread) !=
        detection.threads.end()) {
      hash.mix(uncaught.type);
    }
  }
  return std::string(kind_letters(detection.kind)) + "-" + hash.digits();
}

void write_witness(const Trace& trace, const Detection& detection, Finding& finding) {
  for (ThreadId thread = 0; thread < trace.threads.size(); ++thread) {
    if (trace.threads[thread].exists) finding.columns.push_back(trace.thread_name(thread));
  }
  if (finding.threads.empty()) {
    for (const ThreadId thread : detection.threads) {
      finding.threads.push_back(trace.thread_name(thread));
    }
  }
  if (finding.objects.empty()) {
    for (const ObjectId object : detection.objects) {
      finding.objects.push_back(trace.object_name(object));
    }
  }
  finding.schedule = Schedule::of(trace).text();
  write_events(trace, detection, finding);
}

}  // namespace heddle
