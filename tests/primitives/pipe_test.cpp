// Pipe and Connection: each operation alone, against CPython's behaviour.
#include <any>
#include <cstdlib>
#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "heddle/tests/primitives/behaviour.hpp"

namespace heddle::pipe_test {
namespace {

using multiprocessing::Connection;
using multiprocessing::Pipe;
using multiprocessing::SimpleQueue;

constexpr const char* kClosed = "raises OSError: handle is closed";
constexpr const char* kBroken = "raises BrokenPipeError: [Errno 32] Broken pipe";
constexpr const char* kReset = "raises ConnectionResetError: [Errno 104] Connection reset by peer";

/// What two calls in a row do, in words.
template <class F, class G>
std::string both(F first, G second) {
  const std::string one = result_of(first);
  return one + ", " + result_of(second);
}

Connection<int> closed_end() {
  const auto [first, second] = Pipe<int>();
  second.close();
  second.close();
  return second;
}
/// The receiving end of a simplex pipe with these messages, whose other end is open or closed.
Connection<int> receiving(const std::vector<int>& messages, bool open = true) {
  const auto [receiver, sender] = Pipe<int>(false);
  for (const int message : messages) sender.send(message);
  if (!open) sender.close();
  return receiver;
}
/// The first end of a duplex pipe whose second end was closed after it had sent `sent` and received
/// nothing of `unread`.
Connection<int> left_alone(const std::vector<int>& sent, const std::vector<int>& unread) {
  const auto [first, second] = Pipe<int>();
  for (const int message : unread) first.send(message);
  for (const int message : sent) second.send(message);
  second.close();
  return first;
}
std::string text(std::size_t bytes) { return std::string(bytes, 'x'); }

TEST_CASE("Pipe: what goes in comes out", "[primitives][pipe]") {
  check_cases({
      {"Pipe.send-recv", [] { return receiving({1}).recv(); }, "1"},
      {"Pipe.duplex-both",
       [] {
         const auto [first, second] = Pipe<int>();
         first.send(1);
         second.send(2);
         const int received = first.recv();
         return std::to_string(received) + std::to_string(second.recv());
       },
       "21"},
      {"Pipe.order",
       [] {
         const auto end = receiving({1, 2, 3});
         const int one = end.recv();
         const int two = end.recv();
         return 100 * one + 10 * two + end.recv();
       },
       "123"},
      {"Pipe.copied",
       [] {
         const auto [receiver, sender] = Pipe<std::vector<int>>(false);
         std::vector<int> list{1};
         sender.send(list);
         list.push_back(2);
         return receiver.recv().size();
       },
       "1"},
      {"a variant",
       [] {
         const auto [receiver, sender] = Pipe<std::variant<int, std::string>>(false);
         sender.send("text");
         return std::get<std::string>(receiver.recv());
       },
       "text"},
      {"any",
       [] {
         const auto [receiver, sender] = Pipe<std::any>(false);
         sender.send(7);
         return std::any_cast<int>(receiver.recv());
       },
       "7"},
      {"Pipe.recv-empty", [] { return receiving({}).recv(); }, "blocks"},
  });
}

TEST_CASE("Pipe: the ends of a simplex pipe have one use each", "[primitives][pipe]") {
  const auto first = [] { return Pipe<int>(false).first; };
  const auto second = [] { return Pipe<int>(false).second; };
  check_cases({
      {"Pipe.wrong-end-send", [=] { first().send(1); }, "raises OSError: connection is read-only"},
      {"Pipe.wrong-end-recv", [=] { second().recv(); }, "raises OSError: connection is write-only"},
      {"Pipe.wrong-end-poll", [=] { second().poll(); }, "raises OSError: connection is write-only"},
      {"Pipe.readable-writable",
       [] {
         const auto [one, two] = Pipe<int>(false);
         return std::string(detail::value_text(one.readable())) +
                detail::value_text(one.writable()) + detail::value_text(two.readable()) +
                detail::value_text(two.writable());
       },
       "truefalsefalsetrue"},
      {"closed as well",
       [=] {
         const auto end = first();
         end.close();
         end.send(1);
       },
       kClosed},
  });
}

TEST_CASE("Pipe: poll", "[primitives][pipe]") {
  check_cases({
      {"Pipe.poll-empty", [] { return receiving({}).poll(); }, "false"},
      {"Pipe.poll-timeout", [] { return receiving({}).poll(0.05); }, "false"},
      {"Pipe.poll-negative", [] { return receiving({}).poll(-1); }, "false"},
      {"Pipe.poll-item",
       [] {
         const auto end = receiving({1});
         std::string words = detail::value_text(end.poll());
         words += detail::value_text(end.poll());
         return words + std::to_string(end.recv());
       },
       "truetrue1"},
      {"Pipe.poll-peer-closed", [] { return receiving({}, false).poll(); }, "true"},
      {"Pipe.poll-none", [] { return receiving({}).poll(std::nullopt); }, "blocks"},
  });
}

TEST_CASE("Pipe: when the other end is closed", "[primitives][pipe]") {
  check_cases({
      {"Pipe.recv-peer-closed", [] { receiving({}, false).recv(); }, "raises EOFError"},
      {"Pipe.recv-peer-closed-item",
       [] {
         const auto end = receiving({1}, false);
         return both([=] { return end.recv(); }, [=] { return end.recv(); });
       },
       "1, raises EOFError"},
      {"Pipe.send-peer-closed",
       [] {
         const auto [receiver, sender] = Pipe<int>(false);
         receiver.close();
         sender.send(1);
       },
       kBroken},
      {"Pipe.send-peer-closed-duplex", [] { left_alone({}, {}).send(1); }, kBroken},
      {"Pipe.recv-peer-closed-duplex", [] { left_alone({}, {}).recv(); }, "raises EOFError"},
      {"Pipe.recv-peer-closed-unread", [] { left_alone({}, {1}).recv(); }, kReset},
      {"Pipe.recv-peer-closed-unread-item",
       [] {
         const auto end = left_alone({2}, {1});
         return both([=] { return end.recv(); }, [=] { return end.recv(); });
       },
       std::string("2, ") + kReset},
  });
}

TEST_CASE("Pipe: a closed end", "[primitives][pipe]") {
  check_cases({
      {"Pipe.close-twice", [] { closed_end().close(); }, "nothing"},
      {"Pipe.closed",
       [] {
         const auto [first, second] = Pipe<int>();
         const bool before = first.closed();
         first.close();
         return std::string(detail::value_text(before)) + detail::value_text(first.closed()) +
                detail::value_text(second.closed());
       },
       "falsetruefalse"},
      {"Pipe.send-closed", [] { closed_end().send(1); }, kClosed},
      {"Pipe.recv-closed", [] { closed_end().recv(); }, kClosed},
      {"Pipe.poll-closed", [] { closed_end().poll(); }, kClosed},
  });
}

TEST_CASE("Pipe: what cannot be sent", "[primitives][pipe]") {
  const auto end = []<class T>(T /*message*/) { return Pipe<T>().first; };
  check_cases({
      {"mp.SimpleQueue.through-pipe", [=] { end(SimpleQueue<int>()).send(SimpleQueue<int>()); },
       "raises RuntimeError: SimpleQueue objects should only be shared between processes through "
       "inheritance"},
  });
  CHECK(behaviour([=] {
          return result_of([=] { end(threading::Lock()).send(threading::Lock()); });
        }) == "raises TypeError: cannot pickle '_thread.lock' object");
  const Report report = explore_all([=] { end(threading::Lock()).send(threading::Lock()); });
  CHECK(report.has(Kind::unpicklable_argument));
}

TEST_CASE("Pipe: a connection that is sent works where it is received", "[primitives][pipe]") {
  CHECK(behaviour([] {
          const auto carrier = Pipe<Connection<int>>();
          const auto [first, second] = Pipe<int>();
          carrier.first.send(first);
          carrier.second.recv().send(7);
          return std::to_string(second.recv());
        }) == "7");
  CHECK(behaviour([] {
          const auto carrier = Pipe<Connection<int>>();
          carrier.first.send(closed_end());
          return std::string("sent");
        }) == kClosed);
}

TEST_CASE("Pipe: room for 64 KiB", "[primitives][pipe]") {
  const auto sends = [](std::size_t bytes) {
    return [=] { Pipe<std::string>(false).second.send(text(bytes)); };
  };
  check_cases({
      {"Pipe.size-pipe, small", sends(60'000), "nothing"},
      {"Pipe.size-pipe, large", sends(70'000), "blocks"},
      {"exactly", sends(65'536 - 16), "nothing"},
      {"a byte more", sends(65'536 - 15), "blocks"},
  });
}

TEST_CASE("Pipe: the capacity is counted in bytes of messages that wait", "[primitives][pipe]") {
  const auto fill = [](int count, int taken) {
    return [=] {
      const auto [receiver, sender] = Pipe<int>(false);
      for (int i = 0; i < taken; ++i) {
        sender.send(i);
        receiver.recv();
      }
      for (int i = 0; i < count; ++i) sender.send(i);
    };
  };
  Options options;
  options.pipe_capacity = 65;  // three of 20 bytes
  check_cases({{"three", fill(3, 0), "nothing"},
               {"four", fill(4, 0), "blocks"},
               {"three, after two", fill(3, 2), "nothing"},
               {"four, after two", fill(4, 2), "blocks"}},
              options);
}

TEST_CASE("Pipe: messages of many sizes", "[primitives][pipe]") {
  Options options;
  options.pipe_capacity = 400;
  const auto fill = [](int last) {
    return [=] {
      const auto [receiver, sender] = Pipe<std::string>(false);
      for (int i = 0; i < 5; ++i) {
        sender.send(text(static_cast<std::size_t>(30 + i)));
        receiver.recv();
      }
      for (int i = 1; i <= 8; ++i) sender.send(text(static_cast<std::size_t>(10 * i)));  // 360, 128
      sender.send(text(static_cast<std::size_t>(last)));
    };
  };
  check_cases({{"too much", fill(1), "blocks"}}, options);
  options.pipe_capacity = 488 + 17;
  check_cases({{"exactly", fill(1), "nothing"}, {"a byte more", fill(2), "blocks"}}, options);
}

TEST_CASE("Pipe: of very many sizes the capacity is kept about", "[primitives][pipe]") {
  multiprocessing::PipeWindow window;
  std::int64_t exact = 0;
  std::deque<std::int64_t> sizes;
  std::uint32_t before = 0;
  for (int i = 0; i < 1'000; ++i) {
    const std::int64_t bytes = 20 + i * 37 % 101;
    window.add(multiprocessing::PipeSpec::room(bytes, 4'000));
    sizes.push_back(bytes);
    for (exact += bytes; exact > 4'000; ++before) {
      exact -= sizes.front();
      sizes.pop_front();
    }
    CHECK(std::abs(std::int64_t{window.before()} - std::int64_t{before}) <= 6);
  }
}

}  // namespace
}  // namespace heddle::pipe_test
