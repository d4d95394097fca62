// The programs of the models, one a file; table.cpp says what is expected of each.
#pragma once

#include "heddle/checker/model.hpp"

namespace heddle::programs {

void abba_deadlock(const Parameters&);
void barrier(const Parameters&);
void barrier_broken(const Parameters&);
void bounded_semaphore_over_release(const Parameters&);
void condition_if(const Parameters&);
void condition_if_one_consumer(const Parameters&);
void condition_notify_before_wait(const Parameters&);
void condition_notify_one_of_two_kinds(const Parameters&);
void condition_wait_for(const Parameters&);
void condition_while(const Parameters&);
void counter_locked(const Parameters&);
void counter_unlocked(const Parameters&);
void daemon(const Parameters&);
void daemon_holds_lock(const Parameters&);
void event_set_clear(const Parameters&);
void event_timeout(const Parameters&);
void join_self(const Parameters&);
void lock_reentrant(const Parameters&);
void non_daemon(const Parameters&);
void philosophers_naive(const Parameters&);
void philosophers_ordered(const Parameters&);
void poll_for_ever(const Parameters&);
void producer_consumer_queue(const Parameters&);
void release_unlocked(const Parameters&);
void rlock_reentrant(const Parameters&);
void semaphore(const Parameters&);
void sleep_for_order(const Parameters&);
void start_twice(const Parameters&);
void thread_function(const Parameters&);
void thread_local_data(const Parameters&);
void thread_subclass(const Parameters&);
void timer_cancel(const Parameters&);
void two_by_six(const Parameters&);

}  // namespace heddle::programs
