// What Swift cannot import by itself: zlib's macros, O_TMPFILE, renameat2, mallopt and waiting for signals. Header only.
#ifndef WEIR_CZLIB_SHIM_H
#define WEIR_CZLIB_SHIM_H

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#include <zlib.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/syscall.h>
#endif

/// What one step of a codec did.
struct weir_codec_step {
  int status;
  unsigned int consumed;
  unsigned int produced;
};

static inline int weir_inflate_begin(z_stream *stream) { return inflateInit2(stream, -15); }

static inline int weir_deflate_begin(z_stream *stream, int level) {
  return deflateInit2(stream, level, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
}

static inline void weir_codec_prepare(z_stream *stream, const unsigned char *input, unsigned int input_count,
                                      unsigned char *output, unsigned int output_count) {
  stream->next_in = (unsigned char *)input;
  stream->avail_in = input_count;
  stream->next_out = output;
  stream->avail_out = output_count;
}

/// Clears the borrowed pointers: the stream never keeps an address of its caller between steps.
static inline struct weir_codec_step weir_codec_finish(z_stream *stream, int status, unsigned int input_count,
                                                       unsigned int output_count) {
  struct weir_codec_step step = {status, input_count - stream->avail_in, output_count - stream->avail_out};
  weir_codec_prepare(stream, 0, 0, 0, 0);
  return step;
}

static inline struct weir_codec_step weir_inflate_step(z_stream *stream, const unsigned char *input,
                                                       unsigned int input_count, unsigned char *output,
                                                       unsigned int output_count) {
  weir_codec_prepare(stream, input, input_count, output, output_count);
  return weir_codec_finish(stream, inflate(stream, Z_NO_FLUSH), input_count, output_count);
}

static inline struct weir_codec_step weir_deflate_step(z_stream *stream, const unsigned char *input,
                                                       unsigned int input_count, unsigned char *output,
                                                       unsigned int output_count, int flush) {
  weir_codec_prepare(stream, input, input_count, output, output_count);
  return weir_codec_finish(stream, deflate(stream, flush), input_count, output_count);
}

/// O_TMPFILE, or 0 where there is none.
static inline int weir_open_unnamed_flag(void) {
#if defined(O_TMPFILE)
  return O_TMPFILE;
#elif defined(__linux__) && defined(__O_TMPFILE)
  return __O_TMPFILE | O_DIRECTORY;
#else
  return 0;
#endif
}

/// Exchanges two names in one step; fails with ENOSYS where the system cannot.
static inline int weir_rename_exchange(const char *first, const char *second) {
#if defined(__linux__) && defined(SYS_renameat2)
  return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, 2u);
#else
  (void)first;
  (void)second;
  errno = ENOSYS;
  return -1;
#endif
}

/// Maps blocks of at least this size on their own, now and later, and lets all threads share one arena.
static inline void weir_return_blocks_from(int bytes) {
#if defined(__GLIBC__)
  mallopt(M_MMAP_THRESHOLD, bytes);
  mallopt(M_ARENA_MAX, 1);
#else
  (void)bytes;
#endif
}

/// Whether the parent asked for a signal to be ignored (nohup, a job in the background).
static inline int weir_is_ignored(int number) {
  struct sigaction action;
  return sigaction(number, 0, &action) == 0 && action.sa_handler == SIG_IGN;
}

/// The two ends of the pipe that takes signals from their handler to the thread that waits for them. One file of Swift
/// uses these functions, so there is one such pipe.
static int weir_signal_pipe[2] = {-1, -1};

static inline int weir_open_signal_pipe(void) {
  if (pipe(weir_signal_pipe) != 0) return -1;
  fcntl(weir_signal_pipe[0], F_SETFD, FD_CLOEXEC);
  fcntl(weir_signal_pipe[1], F_SETFD, FD_CLOEXEC);
  return 0;
}

static inline void weir_pass_on(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  if (write(weir_signal_pipe[1], &byte, 1) < 0) {}
  errno = saved;
}

/// From now on a signal goes to the thread that waits, and interrupts no call.
static inline int weir_forward(int number) {
  struct sigaction action = {0};
  action.sa_handler = weir_pass_on;
  action.sa_flags = SA_RESTART;
  return sigaction(number, &action, 0);
}

/// Waits for one of the forwarded signals.
static inline int weir_wait_for_signal(void) {
  unsigned char byte = 0;
  while (read(weir_signal_pipe[0], &byte, 1) < 0 && errno == EINTR) {}
  return byte;
}

/// Lets a signal through to this thread.
static inline void weir_unblock(int number) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, number);
  pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

static inline void *weir_thread_body(void *body) {
  ((void (*)(void))body)();
  return 0;
}

/// Runs `body` on a detached thread of its own; 0 when that could be started.
static inline int weir_start_waiting(void (*body)(void)) {
  pthread_t thread;
  int result = pthread_create(&thread, 0, weir_thread_body, (void *)body);
  if (result == 0) pthread_detach(thread);
  return result;
}

#endif
