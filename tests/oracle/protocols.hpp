// Calls as the steps that they take: the same for the model, for bare objects, and for mutants of
// their specifications.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "heddle/tests/oracle/mutants.hpp"

namespace heddle::oracle {

/// One part of a step: of the primitive, or of the lock that it works with.
struct Doing {
  int kind = 0;
  std::int64_t a = 0;
  std::int64_t b = 0;
  bool on_lock = false;
};
struct ProtocolStep {
  std::vector<Doing> parts;
  bool may_expire = false;
};
/// What follows a step: a further one, or what the call returns.
using After = std::variant<int, std::string>;

/// A call: its steps by number, the first is 0.
struct Protocol {
  std::string text;
  std::function<ProtocolStep(int step)> step;
  std::function<After(int step, std::int64_t result, bool expired)> after;
  /// The call of the real primitive; empty: the steps are taken on bare objects.
  std::function<std::string(Where where)> real;
};
using Protocols = std::vector<Protocol>;

/// A call of one step.
inline Protocol one_doing(std::string text, Doing what, bool may_expire,
                          std::function<std::string(std::int64_t result, bool expired)> words,
                          std::function<std::string(Where where)> real = {}) {
  return {std::move(text),
          [=](int) {
            return ProtocolStep{{what}, may_expire};
          },
          [=](int, std::int64_t result, bool expired) -> After { return words(result, expired); },
          std::move(real)};
}

/// A primitive with specification `Spec`, and a lock of multiprocessing.
template <class Spec>
class ProtocolSubject : public Subject {
 public:
  using Make = std::function<void()>;
  using Draw = std::function<Protocols(Random& random)>;
  /// `make` makes what the protocols' real calls use.
  ProtocolSubject(Program& program, typename Spec::State initial, Draw draw, Make make = {})
      : initial_(initial),
        draw_(std::move(draw)),
        make_(std::move(make)),
        object_(program.add_object<Spec>(initial)),
        lock_(program.add_object<multiprocessing::Lock::Spec>({})) {}

  void make() override {
    if (make_) {
      make_();
      return;
    }
    handle_.emplace(initial_, nullptr, Where::current());
    lock_handle_.emplace(multiprocessing::Lock::Spec::State{}, nullptr, Where::current());
  }
  Calls draw(Random& random) override {
    Calls calls;
    for (Protocol& protocol : draw_(random)) calls.push_back(call_of(std::move(protocol)));
    return calls;
  }

 private:
  Call call_of(Protocol protocol) {
    Call call;
    call.text = protocol.text;
    call.run = protocol.real ? protocol.real
                             : [this, protocol](Where where) { return take(protocol, where); };
    call.step = [this, protocol](const World& world, ThreadId self) {
      const ProtocolStep step = protocol.step(world.threads[self].phase);
      Step parts{{}, step.may_expire};
      for (const Doing& doing : step.parts) {
        parts.parts.push_back(part(doing.on_lock ? lock_ : object_, doing.kind, doing.a, doing.b));
      }
      return parts;
    };
    call.then = [protocol](World& world, ThreadId self, const Effect& effect) -> Returned {
      ThreadModel& thread = world.threads[self];
      const After after = protocol.after(thread.phase, effect.result, effect.expired);
      if (const auto* words = std::get_if<std::string>(&after)) return *words;
      thread.phase = static_cast<std::uint8_t>(std::get<int>(after));
      return std::nullopt;
    };
    return call;
  }
  /// All steps of a call, on the bare objects.
  std::string take(const Protocol& protocol, Where where) const {
    for (int number = 0;;) {
      const ProtocolStep step = protocol.step(number);
      std::vector<OperationPart> parts;
      for (const Doing& doing : step.parts) {
        parts.push_back(doing.on_lock ? lock_handle_->part(doing.kind, doing.a, doing.b)
                                      : handle_->part(doing.kind, doing.a, doing.b));
      }
      const Result result = running_execution().perform(
          {parts.data(), static_cast<std::uint8_t>(parts.size()), Scheduling::visible, false,
           step.may_expire ? Timeout{0} : kForever, where});
      const After after = protocol.after(number, result.value, result.expired);
      if (const auto* words = std::get_if<std::string>(&after)) return *words;
      number = std::get<int>(after);
    }
  }

  typename Spec::State initial_;
  Draw draw_;
  Make make_;
  ObjectId object_;
  ObjectId lock_;
  std::optional<Handle<Spec>> handle_;
  std::optional<Handle<multiprocessing::Lock::Spec>> lock_handle_;
};

}  // namespace heddle::oracle
