#include "heddle/checker/findings/words.hpp"

#include <cstring>

#include "heddle/checker/findings/history.hpp"

namespace heddle::words {

using namespace findings;

std::string step(const Trace& trace, EventIndex event) {
  return "step " + std::to_string(trace.step(event));
}

std::string place(const char* file, int line) {
  if (file == nullptr || *file == '\0') return {};
  const char* slash = std::strrchr(file, '/');
  return " (" + std::string(slash != nullptr ? slash + 1 : file) + ":" + std::to_string(line) + ")";
}

std::string spot(const char* file, int line) {
  const std::string bracketed = place(file, line);
  return bracketed.empty() ? bracketed : bracketed.substr(2, bracketed.size() - 3);
}

std::string spot(const Trace& trace, EventIndex event) {
  return spot(trace.events[event].file, trace.events[event].line);
}

std::string at(const Trace& trace, EventIndex event) {
  return step(trace, event) + place(trace.events[event].file, trace.events[event].line);
}

std::string deed(const Trace& trace, EventIndex event) {
  return trace.thread_name(trace.events[event].thread) + " does `" + trace.describe(event) +
         "` at " + at(trace, event);
}

std::string sentence(std::string text) {
  if (text.empty() || text.back() != '.') text += '.';
  return text;
}

std::string quoted(const Trace& trace, ObjectId object) {
  return "`" + trace.object_name(object) + "`";
}

std::string list(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string threads(const Trace& trace, const std::vector<ThreadId>& threads) {
  std::vector<std::string> names;
  for (const ThreadId thread : threads) names.push_back(trace.thread_name(thread));
  return list(names);
}

std::string locks(const Trace& trace, ThreadId thread, std::uint32_t count) {
  std::vector<std::string> names;
  for (const ObjectId lock : trace.locks_held(thread, count)) names.push_back(quoted(trace, lock));
  return names.empty() ? "no lock" : list(names);
}

std::string wake(const Trace& trace, ObjectId object) {
  return is_pulse(trace.spec(object)) ? "set" : "notify";
}

namespace {

/// "notify of not_empty (last one: step 8)".
std::string awaited_wake(const Trace& trace, ObjectId object) {
  const std::string name = wake(trace, object) + " of " + trace.object_name(object);
  for (std::uint32_t p = trace.objects[object].last; p != kNone; p = trace.parts[p].previous) {
    if (trace.role(trace.parts[p].label) != Role::notify) continue;
    return name + " (last one: " + step(trace, trace.parts[p].event) + ")";
  }
  return name + " (there was none)";
}

/// "`b` (held by Thread-2 since step 4)".
std::string awaited_lock(const Trace& trace, const OperationPart& part, const std::string& deed) {
  std::vector<std::string> owners;
  const ObjectRecord& object = trace.objects[part.object];
  const bool lock = trace.spec(part.object).role(part.action.kind) == Role::acquire;
  for (const ThreadId holder : holders(trace, part)) {
    const bool copied =
        object.original != kNoObject && trace.threads[holder].process != object.creator;
    if (copied) return deed + " (a copy, made while it was locked)";
    const EventIndex since = acquired(trace, part.object, holder, kNone);
    owners.push_back(trace.thread_name(holder) +
                     (since != kNone ? " since " + step(trace, since) : ""));
  }
  return owners.empty() ? deed : deed + (lock ? " (held by " : " (waits for ") + list(owners) + ")";
}

std::string awaited(const Trace& trace, ThreadId thread, const OperationPart& part) {
  if (waits_for_wake(trace, part)) return awaited_wake(trace, part.object);
  if (trace.spec(part.object).role(part.action.kind) == Role::join) {
    return "join(" + trace.object_name(part.object) + ")";
  }
  if (!trace.spec(part.object).hold(part.action, "").empty()) return trace.describe_pending(thread);
  return awaited_lock(trace, part, trace.describe_pending(thread));
}

}  // namespace

std::string waits(const Trace& trace, ThreadId thread) {
  const OperationPart* part = blocker(trace, thread);
  return part == nullptr ? std::string{} : awaited(trace, thread, *part);
}

/// Joins come last: they wait for the others.
std::string waits(const Trace& trace) {
  std::string text;
  for (const bool joins : {false, true}) {
    for (std::size_t i = 0; i < trace.threads.size(); ++i) {
      const auto thread = static_cast<ThreadId>(i);
      const OperationPart* part = blocker(trace, thread);
      if (part == nullptr || trace.threads[thread].killed || idles(trace, thread)) continue;
      const Role role = trace.spec(part->object).role(part->action.kind);
      if ((role == Role::join) != joins) continue;
      if (!text.empty()) text += ";  ";
      text += trace.thread_name(thread) + " -> " + awaited(trace, thread, *part);
    }
  }
  return text;
}

std::string wanted_at(const Trace& trace, ThreadId thread) {
  const Where& where = trace.threads[thread].operation.where;
  return place(where.file, where.line);
}

std::string stuck_at(const Trace& trace, ThreadId thread) {
  std::uint32_t number = trace.step(trace.size()) - 1;
  for (ThreadId other = 0; other <= thread; ++other) {
    const ThreadSummary& summary = trace.threads[other];
    number += summary.exists && summary.pending && !summary.killed ? 1 : 0;
  }
  return "step " + std::to_string(number) + wanted_at(trace, thread);
}

std::string share(const Trace& trace, const OperationPart& part, ThreadId holder) {
  const std::string words = trace.spec(part.object).hold(part.action, quoted(trace, part.object));
  return words.empty() ? words : trace.process_name(trace.threads[holder].process) + " " + words;
}

std::string wait_for(const Trace& trace, ThreadId waiter, const OperationPart& part,
                     ThreadId holder) {
  const std::string name = trace.thread_name(waiter);
  const std::string place = wanted_at(trace, waiter);
  if (trace.spec(part.object).role(part.action.kind) == Role::join) {
    return name + " waits for the end of " + trace.thread_name(holder) + place + ".";
  }
  const std::string held = share(trace, part, holder);
  if (!held.empty()) {
    return held + "; " + name + " waits to " + trace.describe_pending(waiter) + place + ".";
  }
  const EventIndex taken = acquired(trace, part.object, holder, kNone);
  const bool ended = trace.threads[holder].finished || trace.gone(holder);
  return trace.thread_name(holder) + (ended ? " held " : " holds ") + quoted(trace, part.object) +
         (taken != kNone ? " since " + at(trace, taken) : "") +
         (ended ? " and has ended; " : "; ") + name + " wants it" + place + ".";
}

void begin(const Trace& trace, const Detection& detection, std::string message, Finding& finding) {
  finding.message = std::move(message);
  for (const ThreadId thread : detection.threads) {
    finding.threads.push_back(trace.thread_name(thread));
  }
  for (const ObjectId object : detection.objects) {
    finding.objects.push_back(trace.object_name(object));
  }
}

void first(Finding& finding, std::string text) {
  finding.explanation.emplace_back("first", std::move(text));
}

void then(Finding& finding, std::string text) {
  finding.explanation.emplace_back("then", std::move(text));
}

void why(Finding& finding, std::string text) {
  finding.explanation.emplace_back("why", std::move(text));
}

void fix(Finding& finding, std::string text) {
  finding.explanation.emplace_back("fix", std::move(text));
}

void remark(Finding& finding, std::string text) {
  finding.explanation.emplace_back("remark", std::move(text));
}

void add_waits(const Trace& trace, Finding& finding) {
  std::string text = waits(trace);
  if (!text.empty()) finding.explanation.emplace_back("waits", std::move(text));
}

}  // namespace heddle::words
