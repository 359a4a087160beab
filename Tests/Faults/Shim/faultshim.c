// A library that is preloaded into `weir` and lets one of its system calls fail.
//
// Descriptors are known by what was opened through here, not by their path: an unnamed file (O_TMPFILE) has none. What is
// opened for writing under FAULT_OUT is an output, whatever is opened under FAULT_IN an input, under FAULT_CONF a pipeline
// file or a schema, under FAULT_TMP a spool. Descriptors 0 and 1 join with FAULT_STDIN=1 and FAULT_STDOUT=1. Other
// descriptors are left alone.
//
//   FAULT_KIND=write-out FAULT_NTH=3 FAULT_ERRNO=28   the third write of an output fails once
//   FAULT_SIGNAL=9                                    instead of failing, that call is preceded by the signal;
//   FAULT_WAIT=1                                      then it lasts for two seconds
//   FAULT_SHORT=seed  FAULT_EINTR=1                   reads and writes of 1 to 7 bytes; every second call is interrupted
//   FAULT_NO_UNNAMED=1  FAULT_NO_EXCHANGE=1           a file system without O_TMPFILE, without RENAME_EXCHANGE
//   FAULT_CLOCK=seconds                               added to the time of day, at every call once more
//   FAULT_TRACE=file                                  a line for each call, in order
//   FAULT_REPORT=file                                 at the end: a line for each kind with its number of calls, `hit N`
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum kind {
  NONE,
  OPEN_IN, READ_IN, CLOSE_IN,
  OPEN_CONF, READ_CONF, CLOSE_CONF,
  OPEN_UNNAMED, OPEN_NAMED, WRITE_OUT, FSYNC_OUT, CLOSE_OUT, CLOSE_SYNCED,
  OPEN_DIR, FSYNC_DIR, CLOSE_DIR,
  OPEN_TMP, WRITE_TMP, READ_TMP, CLOSE_TMP,
  LINK, RENAME, EXCHANGE, UNLINK,
  KINDS
};
static const char *const names[KINDS] = {
  "none", "open-in", "read-in", "close-in", "open-conf", "read-conf", "close-conf", "open-unnamed", "open-named",
  "write-out", "fsync-out", "close-out", "close-synced", "open-dir", "fsync-dir", "close-dir", "open-tmp", "write-tmp",
  "read-tmp", "close-tmp", "link", "rename", "exchange", "unlink"};

// What a descriptor stands for.
enum role { UNKNOWN, INPUT, CONF, OUTPUT, SYNCED, DIRECTORY, SPOOL };
enum { MOST_DESCRIPTORS = 65536 };
static unsigned char roles[MOST_DESCRIPTORS];

static struct {
  const char *in, *out, *conf, *tmp, *report, *trace;
  int kind, error, signal, waits, is_short, is_interrupted, no_unnamed, no_exchange, has_clock;
  long nth, clock;
} plan;
static long counts[KINDS], hits;
static unsigned ticks, random_state;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  static int is_done;
  if (is_done) return;
  is_done = 1;
  plan.in = getenv("FAULT_IN");
  plan.out = getenv("FAULT_OUT");
  plan.conf = getenv("FAULT_CONF");
  plan.tmp = getenv("FAULT_TMP");
  plan.report = getenv("FAULT_REPORT");
  plan.trace = getenv("FAULT_TRACE");
  const char *kind = getenv("FAULT_KIND");
  for (int i = 1; kind && i < KINDS; i++)
    if (!strcmp(kind, names[i])) plan.kind = i;
  plan.nth = number("FAULT_NTH");
  plan.error = (int)number("FAULT_ERRNO");
  plan.signal = (int)number("FAULT_SIGNAL");
  plan.waits = getenv("FAULT_WAIT") != 0;
  plan.is_short = getenv("FAULT_SHORT") != 0;
  random_state = (unsigned)number("FAULT_SHORT") | 1;
  plan.is_interrupted = getenv("FAULT_EINTR") != 0;
  plan.no_unnamed = getenv("FAULT_NO_UNNAMED") != 0;
  plan.no_exchange = getenv("FAULT_NO_EXCHANGE") != 0;
  plan.has_clock = getenv("FAULT_CLOCK") != 0;
  plan.clock = number("FAULT_CLOCK");
  if (number("FAULT_STDIN")) roles[0] = INPUT;
  if (number("FAULT_STDOUT")) roles[1] = OUTPUT;
}

