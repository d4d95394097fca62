#include "heddle/tests/oracle/reference.hpp"

#include <unordered_map>

namespace heddle::oracle {
namespace {

class Enumeration {
 public:
  explicit Enumeration(const Program& program) : program_(program) {}

  Reference run() {
    World world;
    for (const ObjectModel& object : program_.objects) {
      world.states.push_back(object.initial);
      world.items.push_back(object.items);
    }
    world.threads.resize(program_.threads.size());
    for (std::size_t i = 1; i < world.threads.size(); ++i) {
      world.threads[i].started = !program_.main_starts;
    }
    for (std::size_t i = 0; i < world.threads.size(); ++i) end_if_done(world.threads[i], i);
    settle(world);
    reference_.interleavings = paths_from(world);
    return std::move(reference_);
  }

 private:
  /// The number of paths from here to a final state.
  std::uint64_t paths_from(const World& world) {
    const std::string key = key_of(world);
    const auto known = paths_.find(key);
    if (known != paths_.end()) return known->second;
    std::uint64_t paths = 0;
    for (ThreadId thread = 0; thread < world.threads.size(); ++thread) {
      if (!runs(world.threads[thread])) continue;
      const Step step = step_of(world, thread);
      const int ways = step.local ? 0 : ways_to_go(world, thread, step);
      for (int way = 0; way < ways; ++way) {
        World next = world;
        take(next, thread, step, static_cast<unsigned>(way));
        settle(next);
        paths += paths_from(next);
      }
    }
    if (paths == 0) {
      reference_.finals.insert(final_state(world));
      paths = 1;
    }
    return paths_[key] = paths;
  }

  /// Takes all steps that are no scheduling points.
  void settle(World& world) {
    for (bool changed = true; changed;) {
      changed = false;
      for (ThreadId thread = 0; thread < world.threads.size(); ++thread) {
        if (!runs(world.threads[thread])) continue;
        const Step step = step_of(world, thread);
        if (!step.local || ways_to_go(world, thread, step) == 0) continue;
        take(world, thread, step, 0);
        changed = true;
      }
    }
  }

  [[nodiscard]] static bool runs(const ThreadModel& thread) {
    return thread.started && !thread.ended;
  }
  [[nodiscard]] const Call& call_of(const World& world, ThreadId thread) const {
    return program_.threads[thread][world.threads[thread].call];
  }
  [[nodiscard]] Step step_of(const World& world, ThreadId thread) const {
    Step step = call_of(world, thread).step(world, thread);
    for (OperationPart& part : step.parts) {
      part.action.thread = thread;
      part.action.may_expire = step.may_expire;
    }
    return step;
  }

  [[nodiscard]] int ways_to_go(const World& world, ThreadId, const Step& step) const {
    if (step.blocked) return 0;
    int ways = 1;
    for (const OperationPart& part : step.parts) {
      const SpecTable& spec = *program_.objects[part.object].spec;
      const int here = spec.alternatives(world.states[part.object].data(), part.action);
      if (here == 0) return 0;
      if (here > 1) ways = here;
    }
    return ways;
  }

  void take(World& world, ThreadId self, const Step& step, unsigned way) const {
    Effect first;
    for (std::size_t i = 0; i < step.parts.size(); ++i) {
      const OperationPart& part = step.parts[i];
      const SpecTable& spec = *program_.objects[part.object].spec;
      std::byte* state = world.states[part.object].data();
      const unsigned own = spec.alternatives(state, part.action) > 1 ? way : 0;
      const Effect effect = spec.apply(state, part.action, own);
      if (i == 0) first = effect;
    }
    const Returned returned = call_of(world, self).then(world, self, first);
    ThreadModel& thread = world.threads[self];
    if (!returned) return;
    if (!returned->empty()) thread.results += ' ' + *returned;
    thread.phase = 0;
    thread.kept = 0;
    ++thread.call;
    thread.ended = program_.throws && !returned->empty() && returned->back() == '!';
    end_if_done(thread, self);
  }

  void end_if_done(ThreadModel& thread, std::size_t number) const {
    if (thread.call == program_.threads[number].size()) thread.ended = true;
  }

  [[nodiscard]] static std::string key_of(const World& world) {
    std::string key;
    for (const std::vector<std::byte>& state : world.states) {
      key.append(reinterpret_cast<const char*>(state.data()), state.size());
    }
    for (const std::vector<int>& items : world.items) {
      key += static_cast<char>(items.size());
      for (const int item : items) key += static_cast<char>(item);
    }
    for (const ThreadModel& thread : world.threads) {
      key += static_cast<char>(thread.call);
      key += static_cast<char>(thread.phase);
      key += static_cast<char>(thread.kept);
      key += static_cast<char>(thread.spurious);
      key += static_cast<char>(thread.started);
      for (const std::uint8_t level : thread.levels) key += static_cast<char>(level);
      key += thread.results + '\n';
    }
    return key;
  }

  [[nodiscard]] std::string final_state(const World& world) const {
    std::string words;
    for (ThreadId number = 0; number < world.threads.size(); ++number) {
      const ThreadModel& thread = world.threads[number];
      const char* noun = nullptr;
      int kind = 0;
      if (runs(thread)) {
        const OperationPart first = step_of(world, number).parts.at(0);
        noun = program_.objects[first.object].spec->noun;
        kind = first.action.kind;
      }
      words += final_words(number, thread.results, noun, kind);
    }
    return words;
  }

  const Program& program_;
  Reference reference_;
  std::unordered_map<std::string, std::uint64_t> paths_;
};

}  // namespace

Reference enumerate(const Program& program) { return Enumeration(program).run(); }

std::string final_words(ThreadId thread, const std::string& results, const char* waits_for_noun,
                        int waits_for_kind) {
  std::string words = std::to_string(thread) + ":" + results;
  if (waits_for_noun != nullptr) {
    words += std::string(" waits for ") + waits_for_noun + "/" + std::to_string(waits_for_kind);
  }
  return words + "; ";
}

}  // namespace heddle::oracle
