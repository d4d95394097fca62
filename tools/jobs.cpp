#include "heddle/tools/jobs.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <iostream>
#include <list>
#include <map>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/commands.hpp"
#include "heddle/tools/corpus.hpp"
#include "heddle/tools/interrupts.hpp"
#include "heddle/tools/report_json.hpp"

namespace heddle::tools {
namespace {

constexpr int kPatience = 100;  ///< milliseconds between two looks at interrupts

/// A process that explores one target, and what it has said so far.
struct Worker {
  std::size_t target = 0;
  pid_t process = -1;
  int answer = -1;
  std::string text;
};

Json answer_of(const Result& result) {
  return {{"report", to_json(result.report)},
          {"code", static_cast<int>(result.code)},
          {"source", result.source}};
}

/// The results of a target, or what is wrong with the command line that asks for it.
Json answer_to(const Target& target, const Settings& settings) {
  Json results = Json::array();
  try {
    for (const Result& result : check_target(target, settings)) {
      results.push_back(answer_of(result));
    }
  } catch (const UsageError& error) {
    return {{"usage_error", error.what()}};
  }
  return results;
}

/// In the child: explores the target and answers.
[[noreturn]] void work(const Target& target, Settings settings, int answer) {
  setpgid(0, 0);  // the terminal's Ctrl-C is for the parent alone, which passes it on
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  settings.quiet = true;  // no progress: the others have none either
  const std::string text = json_text(answer_to(target, settings));
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = write(answer, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) break;
    done += written > 0 ? static_cast<std::size_t>(written) : 0;
  }
  std::cerr.flush();
  _exit(0);
}

Worker start(const std::vector<Target>& targets, std::size_t number, const Settings& settings) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) {
    throw InternalError(std::string("no pipe can be made: ") + std::strerror(errno));
  }
  std::cout.flush();
  Worker worker;
  worker.target = number;
  worker.answer = ends[0];
  worker.process = fork();
  if (worker.process < 0) {
    throw InternalError(std::string("no process can be started: ") + std::strerror(errno));
  }
  if (worker.process == 0) work(targets[number], settings, ends[1]);
  close(ends[1]);
  return worker;
}

/// The results in an answer; of a process that died before it could give one, that it did. Throws
/// the UsageError that the process met.
std::vector<Result> results_of(const Worker& worker, const Target& target,
                               const Settings& settings) {
  int status = 0;
  while (waitpid(worker.process, &status, 0) < 0 && errno == EINTR) {}
  close(worker.answer);
  std::vector<Result> results;
  const Json answer = Json::parse(worker.text, nullptr, false);
  if (answer.is_discarded()) {
    Result result;
    result.report.target = target.name();
    result.report.verdict = Verdict::error;
    result.report.stopped = "the process that explored it died";
    result.code = ExitCode::internal;
    complain(target.name() + ": " + result.report.stopped);
    results.push_back(std::move(result));
    return results;
  }
  if (answer.is_object()) throw UsageError(answer.at("usage_error").get<std::string>());
  for (const Json& one : answer) {
    Result result;
    result.report = report_from_json(one.at("report"));
    result.code = static_cast<ExitCode>(one.at("code").get<int>());
    result.source = one.at("source").get<std::string>();
    result.settings = settings;
    result.model = target.model;
    if (target.model != nullptr) job_of(*target.model, result.settings);
    results.push_back(std::move(result));
  }
  return results;
}

/// Reads what the processes say for a moment. Those that have said all are handed to `ended`.
void listen(std::list<Worker>& running, const std::function<void(const Worker&)>& ended) {
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
    ended(*here);
    running.erase(here);
  }
}

std::size_t explore_one_by_one(const std::vector<Target>& targets, const Settings& settings,
                               const std::function<void(Result&)>& take) {
  std::size_t explored = 0;
  for (; explored < targets.size() && interrupts() == 0; ++explored) {
    for (Result& result : check_target(targets[explored], settings)) take(result);
  }
  return explored;
}

}  // namespace

Shard shard_named(const std::string& text) {
  Shard shard;
  const char* const end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, shard.number);
  const bool slash = first.ec == std::errc{} && first.ptr != end && *first.ptr == '/';
  const auto second = slash ? std::from_chars(first.ptr + 1, end, shard.count) : first;
  const bool sound = slash && second.ec == std::errc{} && second.ptr == end && shard.number >= 1 &&
                     shard.number <= shard.count;
  if (!sound) {
    throw UsageError("--shard needs I/N with I from 1 to N, 1/3 say, not `" + text + "`");
  }
  return shard;
}

std::vector<Target> share_of(const std::vector<Target>& targets, const Shard& shard) {
  std::vector<Target> share;
  for (std::size_t i = shard.number - 1; i < targets.size(); i += shard.count) {
    share.push_back(targets[i]);
  }
  return share;
}

std::size_t explore_all(const std::vector<Target>& targets, const Settings& settings,
                        const std::function<void(Result&)>& take) {
  if (settings.jobs <= 1 || targets.size() <= 1) return explore_one_by_one(targets, settings, take);
  std::list<Worker> running;
  std::map<std::size_t, std::vector<Result>> ready;
  std::size_t started = 0;
  std::size_t taken = 0;
  int passed_on = 0;
  while (taken < started || (started < targets.size() && interrupts() == 0)) {
    while (running.size() < settings.jobs && started < targets.size() && interrupts() == 0) {
      running.push_back(start(targets, started++, settings));
    }
    for (; passed_on < interrupts(); ++passed_on) {
      for (const Worker& worker : running) kill(worker.process, SIGINT);
    }
    listen(running, [&](const Worker& worker) {
      ready[worker.target] = results_of(worker, targets[worker.target], settings);
    });
    for (; !ready.empty() && ready.begin()->first == taken; ++taken) {
      for (Result& result : ready.begin()->second) take(result);
      ready.erase(ready.begin());
    }
  }
  return taken;
}

}  // namespace heddle::tools
