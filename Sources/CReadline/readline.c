// The editor's side of GNU readline. libedit goes by the same name on macOS and has less: with its
// header, or when it turns out to be what was linked, `longhand_readline_is_there` says no.

#include "CReadline.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <readline/history.h>
#include <readline/readline.h>

#if defined(RL_READLINE_VERSION) && RL_READLINE_VERSION >= 0x0801

static struct longhand_editor editor;

bool longhand_readline_is_there(void) {
  return rl_library_version != NULL && strstr(rl_library_version, "EditLine") == NULL;
}

// MARK: Keys

// Commands of readline that have another meaning in a text of several lines. Wherever a key is
// bound to one of them, by default or by the user's inputrc, ours is bound in its place.

#define IN_OUR_WAY(name, key_name, theirs)                                         \
  static int name(int count, int key) {                                            \
    if (count == 1 && editor.press(editor.context, key_name)) return 0;            \
    return theirs(count, key);                                                     \
  }

IN_OUR_WAY(enter, LONGHAND_KEY_ENTER, rl_newline)
IN_OUR_WAY(up, LONGHAND_KEY_UP, rl_get_previous_history)
IN_OUR_WAY(down, LONGHAND_KEY_DOWN, rl_get_next_history)
IN_OUR_WAY(home, LONGHAND_KEY_HOME, rl_beg_of_line)
IN_OUR_WAY(end, LONGHAND_KEY_END, rl_end_of_line)
IN_OUR_WAY(kill_rest, LONGHAND_KEY_KILL, rl_kill_line)
IN_OUR_WAY(discard, LONGHAND_KEY_DISCARD, rl_unix_line_discard)

static int complete(int count, int key) {
  if (editor.press(editor.context, LONGHAND_KEY_TAB)) return 0;
  // A second key in a row lists; readline knows that by its own function's name.
  if (rl_last_func == complete) rl_last_func = rl_complete;
  return rl_complete(count, key);
}

static int clear(int count, int key) {
  (void)count, (void)key;
  editor.press(editor.context, LONGHAND_KEY_CLEAR);
  return 0;
}

static int paste(int count, int key) {
  int from = rl_point;
  int result = rl_bracketed_paste_begin(count, key);
  if (rl_point > from) editor.pasted(editor.context, from, rl_point);
  return result;
}

static int step(int count, int key) {
  (void)count, (void)key;
  editor.press(editor.context, LONGHAND_KEY_STEP);
  return 0;
}

static int back(int count, int key) {
  (void)count, (void)key;
  editor.press(editor.context, LONGHAND_KEY_BACK);
  return 0;
}

static void take_over(Keymap map, int depth) {
  static const struct {
    rl_command_func_t *theirs, *ours;
  } pairs[] = {
      {rl_newline, enter},
      {rl_get_previous_history, up},
      {rl_get_next_history, down},
      {rl_beg_of_line, home},
      {rl_end_of_line, end},
      {rl_kill_line, kill_rest},
      {rl_unix_line_discard, discard},
      {rl_complete, complete},
      {rl_clear_screen, clear},
      {rl_bracketed_paste_begin, paste},
  };
  for (int key = 0; key < KEYMAP_SIZE; key++) {
    if (map[key].type == ISKMAP && depth < 8) {
      take_over((Keymap)map[key].function, depth + 1);
    } else if (map[key].type == ISFUNC) {
      for (unsigned i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        if (map[key].function == pairs[i].theirs) map[key].function = pairs[i].ours;
      }
    }
  }
}

// MARK: Callbacks

// Readline's own codes, such as the one that asks for pastes to be marked, wait in a buffer.
static void flush(void) { fflush(rl_outstream ? rl_outstream : stdout); }

static void display(void) {
  flush();
  editor.display(editor.context);
}

static void line(char *text) {
  editor.line(editor.context, text);
  free(text);
}

static int get(FILE *stream) {
  // A paste and an escape sequence are read to their end in one go: Ctrl-C ends that too.
  if (!editor.wait(editor.context)) return READERR;
  int key = rl_getc(stream);
  // A search knows backspace by readline's own function, so that stays bound: what is to go besides
  // goes before.
  const unsigned long elsewhere = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_DISPATCHING |
                                  RL_STATE_NUMERICARG | RL_STATE_MULTIKEY | RL_STATE_METANEXT |
                                  RL_STATE_CHARSEARCH | RL_STATE_VIMOTION;
  if ((key == 0x7F || key == 0x08) && !RL_ISSTATE(elsewhere)) {
    editor.press(editor.context, LONGHAND_KEY_RUBOUT);
  }
  // A blank that is typed where one stands already takes its place. Blanks that were typed faster
  // than they are read are inserted by the first of them, still being dispatched.
  const unsigned long inserting = RL_ISSTATE(RL_STATE_DISPATCHING) && rl_executing_key == ' '
                                      ? elsewhere & ~(unsigned long)RL_STATE_DISPATCHING
                                      : elsewhere;
  if (key >= ' ' && key < 0x7F && !RL_ISSTATE(inserting)) {
    editor.press(editor.context, key == ' ' ? LONGHAND_KEY_BLANK : LONGHAND_KEY_LETTER);
  }
  return key;
}

