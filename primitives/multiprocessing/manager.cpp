#include "heddle/primitives/multiprocessing/manager.hpp"

#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing {
namespace {

/// What the parent of a server does when it starts it. Its process is counted as any other.
void start_server(const Context& context) {
  const Execution& run = running_execution();
  if (run.leaving()) return;
  if (run.trace().processes[Execution::process()].daemon) {
    throw AssertionError("daemonic processes are not allowed to have children", Category::misuse);
  }
  detail::use_start_method(context);
  ++detail::records().made;
}

}  // namespace

/// One at namespace scope or `static` ends with its process, and nobody waits for that.
Manager::Manager(Name name, const Context& context, Where where) : server_(name, where) {
  if (heddle::detail::is_global(this)) return;
  start_server(context);
  detail::before_children([server = server_, where] { server.end_with_process(where); });
}

}  // namespace heddle::multiprocessing
