// Where a program stands that was stopped in the middle: what has happened, what every thread is
// about to do, in how many ways, and why those that cannot go are blocked.
#pragma once

#include <string>
#include <vector>

#include "heddle/checker/report.hpp"
#include "heddle/checker/strategy.hpp"
#include "heddle/tools/report_json.hpp"

namespace heddle::tools {

/// Plain values: made in a worker process, shown by its parent.
struct Position {
  struct Thread {
    std::string name;
    std::string path;  ///< "main.1"
    std::string next;  ///< what it is about to do; empty: it has ended
    std::string file;
    int line = 0;
    std::vector<std::string> ways;  ///< in which it can go, in words if several; empty: it cannot
    std::string waits;              ///< for what it waits, in short; empty: it can go, or has ended
    std::vector<std::string> why;   ///< the same in sentences
    friend bool operator==(const Thread&, const Thread&) = default;
  };
  struct Object {
    std::string name;
    std::string now;   ///< its value, or who holds it; may be empty
    std::string last;  ///< what happened to it last: "write counter = 20 (t2, step 4)"
    friend bool operator==(const Object&, const Object&) = default;
  };

  Finding steps;  ///< as a witness: columns, events and the schedule
  std::vector<Thread> threads;
  std::vector<Object> objects;
  std::string ending;  ///< how the execution ended, in words; empty: somebody can go
  double now = 0;      ///< virtual time, in seconds

  [[nodiscard]] bool ended() const { return !ending.empty(); }
  friend bool operator==(const Position&, const Position&) = default;
};

Json to_json(const Position& position);
/// Of what `to_json` wrote.
Position position_from_json(const Json& json);

/// Looks at an execution twice: where it stops, and when it has ended.
class Lookout {
 public:
  explicit Lookout(TimeMode time) : time_(time) {}
  /// The threads have announced what they are about to do.
  void look(const Crossroads& here);
  /// The execution that was looked at last, or one that ended before it was. `trace` must have been
  /// recorded with values.
  [[nodiscard]] Position position(const Trace& trace) const;

 private:
  TimeMode time_;
  std::vector<std::vector<std::string>> ways_;  ///< by thread
};

}  // namespace heddle::tools
