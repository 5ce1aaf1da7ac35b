// The commands. "Backward" is an autograd word and never a time word: `:back` is earlier in time,
// grad is the phase.

extension Session {
  /// All commands, in the order help lists them.
  public static let commands: [Command] =
    stepCommands + jumpCommands + stopCommands + lookCommands + forkCommands + sessionCommands

  private static let stepCommands: [Command] = [
    Command(
      "step", "[n]", takes: [.number], .moving, brief: "next operation",
      "The next operation, entering your own functions.", shortcut: "s", repeats: "step"
    ) { session, argument, write in
      session.move(argument, name: "step", write: write) { $0.stepForward(entersCalls: true) }
    },
    Command(
      "next", "[n]", takes: [.number], .moving, brief: "… or call, whole",
      "The next operation or call, whole.", shortcut: "n", repeats: "next"
    ) { session, argument, write in
      session.move(argument, name: "next", write: write) { $0.stepForward(entersCalls: false) }
    },
    Command(
      "line", "[n]", takes: [.number], .moving, brief: "next source line",
      "The next source line, over calls.", repeats: "line"
    ) { session, argument, write in
      session.move(argument, name: "line", write: write) { $0.stepLine() }
    },
    Command(
      "out", "", .moving, brief: "finish this call",
      "On to where the call you are in is left; out of an opened operation, back to its card.",
      shortcut: "o", repeats: "next"
    ) { session, _, write in session.out(write: write) },
    Command(
      "into", "", .moving, brief: "open an operation",
      "Opens the fused operation of this card: steps through its definition on the same numbers, "
        + "beside the run; :out comes back.", repeats: "step"
    ) { session, _, write in session.into(write: write) },
    Command(
      "back", "[n]", takes: [.number, .direction], .moving, brief: "one step earlier",
      "The moment from which :next would come here; `:back into` enters a call from its end, "
        + "`:back out` goes to where the call you are in began.",
      shortcut: "b", repeats: "back"
    ) { session, argument, write in session.back(argument, write: write) },
  ]

  private static let jumpCommands: [Command] = [
    Command(
      "goto", "MOMENT", takes: [.moment, .mark, .variable], .moving, brief: "N start end NAME",
      "Any moment: its number, start, end, a mark, or a variable: where its value was made.",
      shortcut: "g", repeats: "step"
    ) { session, argument, write in session.goto(argument, write: write) },
    Command(
      "last", "", .moving, brief: "before the last jump",
      "Back to where you were before the last jump.", shortcut: "l", repeats: "step"
    ) { session, _, write in session.goBackFromJump(write: write) },
    Command(
      "mark", "[NAME]", takes: [.mark], .moving, brief: "name this moment",
      "Gives this moment a name for :goto; alone it lists the names.", shortcut: "m"
    ) { session, argument, write in session.mark(argument, write: write) },
    Command(
      "phase", "PHASE", takes: [.phase], .moving, brief: "grad, fwd or update",
      "To where the next phase of a kind begins: fwd, grad or update.", shortcut: "p",
      repeats: "step"
    ) { session, argument, write in session.phase(argument, write: write) },
    Command(
      "iteration", "N", takes: [.number], .moving, brief: "a loop's N-th turn",
      "To the start of the N-th turn of the loop you are in, or of the nearest.", repeats: "step"
    ) { session, argument, write in session.iteration(argument, write: write) },
    Command(
      "when", "", .moving, brief: "where you are",
      "Where you are: event, phase, line, call and turn.", shortcut: "w"
    ) { session, _, write in session.when(write: write) },
  ]

  private static let stopCommands: [Command] = [
    Command(
      "run", "", .moving, brief: "to the next stop",
      "To the next stop that :break has set, else to the end.", shortcut: "c", repeats: "run"
    ) { session, _, write in session.run(isBack: false, write: write) },
    Command(
      "rrun", "", .moving, brief: "to the previous stop",
      "Back to the previous stop that :break has set, else to the start.", repeats: "rrun"
    ) { session, _, write in session.run(isBack: true, write: write) },
    Command(
      "until", "COND", takes: [.expression], .moving, brief: "to where it holds",
      "Forwards to where a condition becomes true, as `:until loss < 1`."
    ) { session, argument, write in session.until(argument, write: write) },
    Command(
      "watch", "x[i,j]", takes: [.variable, .index, .expression], .moving,
      brief: "stop when it changes",
      "Stops :run and :rrun when a number changes: `:watch W[0,3]`, then `:rrun` finds its last "
        + "change; alone it lists what is watched, `:watch off 2` drops one."
    ) { session, argument, write in session.watch(argument, write: write) },
    Command(
      "break", "WHERE", takes: [.breakpoint, .operation, .expression], .moving,
      brief: "set or drop stops",
      "Stops for :run and :rrun: `:break 8` a line, `:break op softmax`, `:break when loss < 1` "
        + "where that becomes true, `:break nan` and `:break inf` where one is made of ordinary numbers, "
        + "`:break` lists them, `:break off 2` drops one, `:break off` all."
    ) { session, argument, write in session.breakpoint(argument, write: write) },
    Command(
      "display", "EXPR", takes: [.expression], .moving, brief: "show at every stop",
      "Shows an expression wherever you stop; alone it lists them, `:display off 2` drops one, "
        + "`:display off` all.",
      shortcut: "d"
    ) { session, argument, write in session.display(argument, write: write) },
  ]

