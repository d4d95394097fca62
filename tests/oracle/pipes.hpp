// Pipes in random programs. Every thread acts as if it were a process of its own, which has a copy
// of each end.
#pragma once

#include "heddle/primitives/multiprocessing.hpp"
#include "heddle/tests/oracle/program.hpp"

namespace heddle::oracle {

template <class Spec = multiprocessing::PipeSpec>
class PipeSubject : public Subject {
 public:
  /// A pipe of `capacity` bytes; in the beginning the threads 1 to `processes` have copies of its
  /// ends.
  PipeSubject(Program& program, bool duplex, int capacity, int processes = 2)
      : duplex_(duplex),
        capacity_(capacity),
        processes_(processes),
        object_(program.add_object<Spec>(initial())) {}
  void make() override { pipe_.emplace(initial(), nullptr, Where::current()); }

  Calls draw(Random& random) override {
    const int end = random.below(2);
    switch (random.below(9)) {
      case 0:
      case 1:
      case 2: return draw_send(random);
      case 3:
      case 4: return draw_receive(random);
      case 5: return draw_poll(random);
      case 6: return {is_closed(end)};
      default: return {close(end)};
    }
  }
  Calls draw_send(Random& random) {
    return {send(duplex_ ? random.below(2) : 1, random.below(4), 1 + random.below(3))};
  }
  Calls draw_receive(Random& random) { return {receive(duplex_ ? random.below(2) : 0)}; }
  Calls draw_poll(Random& random) {
    return {poll(duplex_ ? random.below(2) : 0, draw_wait(random))};
  }
  Calls draw_close(Random& random) { return {close(random.below(2))}; }

 private:
  [[nodiscard]] typename Spec::State initial() const {
    typename Spec::State state;
    for (ThreadSet& open : state.open) {
      for (ThreadId thread = 1; thread <= processes_; ++thread) open.insert(thread);
    }
    state.duplex = duplex_;
    return state;
  }
  [[nodiscard]] std::int64_t place(int end, ThreadId self) const {
    return Spec::place(end, self, duplex_);
  }
  [[nodiscard]] Result perform(int kind, int end, std::int64_t b, Timeout timeout,
                               Where where) const {
    return pipe_->perform(kind, place(end, running_execution().self()), b, timeout, where);
  }

  static std::string in_words(std::int64_t result) {
    return raised(result == Spec::kNoHandle ? "OSError" : "BrokenPipeError");
  }
  static std::string in_words_of_end(std::int64_t result) {
    if (result == Spec::kEndOfFile) return raised("EOFError");
    return raised(result == Spec::kReset ? "ConnectionResetError" : "OSError");
  }

  Call send(int end, int value, int bytes) {
    Call call;
    call.text = "send " + std::to_string(value) + " at " + std::to_string(end) + ", " +
                std::to_string(bytes) + " of " + std::to_string(capacity_) + " bytes";
    const std::int64_t room = Spec::room(bytes, capacity_);
    call.run = [=, this](Where where) -> std::string {
      const Result sent = perform(Spec::kSend, end, room, kForever, where);
      if (sent.value < 0) return in_words(sent.value);
      pipe_->payload().from[static_cast<std::size_t>(end)].push_back(value);
      if (bytes <= capacity_) return "sent";
      const std::int64_t result = perform(Spec::kFinish, end, sent.tag, kForever, where).value;
      return result == 0 ? "sent" : in_words(result);
    };
    call.step = [=, this](const World& world, ThreadId self) {
      const ThreadModel& thread = world.threads[self];
      if (thread.phase == 0) return Step{{part(object_, Spec::kSend, place(end, self), room)}};
      return Step{{part(object_, Spec::kFinish, place(end, self), thread.kept)}};
    };
    call.then = [=, this](World& world, ThreadId self, const Effect& effect) -> Returned {
      if (effect.result < 0) return in_words(effect.result);
      if (world.threads[self].phase == 1) return "sent";
      world.items[object_].push_back(10 * end + value);
      if (bytes <= capacity_) return "sent";
      world.threads[self].phase = 1;
      world.threads[self].kept = static_cast<std::int8_t>(effect.tag);
      return std::nullopt;
    };
    return call;
  }
  Call receive(int end) {
    Call call;
    call.text = "receive at " + std::to_string(end);
    call.run = [=, this](Where where) -> std::string {
      const Result got = perform(Spec::kReceive, end, 0, kForever, where);
      if (got.value != Spec::kMessage) return in_words_of_end(got.value);
      return std::to_string(std::any_cast<int>(pipe_->payload().take(1 - end)));
    };
    call.step = [=, this](const World&, ThreadId self) {
      return Step{{part(object_, Spec::kReceive, place(end, self))}};
    };
    call.then = [=, this](World& world, ThreadId, const Effect& effect) -> Returned {
      if (effect.result != Spec::kMessage) return in_words_of_end(effect.result);
      std::vector<int>& items = world.items[object_];
      const auto first =
          std::find_if(items.begin(), items.end(), [&](int item) { return item / 10 == 1 - end; });
      const int value = *first % 10;
      items.erase(first);
      return std::to_string(value);
    };
    return call;
  }
  Call poll(int end, Wait how) {
    const auto words = [](std::int64_t result) -> std::string {
      return result < 0 ? in_words(result) : result % Spec::kSheltered == 1 ? "true" : "false";
    };
    return simple("poll", end, how != Wait::for_ever, Spec::kPoll, words,
                  how == Wait::for_ever     ? kForever
                  : how == Wait::not_at_all ? 0
                                            : 1);
  }
  Call is_closed(int end) {
    return simple("is_closed", end, false, Spec::kIsClosed,
                  [](std::int64_t result) { return std::to_string(result); });
  }
  Call close(int end) {
    return simple("close", end, false, Spec::kClose,
                  [](std::int64_t result) { return std::to_string(result); });
  }
  Call simple(const std::string& text, int end, bool may_expire, int kind,
              std::function<std::string(std::int64_t)> words, Timeout timeout = kForever) {
    Call call;
    call.text = text + " at " + std::to_string(end) + (may_expire ? " (some time)" : "");
    call.run = [=, this](Where where) {
      return words(perform(kind, end, 0, timeout, where).value);
    };
    call.step = [=, this](const World&, ThreadId self) {
      return Step{{part(object_, kind, place(end, self))}, may_expire};
    };
    call.then = [=](World&, ThreadId, const Effect& effect) -> Returned {
      return words(effect.result);
    };
    return call;
  }

  bool duplex_;
  int capacity_;
  int processes_;
  ObjectId object_;
  std::optional<Handle<Spec, multiprocessing::detail::Messages>> pipe_;
};

}  // namespace heddle::oracle
