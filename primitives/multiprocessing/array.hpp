// multiprocessing.Array.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/primitives/multiprocessing/value.hpp"

namespace heddle::multiprocessing {

/// Python's [start:stop:step]; none is left out. Negative ones count from the end.
struct Slice {
  std::optional<std::int64_t> start = {};
  std::optional<std::int64_t> stop = {};
  std::optional<std::int64_t> step = {};
};

/// What an Array is made of, or a part of it is set to: values in a row, or a number of zeros.
class Contents {
 public:
  template <std::integral T>
  Contents(T size) : size_(static_cast<std::int64_t>(size)) {}  // NOLINT: as in Python
  Contents(std::initializer_list<Scalar> values) : values_(values) {}
  /// The letters of a text.
  Contents(const std::string& text);                               // NOLINT
  Contents(const std::wstring& text);                              // NOLINT
  Contents(const char* text) : Contents(std::string(text)) {}      // NOLINT
  Contents(const wchar_t* text) : Contents(std::wstring(text)) {}  // NOLINT
  // Neither sizes nor sequences: the constructor of Array throws TypeError.
  Contents(double) : wrong_("float") {}             // NOLINT
  Contents(std::nullptr_t) : wrong_("NoneType") {}  // NOLINT
  template <class Sequence>
  requires requires(const Sequence& values) { Scalar(*values.begin()); }
  Contents(const Sequence& values)  // NOLINT
      : values_(values.begin(), values.end()) {}

  /// The values in a row. Throws TypeError if it is a size or nothing of the kind.
  [[nodiscard]] const std::vector<Scalar>& values() const;
  /// The values, or as many times the default of a type. Throws ValueError for a negative size.
  [[nodiscard]] std::vector<Scalar> filled() const;

 private:
  std::optional<std::int64_t> size_;
  std::vector<Scalar> values_;
  const char* wrong_ = nullptr;
};

namespace detail {

/// The indexes that a slice stands for in `size` elements. Throws ValueError if its step is 0.
std::vector<std::int64_t> indexes_of(const Slice& slice, std::int64_t size);

/// A row of cells, and what of it does not depend on their type in C++. A handle.
class Cells {
 public:
  Cells(const TypeRecord& type, const Contents& contents, Name name, Where where, void* home);

  [[nodiscard]] std::int64_t size() const {
    return static_cast<std::int64_t>(handle_.payload().cells.size());
  }
  [[nodiscard]] const TypeRecord& type() const { return *handle_.payload().type; }
  /// The cell at an index that may count from the end; null if there is none.
  [[nodiscard]] const Cell* at(std::int64_t index) const;
  // One event for each element.
  [[nodiscard]] std::vector<Scalar> read(const Slice& slice, Where where) const;
  /// Throws ValueError for another number of values.
  void write(const Slice& slice, const Contents& contents, Where where) const;
  /// The bytes up to the first zero.
  [[nodiscard]] std::string read_text(Where where) const;
  /// Stores bytes from the beginning, and a zero after them where there is room and it is asked
  /// for. Throws ValueError for too many.
  void write_text(const Scalar& text, bool end, Where where) const;
  friend bool operator==(const Cells& a, const Cells& b) { return a.handle_ == b.handle_; }

 private:
  /// An object for the sake of its payload.
  struct Spec : AddressSpec {
    static constexpr const char* kNoun = "array";
    static constexpr bool kShared = true;
  };
  struct Row {
    const TypeRecord* type = nullptr;
    std::vector<Cell> cells;
  };
  static Row make_row(const TypeRecord& type, const Contents& contents, Name name, Where where,
                      void* home);

  Handle<Spec, Row> handle_;
};

}  // namespace detail

/// `array.value` and `array.raw` of an Array of c_char: its bytes, up to the first zero or all of
/// them. Of other arrays: AttributeError.
class ArrayText {
 public:
  enum class Extent : std::uint8_t { until_zero, all };
  ArrayText(const detail::Cells& cells, const AnyLock& lock, Extent extent)
      : cells_(cells), lock_(lock), extent_(extent) {}
  ArrayText(const ArrayText&) = default;
  ArrayText& operator=(const ArrayText& other) {
    if (this != &other) set(other.get());
    return *this;
  }

