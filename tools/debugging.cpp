#include "heddle/tools/debugging.hpp"

#include <unistd.h>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>

#include "heddle/checker/errors.hpp"
#include "heddle/tools/text_layout.hpp"
#include "heddle/tools/witness_words.hpp"

namespace heddle::tools {

bool debugged() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("TracerPid:", 0) == 0) return line.find_first_of("123456789") != line.npos;
  }
  return false;
}

std::uint32_t step_to_break_at(const Report& report, const std::string& wanted) {
  if (report.findings.empty()) {
    throw UsageError("--break-at: the replay has no finding, and so no steps to stop at");
  }
  const Finding& finding = report.findings.front();
  const ReportEvent* found = nullptr;
  if (wanted == "last") found = decisive_events(finding).back();
  int number = 0;
  const char* end = wanted.data() + wanted.size();
  if (std::from_chars(wanted.data(), end, number).ptr == end) {
    for (const ReportEvent& event : finding.events) {
      if (event.step == number) found = &event;
    }
  }
  if (found == nullptr) throw UsageError("--break-at: there is no step " + printable(wanted));
  if (found->blocked) {
    throw UsageError("--break-at: step " + std::to_string(found->step) + " never happens, " +
                     printable(found->thread) + " is blocked: stop at one before it");
  }
  return static_cast<std::uint32_t>(found->step);
}

void go_on_as(const std::vector<std::string>& command) {
  std::cout << std::flush;
  std::fflush(nullptr);
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  execv(words[0], words.data());
  throw UsageError("cannot run `" + command[0] + "`: " + std::strerror(errno));
}

}  // namespace heddle::tools
