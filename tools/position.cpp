#include "heddle/tools/position.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/findings/history.hpp"
#include "heddle/checker/findings/words.hpp"
#include "heddle/checker/thread_spec.hpp"
#include "heddle/checker/witness.hpp"

namespace heddle::tools {
namespace {

using Thread = Position::Thread;
using Object = Position::Object;

/// The part of an operation that can go in `ways` ways, asked with and without its time being up;
/// null: none can. `action` becomes what was asked.
const OperationPart* part_that_chooses(const Trace& trace, const Operation& operation,
                                       ThreadId thread, unsigned ways, Action& action) {
  for (int i = operation.any; i < operation.part_count; ++i) {
    const OperationPart& part = operation.parts[i];
    if (part.action.is(kObserve)) continue;
    for (const bool expires : {false, true}) {
      action = part.action;
      action.thread = thread;
      action.may_expire = expires;
      const ObjectRecord& object = trace.objects[part.object];
      const bool blocks = object.spec->may_block(action.kind);
      const int here = blocks ? object.spec->alternatives(object.state, action) : 1;
      if (here == static_cast<int>(ways)) return &part;
    }
  }
  return nullptr;
}

/// What an action would do in one of its ways, in words: by trying it on a copy of the state.
std::string would_do(const Trace& trace, ObjectId number, const Action& action, unsigned way) {
  const ObjectRecord& object = trace.objects[number];
  std::vector<std::byte> copy(object.spec->state_size + 1);
  std::memcpy(copy.data(), object.state, object.spec->state_size);
  const Effect effect = object.spec->apply(copy.data(), action, way);
  Label label;
  label.object = number;
  label.kind = action.kind;
  label.thread = action.thread;
  label.wrote = effect.wrote;
  label.expired = effect.expired;
  label.tag = effect.tag;
  label.a = action.a;
  label.b = action.b;
  label.result = effect.result;
  return object.spec->describe(label, trace.object_name(number), "");
}

/// The ways of an announced operation, in words; those that words do not tell apart are numbered.
/// An only way has none, but where it may be that of a failure.
std::vector<std::string> ways_of(const Trace& trace, const Operation* operation, ThreadId thread,
                                 unsigned ways) {
  std::vector<std::string> all(ways);
  if (operation == nullptr) return all;
  const bool may_fail = operation->timeout != kForever && operation->part_count == 1;
  if (ways < 2 && !may_fail) return all;
  Action action;
  const OperationPart* part = part_that_chooses(trace, *operation, thread, ways, action);
  for (unsigned way = 0; way < ways; ++way) {
    if (part != nullptr) all[way] = would_do(trace, part->object, action, way);
    if (way > 0 && all[way] == all[0]) all[way].clear();
  }
  if (ways < 2 || std::count(all.begin(), all.end(), "") == 0) return all;
  for (unsigned way = 0; way < ways; ++way) all[way] = "way " + std::to_string(way + 1);
  return all;
}

/// What is short of a wait for an object: a time that is not up, a poll that has seen nothing new.
std::string other_wait(const Trace& trace, ThreadId thread, TimeMode time) {
  if (trace.threads[thread].operation.is_poll()) {
    return time == TimeMode::virtual_time ? "its time to be up"
                                          : "a change, after so many rounds without one";
  }
  if (trace.daemonic(thread)) return "nothing: as a daemon it has had its steps (--daemon-steps)";
  return trace.describe_pending(thread);
}

std::vector<std::string> reasons(const Trace& trace, ThreadId thread, const std::string& waits) {
  const OperationPart* part = findings::blocker(trace, thread);
  const std::string name = trace.thread_name(thread);
  std::vector<std::string> all;
  if (part != nullptr) {
    for (const ThreadId holder : findings::holders(trace, *part)) {
      all.push_back(words::wait_for(trace, thread, *part, holder));
    }
  }
  if (all.empty()) {
    all.push_back(name + " is about to `" + trace.describe_pending(thread) + "`" +
                  words::wanted_at(trace, thread) + " and waits for " + waits + ".");
  }
  return all;
}

Thread thread_of(const Trace& trace, ThreadId number, std::vector<std::string> ways,
                 TimeMode time) {
  const ThreadSummary& summary = trace.threads[number];
  Thread thread;
  thread.name = trace.thread_name(number);
  thread.path = trace.thread_path(number);
  if (!summary.pending || trace.gone(number)) return thread;
  thread.next = trace.describe_pending(number);
  const char* file = summary.operation.where.file;
  if (std::strncmp(file, "/usr/", 5) != 0) {
    thread.file = file;
    thread.line = summary.operation.where.line;
  }
  thread.ways = std::move(ways);
  if (!thread.ways.empty()) return thread;
  thread.waits = words::waits(trace, number);
  if (thread.waits.empty()) thread.waits = other_wait(trace, number, time);
  thread.why = reasons(trace, number, thread.waits);
  return thread;
}

/// Whether an object is one of the program's, and none that the engine keeps.
bool concerns_users(const ObjectRecord& object) {
  static constexpr const SpecTable* kOthers[] = {
      &kSpecTable<ChoiceSpec>, &kSpecTable<AssumptionSpec>, &kSpecTable<ClockSpec>,
      &kSpecTable<LifeSpec>,   &kSpecTable<MemorySpec>,     &kSpecTable<ThreadsSpec>,
      &kSpecTable<SignalSpec>, &kSpecTable<ThreadSpec>,     &kSpecTable<ProcessSpec>};
  return object.alive && !object.bookkeeping && object.last != kNone &&
         std::find(std::begin(kOthers), std::end(kOthers), object.spec) == std::end(kOthers);
}

std::string holder_of(const Trace& trace, ObjectId lock) {
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    if (!trace.threads[thread].exists) continue;
    const std::vector<ObjectId> held = trace.locks_held(thread, trace.size());
    if (std::find(held.begin(), held.end(), lock) != held.end()) {
      return "held by " + trace.thread_name(thread);
    }
  }
  return "free";
}

Object object_of(const Trace& trace, ObjectId number) {
  const ObjectRecord& record = trace.objects[number];
  Object object;
  object.name = trace.object_name(number);
  const EventIndex last = trace.parts[record.last].event;
  object.last = trace.describe(last) + " (" + trace.thread_name(trace.events[last].thread) + ", " +
                words::step(trace, last) + ")";
  for (std::uint32_t p = record.last; p != kNone; p = trace.parts[p].previous) {
    if (p >= trace.values.size() || trace.values[p].empty()) continue;
    object.now = trace.values[p];
    break;
  }
  if (object.now.empty() && record.spec->has(Role::acquire)) object.now = holder_of(trace, number);
  return object;
}

std::string ending_of(Ending ending) {
  switch (ending) {
    case Ending::complete: return "the program has ended";
    case Ending::deadlock: return "no thread can go on";
    case Ending::assumption: return "a thread waits for ever: assume() does not hold";
    case Ending::truncated: return "the execution has had its steps (--max-steps)";
    case Ending::livelock: return "all that is left polls for what nobody does";
    case Ending::redundant:
    case Ending::diverged: return "the program did not do what was asked of it";
    case Ending::cut: return "the execution was cut short";
  }
  return {};
}

}  // namespace

