// A place in shared memory that holds one value of one type.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/multiprocessing/scalar.hpp"
#include "heddle/primitives/multiprocessing/typecodes.hpp"
#include "heddle/primitives/shared.hpp"

namespace heddle::multiprocessing::detail {

/// A plain variable that all processes share.
struct CellSpec : SharedSpec {
  static constexpr const char* kNoun = "value";
  static constexpr bool kShared = true;
  static constexpr const char* kOneStep =
      "hold $.get_lock() from before the read until after the write (std::lock_guard guard($)): "
      ".value takes it once to read and once to write, and gives it back in between.";
};

/// Which pointers of a cell point into the memory of the running process. No events: it is asked
/// right after the cell has been read.
struct AddressSpec {
  static constexpr const char* kNoun = "addresses";
  struct State {
    friend bool operator==(const State&, const State&) = default;
  };
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action&, unsigned) { return {}; }
  static bool dependent(const Label&, const Label&) { return false; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label&, const std::string&, const std::string&) { return {}; }
};

/// Whether accesses are scheduling points: as those of all plain variables.
Scheduling access_scheduling(const Execution& run);

/// A handle of such a place. Each access is one event, whoever makes it.
class Cell {
 public:
  /// `home`: as Handle's. Throws TypeError if the type cannot hold `initial`.
  Cell(const TypeRecord& type, const Scalar& initial, Name name, Where where, void* home = nullptr);

  /// Throws RuntimeError for a pointer that another process has stored.
  [[nodiscard]] Scalar read(Where where) const;
  /// `computed`: from what the thread has read last. Throws TypeError before anything is stored.
  void write(const Scalar& value, bool computed, Where where) const;
  /// The value without an event: for invariants.
  [[nodiscard]] const Scalar& peek() const { return handle_.payload().value; }
  [[nodiscard]] const TypeRecord& type() const { return *type_; }
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  friend bool operator==(const Cell& a, const Cell& b) { return a.handle_ == b.handle_; }

  // Where an access is part of a larger operation: that is what it does, and then `after_reading`
  // or `after_writing`.
  [[nodiscard]] OperationPart reading() const { return handle_.part(SharedSpec::kRead); }
  [[nodiscard]] OperationPart writing(const Scalar& stored, bool computed) const {
    return handle_.part(SharedSpec::kWrite, computed ? 1 : 0, stored.word());
  }
  [[nodiscard]] Scalar after_reading() const;
  void after_writing(const Scalar& stored) const;

 private:
  struct Stored {
    Scalar value;
    std::uint32_t writes = 0;  ///< so far
  };
  void access(const OperationPart& part, Where where) const;

  const TypeRecord* type_;
  Handle<CellSpec, Stored> handle_;
  std::optional<Handle<AddressSpec, std::set<std::uint32_t>>> addresses_;  ///< of a pointer
};

}  // namespace heddle::multiprocessing::detail
