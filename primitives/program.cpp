#include "heddle/primitives/program.hpp"

#include <utility>
#include <vector>

namespace heddle {

void check(bool condition, std::string_view message, Where where) {
  if (condition) return;
  std::string text(message);
  if (text.empty()) {
    text = "check failed at " + std::string(where.file) + ":" + std::to_string(where.line);
  }
  throw AssertionError(std::move(text), Category::assertion);
}

void assume(bool condition, Where where) { running_execution().assume(condition, where); }

int choose(int n, Where where) {
  if (n < 1 || n > 65'535) {
    throw ValueError("choose(n) needs n between 1 and 65535", Category::misuse);
  }
  return running_execution().choose(n, where);
}

void yield(Where where) { running_execution().yield(where); }

void sleep(double seconds, Where where) {
  if (seconds < 0) throw ValueError("sleep length must be non-negative", Category::misuse);
  running_execution().sleep(seconds, where);
}

void cpu(double seconds, Where where) {
  if (seconds < 0) throw ValueError("sleep length must be non-negative", Category::misuse);
  running_execution().compute(seconds, where);
}

void io(double seconds, Where where) { sleep(seconds, where); }

double time() { return running_execution().time(); }
double monotonic() { return running_execution().time(); }
std::uint64_t random() { return running_execution().random(); }

void invariant(std::initializer_list<ObjectOf> objects, std::function<bool()> predicate,
               Where where) {
  std::vector<ObjectId> numbers;
  for (const ObjectOf& each : objects) numbers.push_back(each.object);
  running_execution().add_invariant(std::move(numbers), std::move(predicate), where);
}

void detail::print_log_line(std::string_view level, std::string_view text) {
  Execution& run = running_execution();
  const std::string name = run.self() == 0 ? "MainThread" : run.trace().thread_name(run.self());
  run.print("(" + name + ") " + std::string(level) + " " + std::string(text) + "\n");
}

}  // namespace heddle
