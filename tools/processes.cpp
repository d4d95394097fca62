#include "heddle/tools/processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <iostream>
#include <list>
#include <map>
#include <vector>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/files.hpp"
#include "heddle/tools/interrupts.hpp"

namespace heddle::tools {
namespace {

constexpr int kPatience = 100;  ///< milliseconds between two looks at interrupts

/// A process that does one piece of work, and what it has said so far.
struct Worker {
  std::size_t number = 0;
  pid_t process = -1;
  int answer = -1;
  std::string text;
};

using Work = std::function<std::string(std::size_t)>;

/// In the child: works and answers.
[[noreturn]] void work_and_answer(const Work& work, std::size_t number, int answer) {
  setpgid(0, 0);  // the terminal's Ctrl-C is for the parent alone, which passes it on
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  write_all(answer, work(number));
  std::cerr.flush();
  _exit(0);
}

Worker start(const Work& work, std::size_t number) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw InternalError(std::string("no pipe can be made: ") + std::strerror(errno));
  }
  std::cout.flush();
  Worker worker;
  worker.number = number;
  worker.answer = ends[0];
  worker.process = fork();
  if (worker.process < 0) {
    throw InternalError(std::string("no process can be started: ") + std::strerror(errno));
  }
  if (worker.process == 0) work_and_answer(work, number, ends[1]);
  close(ends[1]);
  return worker;
}

/// Reads what the processes say for a moment. The answers of those that have said all go to
/// `ready`.
void listen(std::list<Worker>& running, std::map<std::size_t, std::string>& ready) {
  std::vector<pollfd> files;
  for (const Worker& worker : running) files.push_back({worker.answer, POLLIN, 0});
  if (poll(files.data(), files.size(), kPatience) <= 0) return;
  auto worker = running.begin();
  for (const pollfd& file : files) {
    const auto here = worker++;
    if (file.revents == 0) continue;
    char bytes[1 << 16];
    const ssize_t got = read(file.fd, bytes, sizeof bytes);
    if (got > 0) here->text.append(bytes, static_cast<std::size_t>(got));
    if (got > 0 || (got < 0 && errno == EINTR)) continue;
    while (waitpid(here->process, nullptr, 0) < 0 && errno == EINTR) {}
    close(here->answer);
    ready[here->number] = std::move(here->text);
    running.erase(here);
  }
}

}  // namespace

std::size_t in_processes(std::size_t count, std::size_t jobs, const Work& work,
                         const std::function<void(std::size_t, const std::string&)>& take) {
  std::list<Worker> running;
  std::map<std::size_t, std::string> ready;
  std::size_t started = 0;
  std::size_t taken = 0;
  int passed_on = 0;
  while (taken < started || (started < count && interrupts() == 0)) {
    while (running.size() < jobs && started < count && interrupts() == 0) {
      running.push_back(start(work, started++));
    }
    for (; passed_on < interrupts(); ++passed_on) {
      for (const Worker& worker : running) kill(worker.process, SIGINT);
    }
    listen(running, ready);
    for (; !ready.empty() && ready.begin()->first == taken; ++taken) {
      take(taken, ready.begin()->second);
      ready.erase(ready.begin());
    }
  }
  return taken;
}

}  // namespace heddle::tools