#define REAL(name)                                          \
  static __typeof__(&name) real;                            \
  begin();                                                  \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

static void record(const char *path, int flags, const char *text, int length) {
  int file = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
  if (file < 0) return;
  if (syscall(SYS_write, file, text, length) != length) abort();
  syscall(SYS_close, file);
}

__attribute__((destructor)) static void end(void) {
  if (!plan.report) return;
  char text[2048];
  int length = 0;
  for (int i = 1; i < KINDS; i++) length += snprintf(text + length, sizeof text - length, "%s %ld\n", names[i], counts[i]);
  length += snprintf(text + length, sizeof text - length, "hit %ld\n", hits);
  record(plan.report, O_TRUNC, text, length);
}

// Counts a call; true when it is the one to fail, with errno set.
static int fails(enum kind kind) {
  if (kind == NONE) return 0;
  if (plan.trace) {
    char line[32];
    record(plan.trace, O_APPEND, line, snprintf(line, sizeof line, "%s\n", names[kind]));
  }
  long now = __atomic_add_fetch(&counts[kind], 1, __ATOMIC_SEQ_CST);
  if ((int)kind != plan.kind || now != plan.nth) return 0;
  __atomic_add_fetch(&hits, 1, __ATOMIC_SEQ_CST);
  if (plan.signal) {
    // A stop sent to the process may be taken by another thread, and this one goes on until that one has run. The others
    // may be blocked here: they go to whoever waits for them.
    if (plan.signal == SIGSTOP) syscall(SYS_tgkill, getpid(), (pid_t)syscall(SYS_gettid), SIGSTOP);
    else kill(getpid(), plan.signal);
    if (plan.waits) sleep(2);
    return 0;
  }
  errno = plan.error;
  return 1;
}

static enum role role(int descriptor) {
  return descriptor >= 0 && descriptor < MOST_DESCRIPTORS ? roles[descriptor] : UNKNOWN;
}
static void assign(int descriptor, enum role role) {
  if (descriptor >= 0 && descriptor < MOST_DESCRIPTORS) roles[descriptor] = role;
}

// MARK: Paths

// The absolute path without `.` and `..`; no links are followed.
static void absolute(const char *path, char *result, size_t size) {
  char whole[8192];
  if (path[0] == '/') {
    snprintf(whole, sizeof whole, "%s", path);
  } else {
    char here[4096];
    if (!getcwd(here, sizeof here)) here[0] = 0;
    snprintf(whole, sizeof whole, "%s/%s", here, path);
  }
  size_t end = 0;
  char *rest = 0;
  for (char *part = strtok_r(whole, "/", &rest); part; part = strtok_r(0, "/", &rest)) {
    if (!strcmp(part, ".")) continue;
    if (!strcmp(part, "..")) {
      while (end > 0 && result[--end] != '/') {}
      continue;
    }
    size_t length = strlen(part);
    if (end + length + 2 > size) break;
    result[end++] = '/';
    memcpy(result + end, part, length);
    end += length;
  }
  if (end == 0) result[end++] = '/';
  result[end] = 0;
}

static int is_under(const char *path, const char *directory) {
  if (!directory) return 0;
  char whole[8192];
  absolute(path, whole, sizeof whole);
  size_t length = strlen(directory);
  return !strncmp(whole, directory, length) && (whole[length] == 0 || whole[length] == '/');
}

// MARK: Open and close

static int is_unnamed(int flags) { return (flags & O_TMPFILE) == O_TMPFILE; }

static enum role role_of_path(const char *path, int flags) {
  if (is_under(path, plan.tmp)) return SPOOL;
  if (is_under(path, plan.out)) {
    if ((flags & O_ACCMODE) != O_RDONLY) return OUTPUT;
    return flags & O_DIRECTORY ? DIRECTORY : UNKNOWN;
  }
  if (is_under(path, plan.conf)) return CONF;
  if (is_under(path, plan.in) && !(flags & O_DIRECTORY)) return INPUT;
  return UNKNOWN;
}

