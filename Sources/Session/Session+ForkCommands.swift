// The commands for what-ifs, as part of the table of commands.

extension Session {
  static let forkCommands: [Command] = [
    Command(
      "fork", "NAME x = …", takes: [.branch, .expression], .session, brief: "what if x were …",
      "A what-if: runs the statement at this moment and the rest of the program after it, on a "
        + "copy; nothing else changes. Without a statement it ends here and you type on. "
        + "`:fork NAME` and `:fork main` change over, `:fork` lists them, `:fork off NAME` drops "
        + "one.", isSaved: false
    ) { session, argument, write in session.fork(argument, write: write) },
    Command(
      "compare", "NAME …", takes: [.branch, .expression], .session,
      brief: "two programs' runs",
      "This program beside another: where they part, how they end, and tables of values. An expression "
        + "has a row for each time that a name in it was bound or changed, the n-th time beside "
        + "the n-th; several have commas between them. Without one: the numbers that differ, "
        + "losses first."
    ) { session, argument, write in session.compare(argument, write: write) },
    Command(
      "diff", "T1 [T2]", takes: [.moment, .mark, .variable], .looking,
      brief: "between two moments",
      "What changed between two moments: variables made, changed and gone, gradients, and what "
        + "was printed. With one moment, from there to here."
    ) { session, argument, write in session.difference(argument, write: write) },
  ]
}
