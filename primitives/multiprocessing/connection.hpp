// The ends of a pipe between processes, and waiting for several of them.
#pragma once

#include <any>
#include <array>
#include <deque>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "heddle/checker/handle.hpp"
#include "heddle/primitives/multiprocessing/pickled_size.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/pipe_spec.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"

namespace heddle::multiprocessing {

class Waitable;

/// Sending where nobody can receive any more.
class BrokenPipeError : public OSError {
 public:
  BrokenPipeError() : OSError("BrokenPipeError", "[Errno 32] Broken pipe") {}
};
/// The other end was closed before all that had been sent to it was received.
class ConnectionResetError : public OSError {
 public:
  ConnectionResetError()
      : OSError("ConnectionResetError", "[Errno 104] Connection reset by peer") {}
};

namespace detail {

/// The messages in a pipe, by the end at which they were sent.
struct Messages {
  std::array<std::deque<std::any>, 2> from;
  std::any take(int end);
};
/// A message of type T: std::any would not hold another.
template <class T>
struct Message {
  T value;
};

/// Throws TypeError for a message of a type that cannot be pickled, RuntimeError for one that
/// processes can only inherit.
template <class T>
void check_message() {
  if constexpr (requires { Pickling<T>::refuse(); }) Pickling<T>::refuse();
  if constexpr (Pickling<T>::kInherited) {
    throw RuntimeError(Pickling<T>::kRefusal, Category::misuse);
  } else if constexpr (Pickling<T>::kRefusal != nullptr) {
    throw TypeError(Pickling<T>::kRefusal, Category::unpicklable);
  }
}

/// The state of a pipe whose ends the running process has.
PipeSpec::State new_pipe(bool duplex);
/// Throws OSError: the process has closed its copy, or never had one.
[[noreturn]] void throw_closed_handle();
/// Does something that belongs to what the running thread did last.
void perform_along(ObjectId object, int kind, std::int64_t a, std::int64_t b, Where where);

/// A connection whatever its messages are.
class AnyConnection {
 public:
  /// Whether there is something to receive, or the end of the file, within `timeout` seconds; none
  /// waits for it. Throws OSError when closed, or for the sending end of a simplex pipe.
  bool poll(OptionalTimeout timeout = 0.0, Where where = Where::current()) const;
  /// Closes the copy of this end that the running process has.
  void close(Where where = Where::current()) const;
  /// Whether the running process has no open copy of this end.
  [[nodiscard]] bool closed(Where where = Where::current()) const;
  [[nodiscard]] bool readable() const { return duplex_ || end_ == 0; }
  [[nodiscard]] bool writable() const { return duplex_ || end_ == 1; }

  /// The number of its pipe, for `invariant`.
  [[nodiscard]] ObjectId object() const { return handle_.object(); }
  friend bool operator==(const AnyConnection& a, const AnyConnection& b) {
    return a.handle_ == b.handle_ && a.end_ == b.end_;
  }

  // ---- what processes and other pipes do with it
  // -------------------------------------------------
  void pickle_argument() const;
  void pass_to(Execution& run, ProcessId process) const;
  void lend(Where where) const;
  void adopt(Where where) const;

 protected:
  using PipeHandle = Handle<PipeSpec, Messages>;
  AnyConnection(const PipeHandle& pipe, int end, bool duplex)
      : handle_(pipe), end_(end), duplex_(duplex) {}
  static PipeHandle make(bool duplex, Name name, Where where) {
    return PipeHandle(new_pipe(duplex), name, where);
  }
  /// False: the execution is being left.
  bool send_message(std::any message, std::int64_t bytes, const std::string& text,
                    Where where) const;
  /// Empty: the execution is being left.
  [[nodiscard]] std::any receive_message(Where where) const;
  void describe(const std::string& text) const { handle_.execution().describe_value(text); }
  [[nodiscard]] bool recording() const { return handle_.execution().recording(); }

 private:
  friend heddle::multiprocessing::Waitable;
  [[nodiscard]] std::int64_t place() const {
    return PipeSpec::place(end_, Execution::process(), duplex_);
  }
  void require(bool allowed, const char* otherwise, Where where) const;

