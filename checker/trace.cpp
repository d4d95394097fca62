#include "heddle/checker/trace.hpp"

#include <algorithm>
#include <cstring>
#include <unordered_map>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/strategy.hpp"
#include "heddle/checker/thread_spec.hpp"

namespace heddle {

bool dependent(const Trace& trace, const Label& a, const Label& b) {
  if (a.object != b.object) return false;
  if (trace.refines(a.object) && !a.is(kObserve) && !b.is(kObserve)) {
    return trace.spec(a.object).dependent(a, b);
  }
  return plain_dependent(a, b) && !(trace.commutes(a) && trace.commutes(b));
}

bool dependent(const Trace& trace, const TraceEvent& a, const TraceEvent& b) {
  if (a.thread == b.thread || a.released || b.released) return true;
  for (const Part& mine : trace.parts_of(a)) {
    for (const Part& other : trace.parts_of(b)) {
      if (dependent(trace, mine.label, other.label)) return true;
    }
  }
  return false;
}

bool Trace::shown(const TraceEvent& event) const {
  if (event.part_count == 0) return true;
  const Label& label = parts[event.first_part].label;
  const SpecTable* spec = objects[label.object].spec;
  if (spec == &kSpecTable<ThreadSpec> || spec == &kSpecTable<ProcessSpec>) {
    return !label.is(ThreadSpec::kFinish);
  }
  if (spec->inherit != kObserve && label.is(spec->inherit)) return false;
  return spec != &kSpecTable<LifeSpec> || label.is(LifeSpec::kEnd) || label.is(LifeSpec::kKill);
}

std::uint32_t Trace::step(EventIndex event) const {
  std::uint32_t step = 1;
  for (EventIndex i = 0; i < event; ++i) step += shown(events[i]) ? 1 : 0;
  return step;
}

std::string Trace::describe(EventIndex number) const {
  const TraceEvent& event = events[number];
  std::string text;
  for (std::uint32_t p = event.first_part; p < event.first_part + event.part_count; ++p) {
    const Label& label = parts[p].label;
    if (label.is(kObserve)) continue;
    const std::string value = p < values.size() ? values[p] : std::string{};
    const std::string words = spec(label.object).describe(label, object_name(label.object), value);
    if (words.empty()) continue;
    if (!text.empty()) text += ", ";
    text += words;
  }
  if (!text.empty()) return text;
  return event.polls ? "yield" : "begin";
}

std::string Trace::describe_pending(ThreadId thread) const {
  std::string text;
  for (const OperationPart& part : threads[thread].parts) {
    if (part.action.is(kObserve)) continue;
    Label label;
    label.object = part.object;
    label.kind = part.action.kind;
    label.thread = thread;
    label.a = part.action.a;
    label.b = part.action.b;
    const std::string words = spec(part.object).describe(label, object_name(part.object), "");
    if (words.empty()) continue;
    if (!text.empty()) text += ", ";
    text += words;
  }
  if (!text.empty()) return text;
  return threads[thread].operation.polls ? "yield" : "begin";
}

EventIndex Trace::killed_at(ProcessId process) const {
  if (process == 0) return kNone;
  const ObjectRecord& life = objects[processes[process].life];
  if (life.last_write == kNone || !parts[life.last_write].label.is(LifeSpec::kKill)) return kNone;
  return parts[life.last_write].event;
}

bool Trace::gone(ThreadId thread) const {
  const ThreadSummary& summary = threads[thread];
  if (summary.process == 0 || summary.finished) return false;
  return threads[summary.process].finished || killed_at(summary.process) != kNone;
}

std::string Trace::thread_path(ThreadId thread) const {
  if (thread == 0) return "main";
  if (thread == kNoThread) return "global";
  return thread_path(threads[thread].parent) + "." + std::to_string(threads[thread].ordinal);
}

std::string Trace::thread_name(ThreadId thread) const {
  const ThreadSummary& summary = threads[thread];
  const ProcessId process = summary.process;
  const std::string place = process == 0 ? "" : process_name(process) + "/";
  if (thread == process && thread != 0) return place + "MainThread";
  if (summary.given_name != nullptr && !summary.given_name->empty()) {
    return place + *summary.given_name;
  }
  if (thread == 0) return "main";
  std::string numbers = std::to_string(summary.unnamed != 0 ? summary.unnamed : summary.ordinal);
  for (ThreadId up = summary.parent; up != process; up = threads[up].parent) {
    numbers = std::to_string(threads[up].unnamed != 0 ? threads[up].unnamed : threads[up].ordinal) +
              "." + numbers;
  }
  std::string name = place + "Thread-" + numbers;
  if (summary.function != nullptr) name += std::string(" (") + summary.function + ")";
  return name;
}

std::string Trace::process_name(ProcessId process) const {
  if (process == 0) return "MainProcess";
  const ProcessSummary& summary = processes[process];
  if (summary.name != nullptr) return *summary.name;
  std::string numbers = std::to_string(summary.number);
  for (ProcessId up = summary.parent; up != 0; up = processes[up].parent) {
    numbers = std::to_string(processes[up].number) + ":" + numbers;
  }
  return "Process-" + numbers;
}

std::string Trace::object_path(ObjectId object) const {
  const ObjectRecord& record = objects[object];
  const std::string creator = thread_path(record.creator);
  if (record.original != kNoObject) return creator + ":" + object_path(record.original);
  if (record.ordinal == ObjectRecord::kLifeOf) return creator + ".life";
  if (record.ordinal == ObjectRecord::kMemoryOf) return creator + ".memory";
  return creator + "." + std::to_string(record.ordinal);
}

std::string Trace::object_name(ObjectId number) const {
  const ObjectRecord& object = objects[number];
  if (object.name != nullptr && *object.name != '\0') return object.name;
  if (object.spec == &kSpecTable<ProcessSpec>) {
    const auto& state = *static_cast<const ProcessSpec::State*>(object.state);
    if (state.thread != kNoThread) return process_name(state.thread);
  }
  if (object.spec == &kSpecTable<ThreadSpec>) {
    const auto& state = *static_cast<const ThreadSpec::State*>(object.state);
    if (state.thread != kNoThread) return thread_name(state.thread);
  }
  int before = 0;
  int all = 0;
  for (const ObjectRecord& other : objects) {
    const bool same = other.alive && other.spec != nullptr &&
                      std::strcmp(other.spec->noun, object.spec->noun) == 0 &&
                      (other.name == nullptr || *other.name == '\0');
    if (!same) continue;
    ++all;
    const bool earlier = other.creator != object.creator
                             ? thread_path(other.creator) < thread_path(object.creator)
                             : other.ordinal < object.ordinal;
    if (earlier) ++before;
  }
  std::string name = object.spec->noun;
  if (all > 1) name += " " + std::to_string(before + 1);
  return name;
}

std::vector<std::byte> Trace::state_before(std::uint32_t number) const {
  const ObjectId id = parts[number].label.object;
  const ObjectRecord& object = objects[id];
  std::vector<std::byte> state(object.spec->state_size);
  std::memcpy(state.data(), object.initial, state.size());
  for (std::uint32_t p = 0; p < number; ++p) {
    const Part& part = parts[p];
    if (part.label.object != id || part.label.is(kObserve)) continue;
    const Action action{part.label.kind, part.label.thread, part.may_expire, part.label.a,
                        part.label.b};
    object.spec->apply(state.data(), action, part.alternative);
  }
  return state;
}

std::vector<ObjectId> Trace::locks_held(ThreadId thread, std::uint32_t count) const {
  std::vector<std::pair<ObjectId, ThreadId>> held;
  for (EventIndex i = 0; i < count && i < size(); ++i) {
    if (events[i].scheduling == Scheduling::local) continue;  // nested, by the owner
    for (const Part& part : parts_of(events[i])) {
      const Label& label = part.label;
      const Role role = this->role(label);
      if (role == Role::acquire && !label.expired) {
        held.emplace_back(label.object, label.thread);
      } else if (role == Role::release && label.wrote) {
        std::erase_if(held, [&](const auto& lock) { return lock.first == label.object; });
      }
    }
  }
  std::vector<ObjectId> mine;
  for (const auto& [object, owner] : held) {
    if (owner == thread) mine.push_back(object);
  }
  return mine;
}

}  // namespace heddle
