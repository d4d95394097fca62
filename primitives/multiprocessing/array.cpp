#include "heddle/primitives/multiprocessing/array.hpp"

#include <algorithm>

#include "heddle/primitives/task.hpp"

namespace heddle::multiprocessing {

// ---- Contents -----------------------------------------------------------------------------------

Contents::Contents(const std::string& text) {
  for (const char letter : text) values_.emplace_back(letter);
}
Contents::Contents(const std::wstring& text) {
  for (const wchar_t letter : text) values_.emplace_back(letter);
}

const std::vector<Scalar>& Contents::values() const {
  const char* wrong = size_ ? "int" : wrong_;
  if (wrong != nullptr) {
    throw TypeError(std::string("object of type '") + wrong + "' has no len()", Category::misuse);
  }
  return values_;
}

std::vector<Scalar> Contents::filled() const {
  if (!size_) return values();
  if (*size_ < 0) {
    throw ValueError("Array length must be >= 0, not " + std::to_string(*size_), Category::misuse);
  }
  return std::vector<Scalar>(static_cast<std::size_t>(*size_));
}

// ---- Cells --------------------------------------------------------------------------------------

namespace detail {

Cells::Cells(const TypeRecord& type, const Contents& contents, Name name, Where where, void* home)
    : handle_({}, name, where, make_row(type, contents, name, where, home), home) {}

Cells::Row Cells::make_row(const TypeRecord& type, const Contents& contents, Name name, Where where,
                           void* home) {
  const std::string array = name != nullptr && *name != '\0' ? name : "array";
  Row row{&type, {}};
  for (const Scalar& value : contents.filled()) {
    const std::string element = array + "[" + std::to_string(row.cells.size()) + "]";
    row.cells.emplace_back(type, value, heddle::detail::kept(element)->c_str(), where, home);
  }
  return row;
}

const Cell* Cells::at(std::int64_t index) const {
  if (index < 0) index += size();
  if (index < 0 || index >= size()) return nullptr;
  return &handle_.payload().cells[static_cast<std::size_t>(index)];
}

std::vector<std::int64_t> indexes_of(const Slice& slice, std::int64_t size) {
  const std::int64_t step = slice.step.value_or(1);
  if (step == 0) throw ValueError("slice step cannot be zero", Category::misuse);
  const std::int64_t first = step > 0 ? 0 : -1;  // as PySlice_AdjustIndices
  const std::int64_t last = step > 0 ? size : size - 1;
  const auto clipped = [&](const std::optional<std::int64_t>& bound, std::int64_t otherwise) {
    if (!bound) return otherwise;
    return std::clamp(*bound < 0 ? *bound + size : *bound, first, last);
  };
  const std::int64_t start = clipped(slice.start, step > 0 ? 0 : last);
  const std::int64_t stop = clipped(slice.stop, step > 0 ? last : first);
  std::vector<std::int64_t> all;
  for (std::int64_t i = start; step > 0 ? i < stop : i > stop; i += step) all.push_back(i);
  return all;
}

std::vector<Scalar> Cells::read(const Slice& slice, Where where) const {
  std::vector<Scalar> values;
  for (const std::int64_t index : indexes_of(slice, size()))
    values.push_back(at(index)->read(where));
  return values;
}

void Cells::write(const Slice& slice, const Contents& contents, Where where) const {
  const std::vector<std::int64_t> places = indexes_of(slice, size());
  const std::vector<Scalar>& values = contents.values();
  if (values.size() != places.size()) {
    throw ValueError("Can only assign sequence of same size", Category::misuse);
  }
  for (std::size_t i = 0; i < places.size(); ++i) at(places[i])->write(values[i], false, where);
}

std::string Cells::read_text(Where where) const {
  std::string text;
  for (const Cell& cell : handle_.payload().cells) {
    const char byte = cell.read(where).as<char>();
    if (byte == '\0') break;
    text += byte;
  }
  return text;
}

void Cells::write_text(const Scalar& text, bool end, Where where) const {
  if (text.type_name() != std::string("str")) {
    throw TypeError(std::string("bytes expected instead of ") + text.type_name() + " instance",
                    Category::misuse);
  }
  std::string bytes = text.text();
  if (static_cast<std::int64_t>(bytes.size()) > size()) {
    throw ValueError("byte string too long", Category::misuse);
  }
  if (end && static_cast<std::int64_t>(bytes.size()) < size()) bytes += '\0';
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    handle_.payload().cells[i].write(bytes[i], false, where);
  }
}

}  // namespace detail

// ---- ArrayText ----------------------------------------------------------------------------------

void ArrayText::require_bytes() const {
  if (cells_.type().sort == detail::Sort::byte) return;
  const std::string plain =
      std::string(cells_.type().name) + "_Array_" + std::to_string(cells_.size());
  detail::throw_no_attribute(lock_.exists() ? "SynchronizedArray" : plain,
                             extent_ == Extent::all ? "raw" : "value");
}

std::string ArrayText::get(Where where) const {
  require_bytes();
  return lock_.hold(where, [&] {
    if (extent_ == Extent::until_zero) return cells_.read_text(where);
    std::string text;
    for (const Scalar& byte : cells_.read({}, where)) text += byte.as<char>();
    return text;
  });
}

void ArrayText::set(const Scalar& text, Where where) const {
  require_bytes();
  lock_.hold(where, [&] {
    cells_.write_text(text, extent_ == Extent::until_zero, where);
    return true;
  });
}

}  // namespace heddle::multiprocessing
