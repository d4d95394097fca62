// What threads and processes run: a callable that lives as long as the handles of its owner.
#pragma once

#include <string>
#include <utility>

#include "heddle/checker/handle.hpp"

namespace heddle::detail {

/// A name as it is kept: once, for as long as the program under test. Null for the default name.
const std::string* kept(const std::string& name);

/// Whether an object at `place` is made anew for every execution. Not a pointer to const: GCC
/// would think that the object is read.
inline bool is_global(void* place) {
  return Execution::current_execution() == nullptr || Execution::is_static_storage(place);
}

/// The task of the object at `place`, of a class with a constructor from `arguments`: it lives as
/// long as the execution, that of a global object as long as the process.
template <class T, class... Args>
T* make_task(void* place, Args&&... arguments) {
  if (is_global(place)) return new T(std::forward<Args>(arguments)...);
  return running_execution().arena().make<T>(std::forward<Args>(arguments)...);
}

/// A task that calls a function.
template <class F>
struct Call final : Task {
  explicit Call(F f) : function(std::move(f)) {}
  void run() override { function(); }
  F function;
};

}  // namespace heddle::detail
