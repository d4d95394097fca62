#include "heddle/tools/subprocess.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/interrupts.hpp"

namespace heddle::tools {
namespace {

/// A pipe whose ends close by themselves.
struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
      throw InternalError(std::string("no pipe can be made: ") + std::strerror(errno));
    }
    read_end = ends[0];
    write_end = ends[1];
  }
  ~Pipe() {
    close(read_end);
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void close_write() {
    if (write_end >= 0) close(write_end);
    write_end = -1;
  }
};

void limit(__rlimit_resource_t resource, std::uint64_t value) {
  const rlimit both{value, value};
  if (value != 0) setrlimit(resource, &both);
}

/// In the child. What cannot be done goes as an error number into `failure`.
[[noreturn]] void become(const std::vector<std::string>& command, const Pipe& output,
                         const Pipe& errors, bool capture_errors, const Pipe& failure,
                         const Limits& limits) {
  if (limits.cpu_seconds == 0) {
    setpgid(0, 0);  // the terminal's Ctrl-C is for us alone; we pass it on
  } else {
    setsid();  // what is not trusted has no terminal, and nothing to read
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  }
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  signal(SIGINT, SIG_DFL);
  signal(SIGTERM, SIG_DFL);
  dup2(output.write_end, STDOUT_FILENO);
  if (capture_errors) dup2(errors.write_end, STDERR_FILENO);
  limit(RLIMIT_CPU, limits.cpu_seconds);
  limit(RLIMIT_AS, limits.memory_bytes);
  limit(RLIMIT_FSIZE, limits.file_bytes);
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  execvp(arguments[0], arguments.data());
  const int error = errno;
  static_cast<void>(!write(failure.write_end, &error, sizeof error));
  _exit(127);
}

/// Appends what there is. False at the end.
bool take(int file, std::string& text) {
  char bytes[1 << 16];
  const ssize_t count = read(file, bytes, sizeof bytes);
  if (count > 0) text.append(bytes, static_cast<std::size_t>(count));
  return count > 0 || (count < 0 && errno == EINTR);
}

/// Reads until both streams have ended, passing interrupts on.
void listen(pid_t process, const Pipe& output, const Pipe& errors, Ran& ran) {
  pollfd files[] = {{output.read_end, POLLIN, 0}, {errors.read_end, POLLIN, 0}};
  std::string* texts[] = {&ran.output, &ran.errors};
  int passed_on = 0;
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    const int ready = poll(files, 2, 100);
    if (interrupts() > passed_on) {
      passed_on = interrupts();
      ran.interrupted = true;
      kill(process, SIGINT);
    }
    if (ready <= 0) continue;
    for (int i = 0; i < 2; ++i) {
      if (files[i].fd >= 0 && files[i].revents != 0 && !take(files[i].fd, *texts[i])) {
        files[i].fd = -1;
      }
    }
  }
}

}  // namespace

Ran run_program(const std::vector<std::string>& command, bool capture_errors,
                const Limits& limits) {
  Ran ran;
  ran.interrupted = interrupts() > 0;
  if (ran.interrupted) return ran;
  Pipe output;
  Pipe errors;
  Pipe failure;
  std::cout.flush();
  std::fflush(nullptr);
  const pid_t process = fork();
  if (process < 0) {
    throw InternalError(std::string("no process can be started: ") + std::strerror(errno));
  }
  if (process == 0) become(command, output, errors, capture_errors, failure, limits);
  output.close_write();
  errors.close_write();
  failure.close_write();
  listen(process, output, errors, ran);
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
  int error = 0;
  if (read(failure.read_end, &error, sizeof error) == sizeof error) {
    throw UsageError("cannot run `" + command.front() + "`: " + std::strerror(error));
  }
  ran.status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return ran;
}

}  // namespace heddle::tools
