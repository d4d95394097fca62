// Detectors: observers of executions, one file a kind of finding in findings/.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "heddle/checker/archive.hpp"
#include "heddle/checker/options.hpp"
#include "heddle/checker/report.hpp"
#include "heddle/checker/trace.hpp"

namespace heddle {

/// A bug seen in one execution, in terms of its trace; put into words by `Detector::explain`.
struct Detection {
  Kind kind = Kind::data_race;
  std::optional<Kind> symptom;
  std::vector<EventIndex> events;  ///< the decisive events, in order; part of its identity
  std::vector<ThreadId> threads;   ///< whom it is about; part of its identity where no event is
  std::vector<ObjectId> objects;
  /// Empty: the execution that just ended is the witness. Otherwise an earlier one is.
  std::string schedule;
  std::uint64_t executions = 1;  ///< how many executions this stands for

  void transfer(Archive& archive) {
    archive(kind, symptom, events, threads, objects, schedule, executions);
  }
  friend bool operator==(const Detection&, const Detection&) = default;
};

class Detector {
 public:
  virtual ~Detector() = default;

  /// Which events it must be shown as they happen: kMayRace, kWrites. Otherwise `conclude` is all
  /// it needs.
  [[nodiscard]] virtual std::uint8_t observes() const { return 0; }
  /// Of those that observe: an execution begins whose first `keep` events are those of the last
  /// one; what was seen after them is to be forgotten.
  virtual void begin(std::uint32_t /*keep*/) {}
  /// Called right after an event with a part that it observes.
  /// Must be fast: random search runs ten million of them a second.
  virtual void observe(const Trace& /*trace*/, EventIndex /*event*/) {}
  /// Whether the present execution should end here (data-race under Races::fail_fast).
  [[nodiscard]] virtual bool cuts() const { return false; }
  /// Of an execution in which all threads ended by themselves, and none by an exception, it need be
  /// asked only if there were objects with actions of these roles (role_bit).
  [[nodiscard]] virtual std::uint32_t roles() const { return 0; }
  /// The execution ended: adds what it shows to `out`.
  virtual void conclude(const Trace& trace, std::vector<Detection>& out) = 0;
  /// Puts a detection of the kind it makes into words: message, explanation (why, waits, fix,
  /// remark), threads and objects by name. `trace` is the witness, recorded with values
  /// (Trace::values). The events, columns, schedule and id are filled by the explorer.
  virtual void explain(const Trace& trace, const Detection& detection, Finding& finding) const = 0;
  /// Saves or loads what is remembered of earlier executions.
  virtual void transfer(Archive& /*archive*/) {}
  /// Whether `explain` is this detector's to do.
  [[nodiscard]] virtual bool makes(Kind kind) const = 0;
};

/// All detectors, in order of how specific they are: of two that are about the same threads'
/// failure the earlier one wins, see `merge_symptoms`.
std::vector<std::unique_ptr<Detector>> make_detectors(const Options& options);

/// One failure, one finding: drops a general detection (deadlock, uncaught-exception, assertion)
/// that a more specific one names as its symptom and whose threads it covers.
void merge_symptoms(std::vector<Detection>& detections);

}  // namespace heddle
