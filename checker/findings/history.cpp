#include "heddle/checker/findings/history.hpp"

namespace heddle::findings {

std::uint32_t part_with(const Trace& trace, EventIndex event, Role role) {
  const TraceEvent& here = trace.events[event];
  for (std::uint32_t p = here.first_part; p < here.first_part + here.part_count; ++p) {
    if (trace.role(trace.parts[p].label) == role) return p;
  }
  return kNone;
}

EventIndex acquired(const Trace& trace, ObjectId object, ThreadId thread, EventIndex before) {
  for (std::uint32_t p = trace.objects[object].last; p != kNone; p = trace.parts[p].previous) {
    const Part& part = trace.parts[p];
    if (part.event >= before || part.label.thread != thread || part.label.expired) continue;
    if (trace.role(part.label) == Role::acquire) return part.event;
  }
  return kNone;
}

ThreadSet woken(const Trace& trace, std::uint32_t notify) {
  const Part& part = trace.parts[notify];
  const SpecTable& spec = trace.spec(part.label.object);
  std::vector<std::byte> state = trace.state_before(notify);
  const ThreadSet before = spec.waiting(state.data());
  spec.apply(state.data(),
             {part.label.kind, part.label.thread, part.may_expire, part.label.a, part.label.b},
             part.alternative);
  ThreadSet gone = before;
  for (const ThreadId thread : spec.waiting(state.data())) gone.erase(thread);
  if (!gone.empty() || part.label.result == 0) return gone;
  // It left open whom: those who went on before the next one.
  for (std::uint32_t p = trace.objects[part.label.object].last; p != notify;
       p = trace.parts[p].previous) {
    const Label& later = trace.parts[p].label;
    const Role role = trace.role(later);
    if (role == Role::notify) gone.clear();
    if (role == Role::resume && later.result == 1) gone.insert(later.thread);
  }
  return gone;
}

const OperationPart* blocker(const Trace& trace, ThreadId thread) {
  const ThreadSummary& summary = trace.threads[thread];
  if (!summary.exists || !summary.pending || summary.operation.timeout != kForever) return nullptr;
  if (trace.gone(thread)) return nullptr;
  for (const OperationPart& part : summary.parts) {
    if (part.action.is(kObserve)) continue;
    const ObjectRecord& object = trace.objects[part.object];
    if (object.spec->alternatives(object.state, part.action) == 0) return &part;
  }
  return nullptr;
}

ThreadSet holders(const Trace& trace, const OperationPart& part) {
  const ObjectRecord& object = trace.objects[part.object];
  return object.spec->holders(object.state, part.action);
}

std::int64_t missing(const Trace& trace, const OperationPart& part) {
  const ObjectRecord& object = trace.objects[part.object];
  return object.spec->missing(object.state, part.action);
}

bool idles(const Trace& trace, ThreadId thread) {
  const ThreadSummary& summary = trace.threads[thread];
  if (!summary.service && !trace.processes[summary.process].daemon) return false;
  const OperationPart* part = blocker(trace, thread);
  return part != nullptr && trace.spec(part->object).role(part->action.kind) == Role::feed &&
         missing(trace, *part) == 0;
}

bool waits_for_wake(const Trace& trace, const OperationPart& part) {
  const SpecTable& spec = trace.spec(part.object);
  return spec.role(part.action.kind) == Role::resume && spec.has(Role::notify);
}

ObjectId released_by(const Trace& trace, EventIndex wait) {
  const std::uint32_t part = part_with(trace, wait, Role::release);
  return part != kNone ? trace.parts[part].label.object : kNoObject;
}

std::vector<Waiting> waiting_for_ever(const Trace& trace) {
  std::vector<Waiting> all;
  if (trace.ending != Ending::deadlock && trace.ending != Ending::livelock) return all;
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    const OperationPart* part = blocker(trace, thread);
    if (part == nullptr || trace.threads[thread].daemon || !waits_for_wake(trace, *part)) continue;
    for (EventIndex e = trace.threads[thread].last; e != kNone; e = trace.events[e].previous) {
      const std::uint32_t joined = part_with(trace, e, Role::enqueue);
      if (joined == kNone || trace.parts[joined].label.object != part->object) continue;
      all.push_back({thread, part->object, e, released_by(trace, e)});
      break;
    }
  }
  return all;
}

std::vector<std::uint32_t> reads_between(const Trace& trace, EventIndex since, EventIndex wait) {
  std::vector<std::uint32_t> reads;
  for (EventIndex e = trace.events[wait].previous; e != kNone && e > since;
       e = trace.events[e].previous) {
    const std::uint32_t read = part_with(trace, e, Role::read);
    if (read != kNone) reads.push_back(read);
  }
  return reads;
}

/// The value at the end is what somebody read after the last write, or what that write stored.
bool outdated(const Trace& trace, std::uint32_t read) {
  const Label& seen = trace.parts[read].label;
  const ObjectRecord& object = trace.objects[seen.object];
  const SpecTable& spec = *object.spec;
  const auto elsewhere = [&](std::uint32_t part) {
    return spec.overlaps != nullptr && !spec.overlaps(trace.parts[part].label, seen);
  };
  std::uint32_t last = object.last_write;
  while (last != kNone && elsewhere(last)) last = trace.parts[last].previous_write;
  if (last == kNone || last < read) return false;
  const Label& write = trace.parts[last].label;
  if (write.thread == seen.thread) return false;
  for (std::uint32_t p = object.last; p != last; p = trace.parts[p].previous) {
    const Label& later = trace.parts[p].label;
    if (spec.overlaps != nullptr && (later.kind != seen.kind || elsewhere(p))) continue;
    if (trace.role(later) == Role::read) return later.result != seen.result;
  }
  return trace.role(write) != Role::write || write.tag == kCall || write.b != seen.result;
}

namespace {

/// Whether a part follows, by synchronisation other than through a lock, a marked event.
bool follows(const Trace& trace, const std::vector<bool>& marked, std::uint32_t number) {
  const Part& part = trace.parts[number];
  const SpecTable& spec = trace.spec(part.label.object);
  if (spec.sync == Sync::none || part.label.is(kObserve)) return false;
  const bool takes_lock = trace.role(part.label) == Role::acquire;
  const bool all = spec.sync == Sync::all;
  std::uint32_t p = all ? part.previous : part.previous_write;
  for (; p != kNone; p = all ? trace.parts[p].previous : trace.parts[p].previous_write) {
    const Part& earlier = trace.parts[p];
    const bool lock = takes_lock && trace.role(earlier.label) == Role::release;
    if (!lock && marked[earlier.event] && spec.synchronizes(earlier.label, part.label)) return true;
    if (!all && !spec.commutes(earlier.label.kind)) break;
  }
  return false;
}

}  // namespace

bool ordered_without_locks(const Trace& trace, EventIndex a, EventIndex b) {
  std::vector<bool> marked(b + 1, false);
  marked[a] = true;
  for (EventIndex e = a + 1; e <= b; ++e) {
    const TraceEvent& event = trace.events[e];
    const EventIndex before =
        event.previous != kNone ? event.previous : trace.threads[event.thread].start;
    bool mark = before != kNone && marked[before];
    for (std::uint32_t p = event.first_part; !mark && p < event.first_part + event.part_count;
         ++p) {
      mark = follows(trace, marked, p);
    }
    marked[e] = mark;
  }
  return marked[b];
}

}  // namespace heddle::findings