  [[nodiscard]] std::string get(Where where = Where::current()) const;
  /// Throws ValueError for more bytes than there are, TypeError for what is no text.
  void set(const Scalar& text, Where where = Where::current()) const;
  [[nodiscard]] std::string operator()(Where where = Where::current()) const { return get(where); }

  struct At {
    template <class U>
    requires std::convertible_to<const U&, Scalar> At(const U& v, Where w = Where::current())
        : text(v), where(w) {}  // NOLINT
    Scalar text;
    Where where;
  };
  operator std::string() const { return get(Where{"", "", 0}); }  // NOLINT: as the variable would
  const ArrayText& operator=(const At& right) const {
    set(right.text, right.where);
    return *this;
  }
  friend bool operator==(const ArrayText& a, const std::string& b) { return a.get(Where{}) == b; }

 private:
  template <class T>
  friend class Array;
  void require_bytes() const;

  detail::Cells cells_;
  AnyLock lock_;
  Extent extent_;
};

/// Values of one type in memory that all processes share, with a lock: `Array row(c_int, 3)`,
/// `Array row(c_int, {1, 2, 3})`, or with a type code, `Array row('i', 3)`, whose elements are
/// Scalars. Every single access, of an element or a slice, takes the lock for itself. Elements are
/// places of their own: writing to different ones is no conflict. Satisfies *Lockable*.
///
/// A handle: a copy is another name of the same array.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Array
template <class T = Scalar>
class Array {
 public:
  using value_type = T;
  /// What a slice is copied to: a text of letters, else a vector.
  using Part = std::conditional_t<
      std::is_same_v<T, char> || std::is_same_v<T, wchar_t>,
      std::basic_string<std::conditional_t<std::is_same_v<T, wchar_t>, wchar_t, char>>,
      std::vector<T>>;

  /// Throws ValueError for a negative size, TypeError for values that the type does not take.
  Array(const CType<T>& type, const Contents& contents, const ValueOptions& options = {},
        Where where = Where::current())
      : Array(type.record, contents, options, where) {}
  Array(const CType<T>& type, const Contents& contents, Name name, Where where = Where::current())
      : Array(type.record, contents, ValueOptions{true, name, {}}, where) {}
  /// The same for a type code. Throws TypeError for an unknown one.
  template <class U = T>
  requires std::same_as<U, Scalar> Array(char code, const Contents& contents,
                                         const ValueOptions& options = {},
                                         Where where = Where::current())
      : Array(detail::type_of(code), contents, options, where) {}
  template <class U = T>
  requires std::same_as<U, Scalar> Array(char code, const Contents& contents, Name name,
                                         Where where = Where::current())
      : Array(detail::type_of(code), contents, ValueOptions{true, name, {}}, where) {}
  Array(const Array&) = default;
  Array& operator=(const Array& other) {
    lock_ = other.lock_;
    cells_ = other.cells_;
    for (ArrayText* text : {&value, &raw}) {
      text->cells_ = cells_;
      text->lock_ = lock_;
    }
    return *this;
  }

 private:
  AnyLock lock_;
  detail::Cells cells_;

 public:
  ArrayText value;
  ArrayText raw;

  /// The element as a variable; -1 is the last. Throws IndexError, having taken the lock, if there
  /// is none.
  template <std::integral Index>
  [[nodiscard]] Slot<T> operator[](Index index) const {
    return element(static_cast<std::int64_t>(index), {});
  }
  template <std::integral Index>
  [[nodiscard]] T get(Index index, Where where = Where::current()) const {
    return element(static_cast<std::int64_t>(index), where).get(where);
  }
  template <std::integral Index>
  void set(Index index, const Scalar& item, Where where = Where::current()) const {
    element(static_cast<std::int64_t>(index), where).set(item, where);
  }
  /// A copy of some elements, read while holding the lock once.
  [[nodiscard]] Part operator[](const Slice& slice) const { return get(slice, Where{"", "", 0}); }
  [[nodiscard]] Part get(const Slice& slice, Where where = Where::current()) const {
    static_cast<void>(size());  // throws when it has been destroyed
    Part part;
    for (const Scalar& item : lock_.hold(where, [&] { return cells_.read(slice, where); })) {
      part.push_back(item.as<T>());
    }
    return part;
  }
  /// Throws ValueError for another number of values; TypeError for one that the type does not take,
  /// those before it being stored.
  void set(const Slice& slice, const Contents& values, Where where = Where::current()) const {
    static_cast<void>(size());
    lock_.hold(where, [&] {
      cells_.write(slice, values, where);
      return true;
    });
  }
  /// The number of elements; takes no lock.
  [[nodiscard]] std::int64_t size() const { return cells_.size(); }

