// The arguments of the process as the C library got them. Swift's own list is read from /proc, and is empty where that
// is not mounted: the tool would do nothing and call it success.
#ifndef WEIR_CARGUMENTS_H
#define WEIR_CARGUMENTS_H

/// The number of arguments with the program's name; 0 where the C library does not hand them out.
int weir_argument_count(void);

/// The argument with an index from 0 and below the count. It lives as long as the process.
const char *weir_argument(int index);

#endif
