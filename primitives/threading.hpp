// The threading module: https://docs.python.org/3/library/threading.html
#pragma once

#include "heddle/primitives/atomic.hpp"
#include "heddle/primitives/program.hpp"
#include "heddle/primitives/shared.hpp"
#include "heddle/primitives/threading/barrier.hpp"
#include "heddle/primitives/threading/condition.hpp"
#include "heddle/primitives/threading/event.hpp"
#include "heddle/primitives/threading/local.hpp"
#include "heddle/primitives/threading/lock.hpp"
#include "heddle/primitives/threading/rlock.hpp"
#include "heddle/primitives/threading/semaphore.hpp"
#include "heddle/primitives/threading/thread.hpp"
