// A method that holds a Lock calls another one that takes it again: it waits for itself.
#include <heddle/heddle.hpp>

#include "heddle/models/table.hpp"

namespace heddle::programs {

using threading::Lock;
using threading::Thread;

namespace {

class Account {
 public:
  void deposit(int amount) const {
    lock_.acquire();
    balance_ += amount;
    lock_.release();
  }
  void deposit_twice(int amount) const {
    lock_.acquire();
    deposit(amount);
    deposit(amount);
    lock_.release();
  }
  [[nodiscard]] int balance() const { return balance_.get(); }

 private:
  Lock lock_{"lock"};
  Shared<int> balance_{0, "balance"};
};

}  // namespace

void lock_reentrant(const Parameters&) {
  const Account account;
  Thread t1([=] { account.deposit_twice(10); }, "t1");
  Thread t2([=] { account.deposit_twice(20); }, "t2");
  t1.start();
  t2.start();
  t1.join();
  t2.join();
  outcome(account.balance());
}

}  // namespace heddle::programs
