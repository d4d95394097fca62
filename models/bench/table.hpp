// Small programs known from other checkers' benchmarks, one or a few of one kind a file. Which
// operations they do, and in which order, decides how many executions they have.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs::bench {

void account(const Parameters&);
void account_bad(const Parameters&);
void ainc(const Parameters&);
void big0(const Parameters&);
void binc(const Parameters&);
void bluetooth(const Parameters&);
void casrot(const Parameters&);
void circbuf(const Parameters&);
void fib(const Parameters&);
void fib_bad(const Parameters&);
void indexer(const Parameters&);
void lastzero(const Parameters&);
void length(const Parameters&);
void mutex(const Parameters&);
void nw1r(const Parameters&);
void peterson(const Parameters&);
void phil(const Parameters&);
void phil_bad(const Parameters&);
void prodcons(const Parameters&);
void raceplain(const Parameters&);
void readers(const Parameters&);
void reorder(const Parameters&);
void safestack(const Parameters&);
void sb(const Parameters&);
void sigma(const Parameters&);
void twostage(const Parameters&);
void wronglock(const Parameters&);

}  // namespace heddle::programs::bench
