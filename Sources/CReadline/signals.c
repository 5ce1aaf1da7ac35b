// Signals. A handler may do next to nothing, so these only leave a mark and a byte in a pipe.

#include "CReadline.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

static atomic_bool interrupt_is_requested;
static int ends[2] = {-1, -1};

static void note(int signal) {
  int kept = errno;
  if (signal == SIGINT) atomic_store(&interrupt_is_requested, true);
  if (ends[1] >= 0) {
    unsigned char byte = (unsigned char)signal;
    // A full pipe holds enough news already.
    ssize_t written = write(ends[1], &byte, 1);
    (void)written;
  }
  errno = kept;
}

static void take(int signal, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, NULL);
}

void longhand_signals_start(void) {
  if (ends[0] >= 0 || pipe(ends) != 0) return;
  for (int i = 0; i < 2; i++) {
    fcntl(ends[i], F_SETFD, FD_CLOEXEC);
    fcntl(ends[i], F_SETFL, O_NONBLOCK);
  }
  take(SIGINT, note);
}

bool longhand_interrupt_is_requested(void) { return atomic_load(&interrupt_is_requested); }
void longhand_interrupt_request(void) { note(SIGINT); }
void longhand_interrupt_reset(void) { atomic_store(&interrupt_is_requested, false); }
int longhand_signals_pipe(void) { return ends[0]; }

void longhand_signals_hold(bool holds) {
  static const int held[] = {SIGTSTP, SIGCONT, SIGWINCH, SIGTERM, SIGHUP, SIGQUIT};
  // What was ignored when the program started stays ignored: `nohup`, a shell without job control.
  static bool is_ignored[sizeof held / sizeof held[0]];
  for (unsigned i = 0; i < sizeof held / sizeof held[0]; i++) {
    if (holds) {
      struct sigaction before;
      sigaction(held[i], NULL, &before);
      is_ignored[i] = before.sa_handler == SIG_IGN;
    }
    if (!is_ignored[i]) take(held[i], holds ? note : SIG_DFL);
  }
}

void longhand_signal_obey(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  struct sigaction before;
  sigaction(signal, NULL, &before);
  take(signal, SIG_DFL);
  sigprocmask(SIG_UNBLOCK, &set, NULL);
  raise(signal);
  // Stopped and continued.
  sigaction(signal, &before, NULL);
}
