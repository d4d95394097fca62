#include "heddle/primitives/multiprocessing/inheritance.hpp"

namespace heddle::multiprocessing {

detail::MadeFor::MadeFor(const Context& context) : context_(context) {
  const Execution* run = Execution::current_execution();
  const bool begun = run != nullptr && !run->leaving() && !Execution::is_static_storage(this);
  if (begun) method_ = use_start_method(context);
}

// CPython 3.12's message; 3.11 starts the process, which then crashes.
void detail::MadeFor::require_spawnable() const {
  const StartMethod method = method_ ? *method_ : use_start_method(context_);
  if (method != StartMethod::fork) return;
  throw RuntimeError(
      "A SemLock created in a fork context is being shared with a process in a spawn context. This "
      "is not supported. Please use the same context to create multiprocessing objects and "
      "Process.",
      Category::unpicklable);
}

}  // namespace heddle::multiprocessing
