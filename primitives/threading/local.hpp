// threading.local.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/silent_spec.hpp"

namespace heddle::threading {

/// An attribute of which every thread has its own. Reading or deleting it is an AttributeError in a
/// thread that has not set it, unless there is an initialiser, which then runs once per thread (as
/// `__init__` of a subclass of threading.local does). Its operations are no events.
///
/// Python: https://docs.python.org/3/library/threading.html#thread-local-data
template <class T>
class Local {
 public:
  explicit Local(Name name = "x", Where where = Where::current())
      : Local(std::function<T()>{}, name, where) {}
  explicit Local(std::function<T()> initialiser, Name name = "x", Where where = Where::current())
      : name_(name), handle_({}, name, where, {std::move(initialiser), {}}) {}

  [[nodiscard]] T get() const { return slot(); }
  void set(T value) const {
    handle_.payload().values.insert_or_assign(handle_.execution().self(), std::move(value));
  }
  void del() const {
    slot();
    handle_.payload().values[handle_.execution().self()].reset();
  }
  /// Whether this thread has it, without an AttributeError.
  [[nodiscard]] bool has() const {
    const Payload& payload = handle_.payload();
    const auto place = payload.values.find(handle_.execution().self());
    return place == payload.values.end() ? bool{payload.initialiser} : place->second.has_value();
  }
  operator T() const { return get(); }  // NOLINT: reads as the attribute would
  const Local& operator=(T value) const {
    set(std::move(value));
    return *this;
  }

 private:
  struct Spec : heddle::detail::SilentSpec {
    static constexpr const char* kNoun = "thread-local";
  };
  struct Payload {
    std::function<T()> initialiser;
    std::map<ThreadId, std::optional<T>> values;  ///< by thread; nothing: it has been deleted
    void forked(ThreadId from, ThreadId to) {
      if (const auto place = values.find(from); place != values.end()) {
        values.insert_or_assign(to, place->second);
      }
    }
    [[nodiscard]] Payload fresh() const { return {initialiser, {}}; }
  };
  T& slot() const {
    Payload& payload = handle_.payload();
    const ThreadId self = handle_.execution().self();
    if (payload.initialiser && !payload.values.contains(self)) {
      payload.values.emplace(self, payload.initialiser());
    }
    const auto place = payload.values.find(self);
    if (place == payload.values.end() || !place->second) {
      throw AttributeError("'_thread._local' object has no attribute '" + std::string(name_) + "'");
    }
    return *place->second;
  }

  Name name_;
  Handle<Spec, Payload> handle_;
};

}  // namespace heddle::threading
