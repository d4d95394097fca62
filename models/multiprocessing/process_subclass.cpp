// A subclass of Process with `run` overridden.
#include <heddle/heddle.hpp>

#include "heddle/models/multiprocessing/table.hpp"

namespace heddle::programs {
namespace {

class Increase final : public multiprocessing::Process {
 public:
  Increase(const Shared<int>& balance, int amount) : balance_(balance), amount_(amount) {}
  void run() override {
    balance_ += amount_;
    outcome(balance_.get());
  }

 private:
  Shared<int> balance_;
  int amount_;
};

}  // namespace

void process_subclass(const Parameters&) {
  const Shared<int> balance{10, "balance"};
  const Increase first(balance, 10);
  const Increase second(balance, 20);
  first.start();
  second.start();
  first.join();
  second.join();
  outcome(balance.get());
}

}  // namespace heddle::programs
