import ArgumentParser
import Session
import Tensors

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The command line: `longhand` is the console, everything else a subcommand.
public struct Longhand: ParsableCommand {
  /// Name, summary and subcommands.
  public static let configuration = CommandConfiguration(
    commandName: "longhand",
    abstract: "Works the mathematics that trains language models out in longhand.",
    discussion: """
      Without a subcommand this is the console. A script is a strict subset of Python with \
      PyTorch's names.
      """,
    version: "0.1.0",
    subcommands: [Start.self, Run.self, Trace.self, Help.self],
    defaultSubcommand: Start.self)

  /// Makes the command.
  public init() {}

  /// Runs the program and exits with its status.
  public static func main() {
    prepareAllocator()
    // A closed pipe at the other end is the end of output, not a crash.
    signal(SIGPIPE, SIG_IGN)
    main(nil)
  }
}

extension Longhand {
  /// `longhand`: the console.
  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "console", abstract: "The console (what `longhand` alone starts).",
      shouldDisplay: false)

    @Option(help: "A text of your own for the opening's tiny GPT, instead of the bundled names.")
    var text: String?

    @Flag(help: "Start with an empty session, without the opening.")
    var empty = false

    @Flag(help: "Print pure ASCII.")
    var ascii = false

    func run() throws {
      var console = PlainConsole(terminal: Terminal(ascii: ascii))
      throw ExitCode(console.run(opening: empty ? nil : .some(text)))
    }
  }

  /// `longhand run FILE`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run a script.")

    @Argument(help: "The script; - reads standard input.")
    var file: String

    @Option(
      help: ArgumentHelp("Write the variables and what was printed as JSON.", valueName: "out.json")
    )
    var dump: String?

    @Flag(help: "Keep no history: the script cannot be stepped, and needs no memory for it.")
    var noHistory = false

    func run() throws {
      throw ExitCode(
        ScriptRunner(terminal: Terminal(ascii: false)).run(
          file: file, dump: dump, keepsHistory: !noHistory))
    }
  }

  /// `longhand trace FILE`.
  struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a script and print every event: operation, formula, numbers, gradients.")

    @Argument(help: "The script; - reads standard input.")
    var file: String

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "With --json: print all data, however large.")
    var full = false

    @Flag(help: "Print pure ASCII.")
    var ascii = false

    func run() throws {
      throw ExitCode(
        ScriptRunner(terminal: Terminal(ascii: ascii)).trace(file: file, json: json, full: full))
    }
  }

  /// `longhand help OP`.
  struct Help: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Formula, rule, definition and example of an operation.")

    @Argument(help: "The operation's name; without one, all names.")
    var operation: String?

    @Flag(help: "Print the whole reference as Markdown: docs/reference.md is made with it.")
    var reference = false

    func run() throws {
      if reference {
        Terminal(ascii: false).write(Reference.markdown, to: 1)
        return
      }
      throw ExitCode(ScriptRunner(terminal: Terminal(ascii: false)).help(operation))
    }
  }
}
