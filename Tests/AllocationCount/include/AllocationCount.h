#pragma once

// Counts the allocations of each thread, in test executables only.

/// False where a sanitizer owns the allocator, or another C library: nothing is counted.
_Bool allocation_count_is_on(void);

/// Blocks that the calling thread has asked the allocator for so far: malloc, calloc, realloc and the aligned ones.
long allocation_count(void);
