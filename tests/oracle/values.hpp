// Value and Array of multiprocessing in random programs: elements, and the lock that every access
// takes for itself.
#pragma once

#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

class ValueSubject : public Subject {
  using Lock = multiprocessing::RLock::Spec;
  using Cell = multiprocessing::detail::CellSpec;
  using Array = multiprocessing::Array<std::int8_t>;

 public:
  ValueSubject(Program& program, bool locked, int elements) : locked_(locked) {
    if (locked) lock_ = program.add_object<Lock>({});
    for (int i = 0; i < elements; ++i) elements_.push_back(program.add_object<Cell>({}, {0}));
  }
  void make() override {
    multiprocessing::ValueOptions options;
    options.lock = locked_;
    array_.emplace(multiprocessing::c_byte, elements_.size(), options);
  }
  Calls draw(Random& random) override {
    const int element = random.below(static_cast<int>(elements_.size()));
    switch (random.below(locked_ ? 6 : 4)) {
      case 0: return {get(element)};
      case 1: return {set(element, 1 + random.below(2))};
      case 2: return {increase(element)};
      case 3: return {get_all()};
      case 4: return {acquire(), increase(element), release()};
      default: return {acquire(), set(element, 1), release()};
    }
  }

 private:
  /// One step of a call: an element is read or written, or the lock (element -1) taken or given
  /// back.
  struct Move {
    enum Kind { acquire, release, read, write, write_sum } kind;
    int element = -1;
    int value = 0;  ///< that is written, or is added to the one read last
  };

  Call get(int element) {
    return call("get " + std::to_string(element), section({{Move::read, element}}),
                [=, this](Where where) { return std::to_string(array_->get(element, where)); });
  }
  Call set(int element, int value) {
    return call("set " + std::to_string(element), section({{Move::write, element, value}}),
                [=, this](Where where) {
                  array_->set(element, value, where);
                  return std::to_string(value);
                });
  }
  /// The value that it stores is in `kept`; so is what a call of several reads has read.
  Call increase(int element) {
    std::vector<Move> moves = section({{Move::read, element}});
    for (const Move& move : section({{Move::write_sum, element, 1}})) moves.push_back(move);
    return call("increase " + std::to_string(element), moves, [=, this](Where where) {
      const auto slot = (*array_)[element];
      slot += {1, where};
      return std::string("increased");
    });
  }
  Call get_all() {
    std::vector<Move> reads;
    for (int i = 0; i < static_cast<int>(elements_.size()); ++i) reads.push_back({Move::read, i});
    return call("get all", section(reads), [this](Where where) {
      int all = 0;
      for (const int each : array_->get({}, where)) all = all * 10 + each;
      return std::to_string(all);
    });
  }
  Call acquire() {
    return call("acquire", {{Move::acquire}}, [this](Where where) {
      array_->acquire(true, {}, where);
      return std::string("0");
    });
  }
  Call release() {
    return call("release", {{Move::release}}, [this](Where where) {
      array_->release(where);
      return std::string("0");
    });
  }

  [[nodiscard]] std::vector<Move> section(std::vector<Move> moves) const {
    if (!locked_) return moves;
    moves.insert(moves.begin(), {Move::acquire});
    moves.push_back({Move::release});
    return moves;
  }
  Call call(std::string text, const std::vector<Move>& moves,
            std::function<std::string(Where)> run) {
    const bool sums = std::any_of(moves.begin(), moves.end(),
                                  [](const Move& move) { return move.kind == Move::write_sum; });
    Call call;
    call.text = std::move(text);
    call.run = std::move(run);
    call.step = [=, this](const World& world, ThreadId self) {
      return step(moves[world.threads[self].phase], world.threads[self]);
    };
    call.then = [=, this](World& world, ThreadId self, const Effect&) -> Returned {
      ThreadModel& thread = world.threads[self];
      if (thread.phase == 0) thread.kept = 0;
      take(moves[thread.phase++], world, thread);
      if (thread.phase < moves.size()) return std::nullopt;
      return sums ? "increased" : std::to_string(thread.kept);
    };
    return call;
  }
  [[nodiscard]] Step step(const Move& move, const ThreadModel& thread) const {
    switch (move.kind) {
      case Move::acquire:
        return Step{{part(lock_, threading::RLock::kAcquire)}, false, thread.levels.at(lock_) > 0};
      case Move::release:
        return Step{{part(lock_, threading::RLock::kRelease)}, false, thread.levels.at(lock_) > 1};
      case Move::read: return Step{{part(object(move), SharedSpec::kRead)}};
      default: return Step{{part(object(move), SharedSpec::kWrite)}};
    }
  }
  void take(const Move& move, World& world, ThreadModel& thread) const {
    if (move.kind == Move::acquire) ++thread.levels.at(lock_);
    if (move.kind == Move::release) --thread.levels.at(lock_);
    if (move.element < 0) return;
    int& value = world.items[object(move)].at(0);
    if (move.kind == Move::read) thread.kept = static_cast<std::int8_t>(thread.kept * 10 + value);
    if (move.kind == Move::write) value = move.value;
    if (move.kind == Move::write_sum) value = thread.kept + move.value;
    if (move.kind == Move::write) thread.kept = static_cast<std::int8_t>(value);
  }
  [[nodiscard]] ObjectId object(const Move& move) const {
    return elements_[static_cast<std::size_t>(move.element)];
  }

  bool locked_;
  ObjectId lock_ = 0;
  std::vector<ObjectId> elements_;
  std::optional<Array> array_;
};

}  // namespace heddle::oracle
