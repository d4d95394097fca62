// multiprocessing.shared_memory: blocks of bytes that have a name.
#pragma once

#include <concepts>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "heddle/primitives/exceptions.hpp"
#include "heddle/primitives/multiprocessing/array.hpp"

namespace heddle::multiprocessing::shared_memory {

/// There is no block of that name.
class FileNotFoundError : public OSError {
 public:
  explicit FileNotFoundError(const std::string& message)
      : OSError("FileNotFoundError", message, Category::misuse) {}
};
/// There is a block of that name already.
class FileExistsError : public OSError {
 public:
  explicit FileExistsError(const std::string& message)
      : OSError("FileExistsError", message, Category::misuse) {}
};

namespace detail {

struct Block {
  std::vector<multiprocessing::detail::Cell> bytes;
};

/// That a block is attached to a process. Every access looks at it, `close` changes it.
struct AttachedSpec {
  static constexpr const char* kNoun = "shared memory";
  enum Kind : std::uint8_t { kUse, kClose };
  static constexpr bool kDeclaresWrites = true;
  static constexpr Sync kSync = Sync::none;
  struct State {
    friend bool operator==(const State&, const State&) = default;
  };
  static constexpr bool may_block(int) { return false; }
  static int alternatives(const State&, const Action&) { return 1; }
  static Effect apply(State&, const Action& action, unsigned) { return {0, 0, action.is(kClose)}; }
  static bool synchronizes(const Label&, const Label&) { return false; }
  static std::string describe(const Label& label, const std::string& name, const std::string&) {
    return label.is(kClose) ? "close " + name : "";
  }
};

struct Attached {
  std::shared_ptr<const Block> block;
  bool closed = false;
  [[nodiscard]] Attached fresh() const { return {block, false}; }  // it is attached by its name
};

}  // namespace detail

/// `block.buf`: the bytes, until the block is closed. Reads and writes are not locked: those that
/// nothing else orders are a `data-race`. After `close`: TypeError.
class Buffer {
 public:
  /// One byte as a variable. Assigning throws TypeError for what is no whole number, ValueError for
  /// one that is no byte. `+= 1` is a read and then a write.
  class Byte {
   public:
    [[nodiscard]] std::uint8_t get(Where where = Where::current()) const;
    void set(const Scalar& value, Where where = Where::current()) const {
      store(value, false, where);
    }
    operator std::uint8_t() const { return get(Where{"", "", 0}); }  // NOLINT: as the variable
    Byte(const Byte&) = default;
    Byte& operator=(const Byte& other) {
      if (this != &other) set(Scalar(other.get()));
      return *this;
    }
    using At = Slot<std::uint8_t>::At;
    const Byte& operator=(const At& right) const {
      set(right.value, right.where);
      return *this;
    }
    const Byte& operator+=(const At& right) const {
      store(Scalar(get(right.where)) + right.value, true, right.where);
      return *this;
    }
    const Byte& operator-=(const At& right) const {
      store(Scalar(get(right.where)) - right.value, true, right.where);
      return *this;
    }
    [[nodiscard]] ObjectId object() const { return buffer_.cell(index_).object(); }

   private:
    friend class Buffer;
    Byte(const Buffer& buffer, std::int64_t index) : buffer_(buffer), index_(index) {}
    void store(const Scalar& value, bool computed, Where where) const;
    const Buffer& buffer_;
    std::int64_t index_;
  };

  /// -1 is the last byte. Throws IndexError, when it is accessed, if there is none.
  template <std::integral Index>
  [[nodiscard]] Byte operator[](Index index) const {
    return Byte(*this, static_cast<std::int64_t>(index));
  }
  /// A copy of some bytes, read one by one.
  [[nodiscard]] std::vector<std::uint8_t> operator[](const Slice& slice) const {
    return get(slice, Where{"", "", 0});
  }
  [[nodiscard]] std::vector<std::uint8_t> get(const Slice& slice,
                                              Where where = Where::current()) const;
  /// Throws ValueError for another number of bytes.
  void set(const Slice& slice, const Contents& bytes, Where where = Where::current()) const;

 private:
  friend class SharedMemory;
  using Handle = heddle::Handle<detail::AttachedSpec, detail::Attached>;
  Buffer(Name name, Where where) : handle_({}, name, where) {}
  [[nodiscard]] const multiprocessing::detail::Cell& cell(std::int64_t index) const;
  void access(const OperationPart& part, Where where) const;
  [[nodiscard]] std::vector<std::int64_t> indexes(const Slice& slice) const;

  Handle handle_;
};

/// A block of bytes that any process can open by its name. It has an object for every byte: keep it
/// small. `close` ends the use in this process, `unlink` takes the name away; a block that nobody
/// unlinks is no finding.
///
/// A handle: a copy is another name of the same block. What is created in one execution is gone in
/// the next.
///
/// Python: https://docs.python.org/3/library/multiprocessing.shared_memory.html
class SharedMemory {
 public:
  /// Opens the block of that name, or creates one of `size` bytes, all 0; without a name it gets a
  /// new one. Throws FileNotFoundError, FileExistsError; ValueError for a size that is not
  /// positive, and if there is no name to open.
  explicit SharedMemory(const std::optional<std::string>& name, bool create = false,
                        std::int64_t size = 0, Where where = Where::current());

  Buffer buf;

  [[nodiscard]] const std::string& name() const { return *name_; }
  [[nodiscard]] std::int64_t size() const;
  /// From now on this process cannot use `buf`. Does nothing the second time.
  void close(Where where = Where::current()) const;
  /// The name is free again; who has the block open may go on using it. Throws FileNotFoundError
  /// if there is no block of that name any more.
  void unlink(Where where = Where::current()) const;

 private:
  void create(std::int64_t size, Where where);
  void open(Where where);
  const std::string* name_;
};

}  // namespace heddle::multiprocessing::shared_memory
