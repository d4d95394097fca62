// The multiprocessing module: https://docs.python.org/3/library/multiprocessing.html
#pragma once

#include "heddle/primitives/multiprocessing/barrier.hpp"
#include "heddle/primitives/multiprocessing/condition.hpp"
#include "heddle/primitives/multiprocessing/context.hpp"
#include "heddle/primitives/multiprocessing/event.hpp"
#include "heddle/primitives/multiprocessing/lock.hpp"
#include "heddle/primitives/multiprocessing/pickling.hpp"
#include "heddle/primitives/multiprocessing/process.hpp"
#include "heddle/primitives/multiprocessing/rlock.hpp"
#include "heddle/primitives/multiprocessing/semaphore.hpp"