void Lookout::look(const Crossroads& here) {
  ways_.assign(kMaxThreads, {});
  for (const ThreadId thread : here.live()) {
    ways_[thread] = ways_of(here.trace(), here.pending(thread), thread, here.alternatives(thread));
  }
}

Position Lookout::position(const Trace& trace) const {
  Position position;
  const bool stopped = trace.ending == Ending::cut && !ways_.empty();
  if (!stopped) position.ending = ending_of(trace.ending);
  write_witness(trace, {}, position.steps);
  for (std::size_t i = 0; i < trace.threads.size(); ++i) {
    const auto thread = static_cast<ThreadId>(i);
    if (!trace.threads[thread].exists) continue;
    position.threads.push_back(
        thread_of(trace, thread, stopped ? ways_[thread] : std::vector<std::string>{}, time_));
  }
  for (std::size_t i = 0; i < trace.objects.size(); ++i) {
    if (concerns_users(trace.objects[i])) {
      position.objects.push_back(object_of(trace, static_cast<ObjectId>(i)));
    }
  }
  position.now = trace.now;
  return position;
}

Json to_json(const Position& position) {
  Json json{{"steps", to_json(position.steps)}, {"ending", position.ending}};
  json["now"] = position.now;
  json["threads"] = Json::array();
  for (const Thread& thread : position.threads) {
    json["threads"].push_back(Json{{"name", thread.name},
                                   {"path", thread.path},
                                   {"next", thread.next},
                                   {"file", thread.file},
                                   {"line", thread.line},
                                   {"ways", thread.ways},
                                   {"waits", thread.waits},
                                   {"why", thread.why}});
  }
  json["objects"] = Json::array();
  for (const Object& object : position.objects) {
    json["objects"].push_back(
        Json{{"name", object.name}, {"now", object.now}, {"last", object.last}});
  }
  return json;
}

Position position_from_json(const Json& json) {
  Position position;
  position.steps = finding_from_json(json.at("steps"));
  position.ending = json.at("ending");
  position.now = json.at("now");
  for (const Json& thread : json.at("threads")) {
    position.threads.push_back({thread.at("name"), thread.at("path"), thread.at("next"),
                                thread.at("file"), thread.at("line"), thread.at("ways"),
                                thread.at("waits"), thread.at("why")});
  }
  for (const Json& object : json.at("objects")) {
    position.objects.push_back({object.at("name"), object.at("now"), object.at("last")});
  }
  return position;
}

}  // namespace heddle::tools
