// What Swift cannot say to GNU readline, and to the system about signals: readline's variables are
// globals, which Swift 6 does not let in, and its callbacks know no context. These functions are
// few and plain; everything that decides something is written in Swift, in `LineEditor`.
#ifndef LONGHAND_CREADLINE_H
#define LONGHAND_CREADLINE_H

#include <stdbool.h>
#include <stdint.h>

/// What a key asks for, where the editor has its own answer.
enum longhand_key {
  LONGHAND_KEY_ENTER,
  LONGHAND_KEY_UP,
  LONGHAND_KEY_DOWN,
  LONGHAND_KEY_TAB,
  LONGHAND_KEY_RUBOUT,
  LONGHAND_KEY_BLANK,
  LONGHAND_KEY_LETTER,
  LONGHAND_KEY_HOME,
  LONGHAND_KEY_END,
  LONGHAND_KEY_KILL,
  LONGHAND_KEY_DISCARD,
  LONGHAND_KEY_CLEAR,
  LONGHAND_KEY_STEP,
  LONGHAND_KEY_BACK,
};

/// What readline asks its user.
struct longhand_editor {
  /// Handed to every function.
  void *context;
  /// Draws the line.
  void (*display)(void *context);
  /// Answers a key; false leaves it to readline.
  bool (*press)(void *context, enum longhand_key key);
  /// Looks at what a bracketed paste has put between two places of the line.
  void (*pasted)(void *context, int from, int to);
  /// Candidates for the whole line, in memory of `malloc`: what all have in common, then each,
  /// then null. Null where there are none.
  char **(*complete)(void *context);
  /// Shows the candidates of the last `complete`.
  void (*list)(void *context);
  /// Waits for input; false when reading is to stop.
  bool (*wait)(void *context);
  /// Takes the line; null at the end of input.
  void (*line)(void *context, const char *text);
};

/// Whether the library is GNU readline, of a version that has all that is needed.
bool longhand_readline_is_there(void);

/// Prepares the library, reads the user's inputrc and takes over its keys. Once.
void longhand_readline_start(const struct longhand_editor *editor);

/// Shows a prompt and begins to take keys.
void longhand_readline_begin(const char *prompt);
/// Handles what can be read.
void longhand_readline_read(void);
/// Ends the taking of keys, and with `is_broken_off` whatever a key had begun.
void longhand_readline_end(bool is_broken_off);
/// Says that the line is complete: `line` is called next.
void longhand_readline_finish(void);
/// Gives the terminal back for a while, and takes it again.
void longhand_readline_pause(bool pauses);
/// Tells the size of the terminal.
void longhand_readline_resize(int rows, int columns);

const char *longhand_line_prompt(void);
const char *longhand_line_text(void);
int longhand_line_point(void);
void longhand_line_set_point(int point);
void longhand_line_insert(const char *text);
void longhand_line_delete(int from, int to);
/// Takes a part out so that it can be put back elsewhere.
void longhand_line_kill(int from, int to);
/// Draws anew, with nothing of the line on the screen.
void longhand_line_display(void);
/// Whether the line is an entry of the history, unchanged.
bool longhand_line_is_recalled(void);

/// Adds an entry to what the up key and searches find.
void longhand_history_add(const char *text);

/// Takes Ctrl-C: it raises a flag and wakes up whoever waits at `longhand_signals_pipe`.
void longhand_signals_start(void);
/// Whether Ctrl-C was pressed since the last reset.
bool longhand_interrupt_is_requested(void);
void longhand_interrupt_request(void);
void longhand_interrupt_reset(void);
/// Where a byte, the number of a signal, can be read for every signal that came; -1 without any.
int longhand_signals_pipe(void);
/// While a line is typed, the terminal is in no state to be left in: signals that stop or end the
/// program wait in the pipe then.
void longhand_signals_hold(bool holds);
/// Does what a signal does when nobody takes it.
void longhand_signal_obey(int signal);

#endif
