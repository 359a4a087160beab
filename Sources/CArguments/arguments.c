#include "CArguments.h"

static int count;
static char **values;

#if defined(__GLIBC__) || defined(__linux__)
#include <features.h>
#endif

#if defined(__GLIBC__)
// The GNU C library calls constructors with what main gets.
__attribute__((constructor)) static void keep(int argument_count, char **arguments) {
  count = argument_count;
  values = arguments;
}
#endif

int weir_argument_count(void) { return count; }

const char *weir_argument(int index) { return values[index]; }