// The editor finds out itself where the word begins: to readline all of the line is one.
static char *no_breaks(void) { return ""; }

static char **candidates(const char *text, int start, int end) {
  (void)text, (void)start, (void)end;
  rl_attempted_completion_over = 1;
  rl_completion_append_character = '\0';
  rl_completion_suppress_quote = 1;
  rl_sort_completion_matches = 0;
  return editor.complete(editor.context);
}

static void list(char **matches, int count, int longest) {
  (void)matches, (void)count, (void)longest;
  editor.list(editor.context);
}

// MARK: Life

void longhand_readline_start(const struct longhand_editor *user) {
  editor = *user;
  rl_readline_name = "longhand";
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_getc_function = get;
  rl_attempted_completion_function = candidates;
  rl_completion_word_break_hook = no_breaks;
  rl_basic_word_break_characters = "";
  rl_completer_quote_characters = "";
  rl_completion_display_matches_hook = list;
  rl_add_defun("longhand-step", step, -1);
  rl_add_defun("longhand-back", back, -1);
  // Before the user's inputrc is read, which may say otherwise.
  rl_variable_bind("show-all-if-ambiguous", "on");
  rl_variable_bind("enable-bracketed-paste", "on");
  rl_initialize();
  // The terminal's erase character and kin would be bound anew for every line, over ours.
  rl_variable_bind("bind-tty-special-chars", "off");
  // Told earlier that it is not to draw, readline would not have pastes marked.
  rl_redisplay_function = display;
  // F7 and F8, where the inputrc has left them free.
  rl_bind_keyseq_if_unbound("\\e[18~", back);
  rl_bind_keyseq_if_unbound("\\e[19~", step);
  take_over(rl_get_keymap_by_name("emacs"), 0);
  take_over(rl_get_keymap_by_name("vi-insert"), 0);
  take_over(rl_get_keymap_by_name("vi-command"), 0);
  using_history();
  history_comment_char = '\0';
}

void longhand_readline_begin(const char *prompt) {
  rl_callback_handler_install(prompt, line);
  flush();
}

void longhand_readline_read(void) { rl_callback_read_char(); }
void longhand_readline_finish(void) { rl_done = 1; }

void longhand_readline_end(bool is_broken_off) {
  if (is_broken_off) {
    rl_free_line_state();
    rl_callback_sigcleanup();
    rl_clear_pending_input();
  }
  rl_callback_handler_remove();
  flush();
}

void longhand_readline_pause(bool pauses) {
  if (pauses) rl_deprep_terminal();
  else rl_prep_terminal(1);
  flush();
}

void longhand_readline_resize(int rows, int columns) { rl_set_screen_size(rows, columns); }

// MARK: The line

const char *longhand_line_prompt(void) { return rl_display_prompt ? rl_display_prompt : ""; }
const char *longhand_line_text(void) { return rl_line_buffer ? rl_line_buffer : ""; }
int longhand_line_point(void) { return rl_point; }

void longhand_line_set_point(int point) {
  rl_point = point < 0 ? 0 : point > rl_end ? rl_end : point;
}

void longhand_line_insert(const char *text) { rl_insert_text(text); }

void longhand_line_delete(int from, int to) {
  rl_delete_text(from, to);
  if (rl_point >= to) rl_point -= to - from;
  else if (rl_point > from) rl_point = from;
}

void longhand_line_kill(int from, int to) {
  rl_kill_text(from, to);
  rl_point = from;
}

void longhand_line_display(void) { rl_forced_update_display(); }

bool longhand_line_is_recalled(void) {
  HIST_ENTRY *entry = history_get(history_base + where_history());
  return entry != NULL && entry->line != NULL && strcmp(entry->line, longhand_line_text()) == 0;
}

void longhand_history_add(const char *text) {
  add_history(text);
  using_history();
}

#else

bool longhand_readline_is_there(void) { return false; }
void longhand_readline_start(const struct longhand_editor *user) { (void)user; }
void longhand_readline_begin(const char *prompt) { (void)prompt; }
void longhand_readline_read(void) {}
void longhand_readline_end(bool is_broken_off) { (void)is_broken_off; }
void longhand_readline_finish(void) {}
void longhand_readline_pause(bool pauses) { (void)pauses; }
void longhand_readline_resize(int rows, int columns) { (void)rows, (void)columns; }
const char *longhand_line_prompt(void) { return ""; }
const char *longhand_line_text(void) { return ""; }
int longhand_line_point(void) { return 0; }
void longhand_line_set_point(int point) { (void)point; }
void longhand_line_insert(const char *text) { (void)text; }
void longhand_line_delete(int from, int to) { (void)from, (void)to; }
void longhand_line_kill(int from, int to) { (void)from, (void)to; }
void longhand_line_display(void) {}
bool longhand_line_is_recalled(void) { return false; }
void longhand_history_add(const char *text) { (void)text; }

#endif
