// The allocator of glibc behind functions that count: an executable's own `malloc` takes the place of the library's for every
// library of the process, and `free` knows the blocks of both. No dlsym: it allocates before there is anything to call.
//
// Built as a library with -DALLOCATION_REPORT and preloaded, it counts those of a whole process and writes `allocations: N`
// to standard error when it ends: Tests/Performance/allocations.sh.
#include "AllocationCount.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>

// Of clang; gcc compiles the preloaded library only.
#ifndef __has_feature
#define __has_feature(name) 0
#endif

#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || !defined(__GLIBC__)

_Bool allocation_count_is_on(void) { return 0; }
long allocation_count(void) { return 0; }

#else

void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);
void *__libc_memalign(size_t, size_t);

#ifdef ALLOCATION_REPORT

#include <stdio.h>
#include <unistd.h>

static _Atomic long counted;

__attribute__((destructor)) static void report(void) {
  char text[40];
  int length = snprintf(text, sizeof text, "allocations: %ld\n", (long)counted);
  if (write(2, text, (size_t)length) < 0) _exit(3);
}

#else

static _Thread_local long counted __attribute__((tls_model("initial-exec")));

#endif

_Bool allocation_count_is_on(void) { return 1; }
long allocation_count(void) { return counted; }

void *malloc(size_t size) {
  counted++;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  counted++;
  return __libc_calloc(count, size);
}

void *realloc(void *block, size_t size) {
  counted++;
  return __libc_realloc(block, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  counted++;
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **block, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || (alignment & (alignment - 1)) != 0 || alignment == 0) return EINVAL;
  counted++;
  void *made = __libc_memalign(alignment, size);
  if (made == NULL) return ENOMEM;
  *block = made;
  return 0;
}

#endif
