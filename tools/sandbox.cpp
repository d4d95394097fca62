#include "heddle/tools/sandbox.hpp"

#include <fcntl.h>
#include <linux/futex.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/search_options.hpp"

namespace heddle::tools {
namespace {

/// Far beyond what budgets of executions and steps allow: no mark depends on it.
constexpr rlim_t kCpuSeconds = 3600;

[[noreturn]] void no_sandbox(const char* what, int error) {
  throw InternalError(std::string("no sandbox can be made: ") + what + ": " + std::strerror(error));
}

void limit(int resource, const char* name, rlim_t value) {
  const rlimit both{value, value};
  if (setrlimit(static_cast<__rlimit_resource_t>(resource), &both) != 0) no_sandbox(name, errno);
}

/// What is printed goes to memory that nobody reads: its size is what counts.
void redirect_output() {
  const int memory = memfd_create("output", MFD_CLOEXEC);
  if (memory < 0) no_sandbox("memfd_create", errno);
  if (dup2(memory, STDOUT_FILENO) < 0 || dup2(memory, STDERR_FILENO) < 0) {
    no_sandbox("dup2", errno);
  }
  close(memory);
}

void close_all_but(int kept) {
  const auto number = static_cast<unsigned>(kept);
  if (number > 3) close_range(3, number - 1, 0);
  close_range(number + 1, ~0U, 0);
}

class Filter {
 public:
  Filter() : filter_(seccomp_init(SCMP_ACT_TRAP), seccomp_release) {
    if (filter_ == nullptr) no_sandbox("seccomp_init", ENOMEM);
  }

  template <class... Conditions>
  void allow(int call, Conditions... conditions) {
    add(SCMP_ACT_ALLOW, call, conditions...);
  }
  template <class... Conditions>
  void refuse(int error, int call, Conditions... conditions) {
    add(SCMP_ACT_ERRNO(static_cast<unsigned>(error)), call, conditions...);
  }
  void load() {
    if (const int error = seccomp_load(filter_.get()); error < 0) no_sandbox("seccomp", -error);
  }

 private:
  template <class... Conditions>
  void add(std::uint32_t action, int call, Conditions... conditions) {
    const int error =
        seccomp_rule_add(filter_.get(), action, call, sizeof...(conditions), conditions...);
    if (error < 0) no_sandbox("seccomp_rule_add", -error);
  }

  std::unique_ptr<void, void (*)(scmp_filter_ctx)> filter_;
};

scmp_arg_cmp argument_is(unsigned argument, std::uint64_t value) {
  return {argument, SCMP_CMP_EQ, value, 0};
}

/// Memory that cannot be executed.
scmp_arg_cmp not_executable(unsigned argument) {
  return {argument, SCMP_CMP_MASKED_EQ, PROT_EXEC, 0};
}

void filter_calls(int messages) {
  Filter filter;
  for (const int call :
       {SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(brk), SCMP_SYS(exit_group),
        SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction),
        SCMP_SYS(sigaltstack), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(clock_gettime),
        SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(getrusage), SCMP_SYS(getrandom),
        SCMP_SYS(restart_syscall), SCMP_SYS(fstat), SCMP_SYS(lseek)}) {
    filter.allow(call);
  }
  filter.allow(SCMP_SYS(mmap), not_executable(2));
  filter.allow(SCMP_SYS(mprotect), not_executable(2));
  // abort() raises its signal; no other signal, and nobody else, can be meant.
  filter.allow(SCMP_SYS(tgkill), argument_is(0, static_cast<std::uint64_t>(getpid())),
               argument_is(2, SIGABRT));
  // Who runs something once wakes those that wait for it; waiting is not let through.
  filter.allow(SCMP_SYS(futex),
               scmp_arg_cmp{1, SCMP_CMP_MASKED_EQ, FUTEX_CMD_MASK & 0xff, FUTEX_WAKE});
  // stdio asks whether it writes to a terminal, and what to: of open files alone.
  filter.refuse(ENOTTY, SCMP_SYS(ioctl));
  filter.refuse(EACCES, SCMP_SYS(newfstatat));
  filter.allow(SCMP_SYS(read), argument_is(0, STDIN_FILENO));  // which is empty
  for (const int file : {STDOUT_FILENO, STDERR_FILENO, messages}) {
    filter.allow(SCMP_SYS(write), argument_is(0, static_cast<std::uint64_t>(file)));
  }
  for (const int file : {STDOUT_FILENO, STDERR_FILENO}) {
    filter.allow(SCMP_SYS(writev), argument_is(0, static_cast<std::uint64_t>(file)));
  }
  filter.load();
}

}  // namespace

void enter_sandbox(const Sandbox& sandbox, int messages) {
  redirect_output();
  close_all_but(messages);
  limit(RLIMIT_CORE, "RLIMIT_CORE", 0);
  limit(RLIMIT_NPROC, "RLIMIT_NPROC", 0);
  limit(RLIMIT_CPU, "RLIMIT_CPU", kCpuSeconds);
  limit(RLIMIT_FSIZE, "RLIMIT_FSIZE", sandbox.output_bytes);
  limit(RLIMIT_AS, "RLIMIT_AS", sandbox.memory_bytes);
  filter_calls(messages);
}

std::string system_call_name(int number) {
  const std::unique_ptr<char, void (*)(void*)> name(
      seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, number), std::free);
  return name == nullptr ? "number " + std::to_string(number) : name.get();
}

std::string sandbox_text(const Sandbox& sandbox) {
  return std::to_string(sandbox.memory_bytes) + "," + std::to_string(sandbox.output_bytes);
}

Sandbox sandbox_named(const std::string& text) {
  const std::size_t comma = std::min(text.find(','), text.size());
  Sandbox sandbox;
  sandbox.memory_bytes = whole_number("sandbox", text.substr(0, comma));
  sandbox.output_bytes = whole_number("sandbox", text.substr(std::min(comma + 1, text.size())));
  return sandbox;
}

}  // namespace heddle::tools
