// What the tests of the detectors share: a search that goes on after a finding, and questions to
// its report.
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "heddle/tests/checker/engine.hpp"

namespace heddle {

/// The kinds that were found, by name, sorted, each once.
inline std::vector<std::string> kinds(const Report& report) {
  std::vector<std::string> names;
  for (const Finding& finding : report.findings) names.emplace_back(kind_name(finding.kind));
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

using Kinds = std::vector<std::string>;

/// The sentence of the first finding of that kind; empty if there is none.
inline std::string message(const Report& report, Kind kind) {
  const Finding* finding = report.find(kind);
  return finding != nullptr ? finding->message : std::string{};
}

/// What its explanation says under a heading, one sentence a line.
inline std::string explained(const Report& report, Kind kind, const std::string& heading) {
  std::string text;
  const Finding* finding = report.find(kind);
  if (finding == nullptr) return text;
  for (const auto& [head, sentence] : finding->explanation) {
    if (head == heading) text += (text.empty() ? "" : "\n") + sentence;
  }
  return text;
}

/// Options of a thread.
inline threading::ThreadOptions named(const char* name) {
  threading::ThreadOptions options;
  options.name = name;
  return options;
}
inline threading::ThreadOptions daemon(const char* name) {
  threading::ThreadOptions options = named(name);
  options.daemon = true;
  return options;
}

/// Starts all threads, then waits for all.
inline void run(std::vector<threading::Thread> threads) {
  for (threading::Thread& thread : threads) thread.start();
  for (threading::Thread& thread : threads) thread.join();
}

}  // namespace heddle
