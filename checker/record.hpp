// What the handles of an object point to, and the address spaces of processes: which record an
// object has in which process.
#pragma once

#include <unordered_map>
#include <vector>

#include "heddle/checker/arena.hpp"
#include "heddle/checker/operation.hpp"

namespace heddle {

/// A process is named by the thread that runs its main function; the program's own is 0.
using ProcessId = ThreadId;
/// The home of what all processes share.
inline constexpr ProcessId kEverywhere = 254;

struct Record;

/// How records of one type come to another process. The new record's object is filled in by the
/// caller.
struct RecordType {
  /// With what the record holds now; of the threads only `from` goes on, in the copy as `to`.
  Record* (*copy)(Arena& arena, const Record& original, ThreadId from, ThreadId to);
  /// As its constructor left it.
  Record* (*fresh)(Arena& arena, const Record& original);
  /// Makes the object's state one that a forked process has.
  void (*fork_state)(void* state, ThreadId from, ThreadId to);
};

/// An object as one process has it. Handles point to the record that was made first, its origin.
struct Record {
  ObjectId object = kNoObject;
  ProcessId home = 0;
  Record* origin = nullptr;
  const RecordType* type = nullptr;
};

/// Which records the processes of one execution have.
class AddressSpaces {
 public:
  void clear();
  /// A record that was made in its home.
  void add(Record& record) { records_.push_back(&record); }
  /// The copy that `process` has of an origin.
  void enter(Record& copy, Record& origin, ProcessId process);
  /// Null: it has none yet. Constant time.
  [[nodiscard]] Record* find(const Record& origin, ProcessId process) const;
  /// The records whose home is `process`, in the order in which they were made. Linear in all
  /// records.
  [[nodiscard]] std::vector<Record*> of(ProcessId process) const;

 private:
  std::vector<Record*> records_;
  std::vector<std::unordered_map<const Record*, Record*>> copies_;  ///< by process
};

}  // namespace heddle
