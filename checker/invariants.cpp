// Invariants: predicates that are evaluated after every event on their objects.
#include <utility>

#include "heddle/checker/engine_specs.hpp"
#include "heddle/checker/execution.hpp"

namespace heddle {

void Execution::add_invariant(std::vector<ObjectId> objects, std::function<bool()> predicate,
                              Where where) {
  const NoState none;
  const ObjectId signal = create_object(kSpecTable<SignalSpec>, &none, "invariant", where);
  trace_.objects[signal].bookkeeping = true;
  for (const ObjectId object : objects) {
    if (in_invariant_.size() <= object) in_invariant_.resize(object + 1, false);
    in_invariant_[object] = true;
  }
  unusual_.invariants = true;
  invariants_.push_back({signal, std::move(objects), std::move(predicate), where});
}

bool Execution::ask(const std::function<bool()>& predicate, bool may_perform) {
  struct Asking {
    Execution& run;
    bool evaluating;
    bool judging;
    ~Asking() {
      run.unusual_.evaluating = evaluating;
      run.judging_ = judging;
    }
  } const before{*this, std::exchange(unusual_.evaluating, true),
                 std::exchange(judging_, !may_perform)};
  return predicate();
}

/// Inside an invariant's predicate: the answer to an operation, without an event.
const Result& Execution::evaluate(const Operation& operation) {
  if (judging_) {
    throw Exception("RuntimeError",
                    "the predicate of await() must not use a primitive: it may look at nothing but "
                    "the value that it is given",
                    Category::misuse);
  }
  evaluated_ = {};
  if (operation.part_count == 0) return evaluated_;
  const OperationPart& part = operation.parts[0];
  Action action = part.action;
  action.may_expire = true;
  const ObjectRecord& object = trace_.objects[part.object];
  const Effect effect = tried(*object.spec, object.state, action);
  evaluated_ = {effect.result, effect.tag, 0, effect.expired};
  return evaluated_;
}

void Execution::check_invariants() {
  const ThreadId self = current_;
  threads_[self].owes_invariants = false;
  if (position_ <= keep_ && keep_ > 0) return;  // held when the prefix was first run
  const EventIndex last = trace_.threads[self].last;
  if (last == kNone) return;
  for (const Invariant& invariant : invariants_) {
    bool touched = false;
    for (const Part& part : trace_.parts_of(last)) touched |= part.label.object == invariant.signal;
    if (!touched) continue;
    if (!ask(invariant.predicate, true)) {
      throw Exception("AssertionError",
                      "the invariant of " + std::string(invariant.where.file) + ":" +
                          std::to_string(invariant.where.line) + " does not hold",
                      Category::assertion);
    }
  }
}

}  // namespace heddle
