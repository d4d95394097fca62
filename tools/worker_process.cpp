#include "heddle/tools/worker_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "heddle/checker/errors.hpp"

namespace heddle::tools {
namespace {

[[noreturn]] void no_worker() {
  throw InternalError(std::string("no worker process can be started: ") + std::strerror(errno));
}

/// 32 hexadecimal digits that nobody can know.
std::string fresh_secret() {
  unsigned char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes) no_worker();
  std::string digits;
  for (const unsigned char byte : bytes) {
    digits += "0123456789abcdef"[byte >> 4U];
    digits += "0123456789abcdef"[byte & 15U];
  }
  return digits;
}

}  // namespace

WorkerProcess::WorkerProcess(WorkerTask task, Journal& journal)
    : journal_(journal), secret_(fresh_secret()) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) no_worker();
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t parent = getpid();
  process_ = fork();
  if (process_ < 0) {
    close(ends[0]);
    close(ends[1]);
    no_worker();
  }
  if (process_ == 0) {
    close(ends[0]);
    task.messages = ends[1];
    task.secret = secret_;
    run_worker(task, journal, parent);
  }
  close(ends[1]);
  messages_ = ends[0];
  fcntl(messages_, F_SETFL, O_NONBLOCK);
}

WorkerProcess::~WorkerProcess() {
  if (!ended_) {
    kill();
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {}
  }
  close(messages_);
}

bool WorkerProcess::wait(int milliseconds, const std::function<void(const Json&)>& receive) {
  if (ended_) return false;
  if (pipe_ended_) {
    poll(nullptr, 0, 1);
  } else {
    pollfd wanted{messages_, POLLIN, 0};
    if (poll(&wanted, 1, milliseconds) > 0) receive_all(receive);
  }
  if (!reap()) return true;
  receive_all(receive);
  return false;
}

void WorkerProcess::receive_all(const std::function<void(const Json&)>& receive) {
  char bytes[1 << 16];
  for (;;) {
    const ssize_t count = read(messages_, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) pipe_ended_ = true;
    if (count <= 0) return;
    std::size_t from = unread_.size();
    unread_.append(bytes, static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end; (end = unread_.find('\n', from)) != std::string::npos; from = begin) {
      take_line(std::string_view(unread_).substr(begin, end - begin), receive);
      begin = end + 1;
    }
    unread_.erase(0, begin);
  }
}

void WorkerProcess::take_line(std::string_view line,
                              const std::function<void(const Json&)>& receive) {
  if (!line.starts_with(secret_)) {
    forged_ = true;
    return;
  }
  line.remove_prefix(secret_.size());
  const Json message = Json::parse(line, nullptr, false);
  if (message.is_object()) receive(message);
}

bool WorkerProcess::reap() {
  rusage used{};
  if (wait4(process_, &status_, WNOHANG, &used) != process_) return false;
  ended_ = true;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  cpu_seconds_ = seconds(used.ru_utime) + seconds(used.ru_stime);
  peak_rss_bytes_ = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
  return true;
}

void WorkerProcess::ping() {
  if (!ended_ && journal_.ready.load()) ::kill(process_, ping_signal());
}

void WorkerProcess::kill() {
  if (!ended_) ::kill(process_, SIGKILL);
}

bool WorkerProcess::sleeps() const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  return name_end != std::string::npos && name_end + 2 < line.size() && line[name_end + 2] == 'S';
}

bool WorkerProcess::uses_memory(std::uint64_t bytes) const {
  std::ifstream file("/proc/" + std::to_string(process_) + "/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  file >> all >> resident;
  return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE)) >= bytes;
}

void Silence::look(const Journal& journal, bool sleeps) {
  const auto now = std::chrono::steady_clock::now();
  const double passed = std::chrono::duration<double>(now - last_look_).count();
  last_look_ = now;
  const std::uint64_t heartbeat = journal.heartbeat.load();
  const std::uint64_t cpu = journal.cpu_nanoseconds.load();
  if (heartbeat != heartbeat_ || !journal.in_program.load()) {
    heartbeat_ = heartbeat;
    cpu_at_beat_ = cpu;
    cpu_silent_ = slept_ = 0;
    return;
  }
  cpu_silent_ = static_cast<double>(cpu - cpu_at_beat_) * 1e-9;
  slept_ = sleeps ? slept_ + passed : 0;
}

}  // namespace heddle::tools
