// A forked worker as its parent sees it: messages, signs of life, its end.
#pragma once

#include <sys/types.h>
#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "heddle/tools/report_json.hpp"
#include "heddle/tools/worker_child.hpp"

namespace heddle::tools {

class WorkerProcess {
 public:
  /// Forks. Throws InternalError when the system has no more processes or files.
  WorkerProcess(WorkerTask task, Journal& journal);
  /// Kills the worker if it still lives.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Waits up to `milliseconds` for messages and gives each to `receive`. False: the worker has
  /// ended, and all its messages have been received.
  bool wait(int milliseconds, const std::function<void(const Json&)>& receive);
  void ping();
  void kill();

  /// After the end: waitpid's status, and what it used.
  [[nodiscard]] int status() const { return status_; }
  [[nodiscard]] double cpu_seconds() const { return cpu_seconds_; }
  [[nodiscard]] std::uint64_t peak_rss_bytes() const { return peak_rss_bytes_; }
  /// Whether the worker sleeps in the system (as opposed to: runs, or waits for a processor).
  [[nodiscard]] bool sleeps() const;
  /// Whether something came through the pipe that is no message of ours.
  [[nodiscard]] bool forged() const { return forged_; }
  /// Whether at least `bytes` of its memory are in use.
  [[nodiscard]] bool uses_memory(std::uint64_t bytes) const;

 private:
  void receive_all(const std::function<void(const Json&)>& receive);
  void take_line(std::string_view line, const std::function<void(const Json&)>& receive);
  bool reap();

  Journal& journal_;
  pid_t process_ = -1;
  int messages_ = -1;
  bool ended_ = false;
  bool pipe_ended_ = false;
  std::string secret_;
  std::string unread_;
  bool forged_ = false;
  int status_ = 0;
  double cpu_seconds_ = 0;
  std::uint64_t peak_rss_bytes_ = 0;
};

/// Decides from pings whether the program under test has fallen silent.
class Silence {
 public:
  explicit Silence(double limit_seconds) : limit_(limit_seconds) {}

  /// A ping was answered (or not: `journal` is as before).
  void look(const Journal& journal, bool sleeps);
  /// No event for the limit, of CPU time, or of real time in which it slept.
  [[nodiscard]] bool busy() const { return cpu_silent_ >= limit_; }
  [[nodiscard]] bool blocked() const { return slept_ >= limit_; }

 private:
  double limit_;
  std::uint64_t heartbeat_ = ~std::uint64_t{0};
  std::uint64_t cpu_at_beat_ = 0;
  double cpu_silent_ = 0;
  double slept_ = 0;
  std::chrono::steady_clock::time_point last_look_ = std::chrono::steady_clock::now();
};

}  // namespace heddle::tools