  private static let lookCommands: [Command] = [
    Command(
      "vars", "", .looking, brief: "your variables",
      "Your variables at this moment.", shortcut: "v"
    ) { session, _, write in session.showVariables(write: write) },
    Command(
      "why", "x[i,j]", takes: [.variable, .index, .expression], .looking,
      brief: "how it came about",
      "How a number came about, past reshapes, lists and Python numbers; of `x.grad[i,j]` the ways "
        + "it came by, and why a zero is zero; `:why 1` goes on with the answer's first input; "
        + "`:why x at 12 40` sets two moments side by side.", shortcut: "y"
    ) { session, argument, write in session.why(argument, write: write) },
    Command(
      "origin", "nan|inf", takes: [.nonFinite], .looking, brief: "who made the first",
      "The first operation up to this moment that made a nan (or inf) of ordinary numbers."
    ) { session, argument, write in session.origin(argument, write: write) },
    Command(
      "info", "x", takes: [.variable], .looking, brief: "shape, range, grad",
      "A variable: shape, range, mean, gradient, where it was made, how often it was used.",
      shortcut: "i"
    ) { session, argument, write in session.info(argument, write: write) },
    Command(
      "uses", "x", takes: [.variable], .looking, brief: "what came of it",
      "Everything that was computed from a tensor."
    ) { session, argument, write in session.uses(argument, write: write) },
    Command(
      "trace", "[n]", takes: [.number], .looking, brief: "the last events",
      "The last n events before this moment, a line each; ten without a number."
    ) { session, argument, write in session.trace(argument, write: write) },
    Command(
      "check", "x", takes: [.variable], .looking, brief: "against differences",
      "A gradient against central differences: exact, approximate, difference."
    ) { session, argument, write in session.check(argument, write: write) },
    Command(
      "graph", "[x]", takes: [.variable], .looking, brief: "the computation",
      "How a value was computed, as boxes and lines, with the gradients of the backward that began "
        + "at it."
    ) { session, argument, write in session.graph(argument, write: write) },
    Command(
      "focus", "[i,j]", takes: [.index], .looking, brief: "element worked out",
      "Which element a card works out; without one, its own choice.",
      shortcut: "f", repeats: "step"
    ) { session, argument, write in session.setFocus(argument, write: write) },
  ]

  private static let sessionCommands: [Command] = [
    Command(
      "quiz", "[on|off]", takes: [.switch], .session, brief: "cards ask first",
      "Cards keep their result back until you type it or ask; `:quiz` alone shows it."
    ) { session, argument, write in session.quiz(argument, write: write) },
    Command(
      "undo", "", .session, brief: "take an input back",
      "Takes the last input back, not a step in time: what you typed last has never been.",
      shortcut: "u", isSaved: false
    ) { session, _, write in session.undo(write: write) },
    Command(
      "redo", "", .session, brief: "give it once more",
      "Gives the input that was taken back once more.", isSaved: false
    ) { session, _, write in session.redo(write: write) },
    Command(
      "save", "FILE", takes: [.file], .session, brief: "session as a script",
      "Writes inputs and commands to a file: a script that plays the session again.",
      isSaved: false
    ) { session, argument, write in session.save(argument, write: write) },
    Command(
      "load", "FILE", takes: [.file], .session, brief: "play a script here",
      "Plays a script or a saved session here, as if it had been typed.", isSaved: false
    ) { session, argument, write in session.load(argument, write: write) },
    Command(
      "set", "NAME VALUE", takes: [.setting], .session, brief: "digits, memory, …",
      "Sets how things look and how much of the past is kept: digits, memory, width, theme, ascii; "
        + "alone it lists them. No setting changes a result."
    ) { session, argument, write in session.set(argument, write: write) },
    Command(
      "help", "[NAME]", takes: [.command, .operation], .session, brief: "also ?NAME",
      "All commands, or one command or operation; `?NAME` is the same.", shortcut: "h",
      isSaved: false
    ) { session, argument, write in session.help(argument, write: write) },
    Command(
      "quit", "", .session, brief: "also Ctrl-D", "Leaves; also Ctrl-D.", shortcut: "q",
      isSaved: false
    ) { _, _, _ in .quit },
  ]
}