  PipeHandle handle_;
  int end_;
  bool duplex_;
};

}  // namespace detail

/// One end of a pipe whose messages are of type T. Like a file's handle it is open or closed in
/// each process by itself: a forked process has a copy of every end that was open in its parent
/// then, a spawned one of those that were passed to it as arguments; a process that ends has closed
/// its copies. The other end hears of it when the last copy is closed.
///
/// Two processes that send at one end, or receive, without anything that orders them may mix up
/// what they send: finding `endpoint-race`.
///
/// Python:
/// https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.Connection
template <class T>
class Connection : public detail::AnyConnection {
 public:
  static_assert(std::is_copy_constructible_v<T>, "messages are copied");

  /// Sends a copy of `value`, waiting while the pipe has no room for it (Options::pipe_capacity; a
  /// message takes its contents and 16 bytes, one that is larger than the pipe waits until it is
  /// received). A connection that is sent gives the receiver a copy of its end.
  ///
  /// Throws OSError when closed, or for the receiving end of a simplex pipe; BrokenPipeError when
  /// every copy of the other end is closed; TypeError for a value that cannot be pickled;
  /// RuntimeError for one that processes can only inherit (a lock, say).
  void send(T value, Where where = Where::current()) const {
    detail::check_message<T>();
    const std::string text = recording() ? detail::message_text(value) : "";
    const std::int64_t bytes = detail::message_bytes(value);
    if constexpr (requires { value.lend(where); }) {
      if (value.closed(where)) detail::throw_closed_handle();
      if (send_message(detail::Message<T>{value}, bytes, text, where)) value.lend(where);
    } else {
      send_message(detail::Message<T>{std::move(value)}, bytes, text, where);
    }
  }
  /// Receives the next message, waiting for it. Throws OSError when closed, or for the sending end
  /// of a simplex pipe; EOFError when there is none and every copy of the other end is closed
  /// (ConnectionResetError where that one had not received all).
  T recv(Where where = Where::current()) const {
    std::any message = receive_message(where);
    if (!message.has_value()) {
      if constexpr (std::is_default_constructible_v<T>) return T{};
    }
    T value = std::move(std::any_cast<detail::Message<T>&>(message).value);
    if (recording()) describe(detail::message_text(value));
    if constexpr (requires { value.adopt(where); }) value.adopt(where);
    return value;
  }

 private:
  template <class U>
  friend std::pair<Connection<U>, Connection<U>> Pipe(bool, Name, Where);  // NOLINT: Python's
  using detail::AnyConnection::AnyConnection;
};

/// Both ends of a new pipe for messages of type T (std::variant or std::any for mixtures). Duplex:
/// each sends and receives; otherwise the first only receives, the second only sends.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.Pipe
template <class T>
std::pair<Connection<T>, Connection<T>> Pipe(  // NOLINT: Python's name
    bool duplex = true, Name name = nullptr, Where where = Where::current()) {
  const auto pipe = Connection<T>::make(duplex, name, where);
  return {Connection<T>(pipe, 0, duplex), Connection<T>(pipe, 1, duplex)};
}

/// What `wait` waits for: a connection that has something to receive or has come to its end, or a
/// process that has ended.
class Waitable {
 public:
  Waitable(const detail::AnyConnection& connection)  // NOLINT: stands for it
      : object_(connection.object()), end_(connection.end_), duplex_(connection.duplex_) {}
  Waitable(const Sentinel& sentinel) : object_(sentinel.object), end_(kProcess) {}  // NOLINT
  friend bool operator==(const Waitable&, const Waitable&) = default;

 private:
  friend std::vector<Waitable> wait(const std::vector<Waitable>& objects, OptionalTimeout timeout,
                                    Where where);
  static constexpr int kProcess = 2;
  [[nodiscard]] OperationPart part() const;

  ObjectId object_;
  int end_;
  bool duplex_ = false;
};

/// Waits until some of `objects` are ready, or the time is up, and returns those. Throws OSError
/// for a connection that is closed.
///
/// Python: https://docs.python.org/3/library/multiprocessing.html#multiprocessing.connection.wait
std::vector<Waitable> wait(const std::vector<Waitable>& objects, OptionalTimeout timeout = {},
                           Where where = Where::current());

}  // namespace heddle::multiprocessing
