#include "heddle/tools/journal.hpp"

#include <sys/mman.h>
#include <algorithm>
#include <cstring>
#include <new>
#include <sstream>
#include <string>

namespace heddle::tools {
namespace {

/// Text in memory that is there already.
class FixedText {
 public:
  FixedText(char* begin, std::size_t size) : at_(begin), end_(begin + size - 1) { *at_ = '\0'; }

  /// Whether so much can still be added.
  [[nodiscard]] bool has_room(std::size_t size) const {
    return static_cast<std::size_t>(end_ - at_) > size;
  }
  void add(const char* text) {
    while (*text != '\0' && at_ < end_) *at_++ = *text++;
    *at_ = '\0';
  }
  void add_number(std::uint32_t number) {
    char digits[12];
    char* digit = digits + sizeof digits - 1;
    *digit = '\0';
    do {
      *--digit = static_cast<char>('0' + number % 10);
      number /= 10;
    } while (number != 0);
    add(digit);
  }

 private:
  char* at_;
  char* end_;
};

/// What Trace::thread_path says.
void add_path(const Trace& trace, ThreadId thread, FixedText& text) {
  if (thread == 0 || thread == kNoThread) {
    text.add(thread == 0 ? "main" : "global");
    return;
  }
  add_path(trace, trace.threads[thread].parent, text);
  text.add(".");
  text.add_number(trace.threads[thread].ordinal);
}

/// What heddle::fingerprint says.
std::uint8_t safe_fingerprint(const Trace& trace, const TraceEvent& event) {
  std::uint32_t hash = 2166136261U;
  const auto mix = [&hash](std::uint32_t byte) { hash = (hash ^ byte) * 16777619U; };
  for (const Part& part : trace.parts_of(event)) {
    if (part.label.is(kObserve)) continue;
    const ObjectRecord& object = trace.objects[part.label.object];
    char path[NotedRun::kPathBytes + 16];
    FixedText text(path, sizeof path);
    add_path(trace, object.creator, text);
    text.add(".");
    text.add_number(object.ordinal);
    for (const char* c = object.spec->noun; *c != '\0'; ++c) mix(static_cast<unsigned char>(*c));
    for (const char* c = path; *c != '\0'; ++c) mix(static_cast<unsigned char>(*c));
    mix(part.label.kind);
  }
  return static_cast<std::uint8_t>(hash ^ (hash >> 8) ^ (hash >> 16) ^ (hash >> 24));
}

}  // namespace

Schedule NotedRun::schedule() const {
  Schedule schedule;
  for (std::uint32_t i = 0; i < thread_count; ++i) schedule.threads.emplace_back(paths[i]);
  for (std::uint32_t i = 0; i < step_count; ++i) {
    schedule.steps.push_back({steps[i].thread, steps[i].alternative, steps[i].fingerprint});
  }
  std::istringstream all(observed);
  for (std::string path; std::getline(all, path, ',');) schedule.observed.push_back(path);
  std::sort(schedule.observed.begin(), schedule.observed.end());
  return schedule;
}

SharedJournal::SharedJournal() {
  void* memory = mmap(nullptr, sizeof(Journal), PROT_READ | PROT_WRITE,
                      MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) throw std::bad_alloc();
  // Default initialisation: the steps stay untouched pages.
  journal_ = new (memory) Journal;
}

SharedJournal::~SharedJournal() { munmap(journal_, sizeof(Journal)); }

void note_run(const Execution& execution, std::uint64_t number, NotedRun& run) {
  run.complete.store(false);
  const Trace& trace = execution.trace();
  run.execution = number;
  run.thread_count = run.step_count = 0;
  std::uint16_t numbers[kMaxThreads];
  std::fill(std::begin(numbers), std::end(numbers), std::uint16_t{0xffff});
  for (const TraceEvent& event : trace.events) {
    if (event.scheduling != Scheduling::visible) continue;
    if (run.step_count == NotedRun::kMaxSteps) break;
    std::uint16_t& place = numbers[event.thread];
    if (place == 0xffff) {
      place = static_cast<std::uint16_t>(run.thread_count++);
      FixedText text(run.paths[place], NotedRun::kPathBytes);
      add_path(trace, event.thread, text);
    }
    run.steps[run.step_count++] = {place, event.alternative, safe_fingerprint(trace, event)};
  }
  FixedText observed(run.observed, sizeof run.observed);
  for (const ObjectRecord& object : trace.objects) {
    if (!object.observed || !object.alive || !observed.has_room(NotedRun::kPathBytes)) continue;
    if (run.observed[0] != '\0') observed.add(",");
    add_path(trace, object.creator, observed);
    observed.add(".");
    observed.add_number(object.ordinal);
  }
  const ThreadId self = execution.self();
  FixedText running(run.running, NotedRun::kPathBytes);
  add_path(trace, self, running);
  FixedText file(run.file, sizeof run.file);
  run.line = 0;
  const EventIndex last = self < trace.threads.size() ? trace.threads[self].last : kNone;
  if (last < trace.size()) {
    file.add(trace.events[last].file);
    run.line = trace.events[last].line;
  }
  run.complete.store(true);
}

}  // namespace heddle::tools