static int open_kind(enum role role, int flags) {
  switch (role) {
  case INPUT: return OPEN_IN;
  case CONF: return OPEN_CONF;
  case OUTPUT: return is_unnamed(flags) ? OPEN_UNNAMED : OPEN_NAMED;
  case DIRECTORY: return OPEN_DIR;
  case SPOOL: return OPEN_TMP;
  default: return NONE;
  }
}

// True when the open is to fail; otherwise `role` is what the descriptor will be.
static int open_fails(const char *path, int flags, enum role *role) {
  *role = role_of_path(path, flags);
  if (plan.no_unnamed && is_unnamed(flags)) {
    errno = EOPNOTSUPP;
    return 1;
  }
  return fails(open_kind(*role, flags));
}

#define MODE(flags)                                             \
  mode_t mode = 0;                                              \
  if ((flags) & (O_CREAT | __O_TMPFILE)) {                      \
    va_list list;                                               \
    va_start(list, flags);                                      \
    mode = va_arg(list, mode_t);                                \
    va_end(list);                                               \
  }

#define OPEN(name, signature, call)         \
  int name signature {                      \
    MODE(flags)                             \
    REAL(name);                             \
    enum role role;                         \
    if (open_fails(path, flags, &role)) return -1; \
    int descriptor = call;                  \
    assign(descriptor, role);               \
    return descriptor;                      \
  }
OPEN(open, (const char *path, int flags, ...), real(path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), real(path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), real(at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), real(at, path, flags, mode))

int close(int descriptor) {
  REAL(close);
  static const enum kind kinds[] = {NONE, CLOSE_IN, CLOSE_CONF, CLOSE_OUT, CLOSE_SYNCED, CLOSE_DIR, CLOSE_TMP};
  enum kind kind = kinds[role(descriptor)];
  assign(descriptor, UNKNOWN);
  // A close that reports an error has closed all the same.
  int result = real(descriptor);
  return fails(kind) ? -1 : result;
}

// Copies are what they are copies of.
static int control(int (*real)(int, int, ...), int descriptor, int command, void *argument) {
  int result = real(descriptor, command, argument);
  if (result >= 0 && (command == F_DUPFD || command == F_DUPFD_CLOEXEC)) assign(result, role(descriptor));
  return result;
}
#define CONTROL(name)                                       \
  int name(int descriptor, int command, ...) {              \
    REAL(name);                                             \
    va_list list;                                           \
    va_start(list, command);                                \
    void *argument = va_arg(list, void *);                  \
    va_end(list);                                           \
    return control(real, descriptor, command, argument);    \
  }
CONTROL(fcntl)
CONTROL(fcntl64)

// MARK: Read, write, sync

static enum kind read_kind(int descriptor) {
  switch (role(descriptor)) {
  case INPUT: return READ_IN;
  case CONF: return READ_CONF;
  case SPOOL: return READ_TMP;
  default: return NONE;
  }
}

static enum kind write_kind(int descriptor) {
  switch (role(descriptor)) {
  case OUTPUT:
  case SYNCED: return WRITE_OUT;
  case SPOOL: return WRITE_TMP;
  default: return NONE;
  }
}

// True when the transfer is to fail; otherwise `count` may have become smaller.
static int transfer_fails(enum kind kind, size_t *count) {
  if (kind == NONE) return 0;
  if (fails(kind)) return 1;
  if (plan.is_interrupted && __atomic_add_fetch(&ticks, 1, __ATOMIC_SEQ_CST) % 2) {
    errno = EINTR;
    return 1;
  }
  if (plan.is_short && *count > 0) {
    unsigned next = __atomic_load_n(&random_state, __ATOMIC_RELAXED) * 1103515245u + 12345u;
    __atomic_store_n(&random_state, next, __ATOMIC_RELAXED);
    size_t most = 1 + (next >> 16) % 7;
    if (most < *count) *count = most;
  }
  return 0;
}

#define TRANSFER(name, buffer, kind, ...)                                \
  ssize_t name(int descriptor, buffer bytes, size_t count __VA_OPT__(, ) __VA_ARGS__)