  /// Reads one element after the other, each for itself.
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = T;
    Iterator() = default;
    Iterator(const Array& array, std::int64_t index) : array_(array), index_(index) {}
    T operator*() const { return (*array_).get(index_, Where{"", "", 0}); }
    Iterator& operator++() {
      ++index_;
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++index_;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) { return a.index_ == b.index_; }

   private:
    std::optional<Array> array_;
    std::int64_t index_ = 0;
  };
  [[nodiscard]] Iterator begin() const { return Iterator(*this, 0); }
  [[nodiscard]] Iterator end() const { return Iterator(*this, size()); }

  /// The lock: an AnyLock. Throws AttributeError if there is none (`lock = false`), as the four
  /// after it do.
  [[nodiscard]] AnyLock get_lock() const { return lock_for("get_lock"); }
  /// The same array without its lock.
  [[nodiscard]] Array get_obj() const {
    static_cast<void>(lock_for("get_obj"));
    return Array(cells_, AnyLock());
  }
  bool acquire(bool block = true, OptionalTimeout timeout = {},
               Where where = Where::current()) const {
    return lock_for("acquire").acquire(block, timeout, where);
  }
  void release(Where where = Where::current()) const { lock_for("release").release(where); }
  void lock(Where where = Where::current()) const { lock_for("__enter__").lock(where); }
  bool try_lock(Where where = Where::current()) const {
    return lock_for("acquire").try_lock(where);
  }
  void unlock(Where where = Where::current()) const { lock_for("__exit__").unlock(where); }

  /// Throws what its lock throws, if it has one (AnyLock).
  void require_spawnable() const { lock_.require_spawnable(); }
  /// Whether both are names of the same array.
  friend bool operator==(const Array& a, const Array& b) { return a.cells_ == b.cells_; }

 private:
  Array(const detail::TypeRecord& type, const Contents& contents, const ValueOptions& options,
        Where where)
      : lock_(options.lock.lock(detail::lock_name(options.name), options.context, where)),
        cells_(type, contents, options.name, where, this),
        value(cells_, lock_, ArrayText::Extent::until_zero),
        raw(cells_, lock_, ArrayText::Extent::all),
        made_(options.context) {}
  Array(const detail::Cells& cells, const AnyLock& lock)
      : lock_(lock),
        cells_(cells),
        value(cells_, lock_, ArrayText::Extent::until_zero),
        raw(cells_, lock_, ArrayText::Extent::all),
        made_(Context{}) {}

  [[nodiscard]] Slot<T> element(std::int64_t index, Where where) const {
    const detail::Cell* cell = cells_.at(index);
    if (cell == nullptr) {
      lock_.hold(where, []() -> bool { throw IndexError("invalid index", Category::misuse); });
    }
    return Slot<T>(*cell, lock_);
  }
  [[nodiscard]] const AnyLock& lock_for(const char* attribute) const {
    static_cast<void>(size());
    if (!lock_.exists()) {
      detail::throw_no_attribute(
          std::string(cells_.type().name) + "_Array_" + std::to_string(size()), attribute);
    }
    return lock_;
  }

  detail::MadeFor made_;
};

/// Python's len.
template <class T>
std::int64_t len(const Array<T>& array) {
  return array.size();
}

template <class T>
struct Pickling<Array<T>> {
  static constexpr const char* kRefusal =
      std::is_same_v<T, char>
          ? "SynchronizedString objects should only be shared between processes through inheritance"
          : "SynchronizedArray objects should only be shared between processes through inheritance";
  static constexpr bool kInherited = true;
};

}  // namespace heddle::multiprocessing