#define BODY(name, kind, ...)                                            \
  {                                                                      \
    REAL(name);                                                          \
    if (transfer_fails(kind(descriptor), &count)) return -1;             \
    return real(descriptor, bytes, count __VA_OPT__(, ) __VA_ARGS__);    \
  }
TRANSFER(read, void *, read_kind) BODY(read, read_kind)
TRANSFER(pread, void *, read_kind, off_t place) BODY(pread, read_kind, place)
TRANSFER(pread64, void *, read_kind, off64_t place) BODY(pread64, read_kind, place)
TRANSFER(write, const void *, write_kind) BODY(write, write_kind)
TRANSFER(pwrite, const void *, write_kind, off_t place) BODY(pwrite, write_kind, place)
TRANSFER(pwrite64, const void *, write_kind, off64_t place) BODY(pwrite64, write_kind, place)

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  REAL(writev);
  size_t first = count > 0 ? parts[0].iov_len : 0, length = first;
  if (transfer_fails(write_kind(descriptor), &length)) return -1;
  if (plan.is_short && length < first) return write(descriptor, parts[0].iov_base, length);
  return real(descriptor, parts, count);
}

static int sync_fails(int descriptor) {
  enum role now = role(descriptor);
  if (fails(now == OUTPUT || now == SYNCED ? FSYNC_OUT : now == DIRECTORY ? FSYNC_DIR : NONE)) return 1;
  if (now == OUTPUT) assign(descriptor, SYNCED);
  return 0;
}
int fsync(int descriptor) {
  REAL(fsync);
  return sync_fails(descriptor) ? -1 : real(descriptor);
}
int fdatasync(int descriptor) {
  REAL(fdatasync);
  return sync_fails(descriptor) ? -1 : real(descriptor);
}

// MARK: Names

static int name_fails(enum kind kind, const char *path) { return is_under(path, plan.out) && fails(kind); }

int rename(const char *from, const char *to) {
  REAL(rename);
  return name_fails(RENAME, to) ? -1 : real(from, to);
}
int renameat(int at, const char *from, int into, const char *to) {
  REAL(renameat);
  return name_fails(RENAME, to) ? -1 : real(at, from, into, to);
}
int link(const char *from, const char *to) {
  REAL(link);
  return name_fails(LINK, to) ? -1 : real(from, to);
}
int linkat(int at, const char *from, int into, const char *to, int flags) {
  REAL(linkat);
  return name_fails(LINK, to) ? -1 : real(at, from, into, to, flags);
}
int unlink(const char *path) {
  REAL(unlink);
  return name_fails(UNLINK, path) ? -1 : real(path);
}
int unlinkat(int at, const char *path, int flags) {
  REAL(unlinkat);
  return name_fails(UNLINK, path) ? -1 : real(at, path, flags);
}

static int exchange_fails(const char *to, unsigned flags) {
  int is_exchange = (flags & 2) != 0;
  if (is_exchange && plan.no_exchange) {
    errno = EINVAL;
    return 1;
  }
  return name_fails(is_exchange ? EXCHANGE : RENAME, to);
}
int renameat2(int at, const char *from, int into, const char *to, unsigned flags) {
  REAL(renameat2);
  return exchange_fails(to, flags) ? -1 : real(at, from, into, to, flags);
}
// weir calls renameat2 by its number: older C libraries have no function for it.
long syscall(long call, ...) {
  REAL(syscall);
  va_list list;
  va_start(list, call);
  long a = va_arg(list, long), b = va_arg(list, long), c = va_arg(list, long);
  long d = va_arg(list, long), e = va_arg(list, long), f = va_arg(list, long);
  va_end(list);
  if (call == SYS_renameat2 && exchange_fails((const char *)d, (unsigned)e)) return -1;
  return real(call, a, b, c, d, e, f);
}

// MARK: Time of day

int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(clock_gettime);
  int result = real(clock, time);
  static long calls;
  if (result == 0 && plan.has_clock && clock == CLOCK_REALTIME)
    time->tv_sec += plan.clock * __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
  return result;
}
