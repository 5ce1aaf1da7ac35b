import ArgumentParser
import Display
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
      PyTorch's names. `longhand --generate-completion-script bash|zsh|fish` prints what a shell \
      completes this command line with.
      """,
    version: "0.1.0",
    subcommands: [Start.self, Run.self, Trace.self, LessonCommand.self, Check.self, Help.self],
    defaultSubcommand: Start.self)

  /// Makes the command.
  public init() {}

  /// Runs the program and exits with its status.
  public static func main() {
    keepDescriptors()
    prepareAllocator()
    // A closed pipe at the other end is the end of output, not a crash.
    signal(SIGPIPE, SIG_IGN)
    main(nil)
  }

  /// Opens what the program was started without: else a script could come to lie where standard
  /// output is expected.
  private static func keepDescriptors() {
    for file in STDIN_FILENO...STDERR_FILENO where fcntl(file, F_GETFD) < 0 {
      // Reading finds nothing, and writing is an error that is told.
      _ = open("/dev/null", file == STDERR_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}

extension Longhand {
  /// How everything looks that is shown.
  struct Looks: ParsableArguments {
    @Option(
      help: "Colours for a dark ground, a light one, or none. (default: what fits the terminal)")
    var theme: Colours?

    @Flag(help: "Print pure ASCII.")
    var ascii = false

    /// The terminal that shows it.
    var terminal: Terminal {
      Terminal(ascii: ascii, theme: theme.flatMap { Theme(rawValue: $0.rawValue) })
    }

    /// The themes, by the names they have on the command line.
    enum Colours: String, ExpressibleByArgument, CaseIterable {
      case dark, light, none
    }
  }

  /// `longhand`: the console.
  struct Start: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "console", abstract: "The console (what `longhand` alone starts).",
      shouldDisplay: false)

    @Option(
      help: "A text of your own for the opening's tiny GPT, instead of the bundled names.",
      completion: .file())
    var text: String?

    @Flag(help: "Start with an empty session, without the opening.")
    var empty = false

    @Flag(help: "Leave the start-up file out.")
    var noStartup = false

    @OptionGroup
    var looks: Looks

    // `python script.py` is what the hand knows; here it takes a word more.
    @Argument(help: .hidden)
    var script: String?

    func validate() throws {
      guard let script else { return }
      throw ValidationError(
        "'\(script)' is no subcommand; a script is run with 'longhand run \(script)'")
    }

    func run() throws {
      var conversation = Conversation(terminal: looks.terminal)
      throw ExitCode(conversation.run(opening: empty ? nil : .some(text), startsUp: !noStartup))
    }
  }

  /// `longhand run FILE`.
  struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run a script.")

    @Argument(
      help: "The script; - reads standard input.", completion: .file(extensions: ["py"]))
    var file: String

    @Option(
      help: ArgumentHelp(
        "Write the variables and what was printed as JSON.", valueName: "out.json"),
      completion: .file(extensions: ["json"]))
    var dump: String?

    @Flag(help: "Keep no history: the script cannot be stepped, and needs no memory for it.")
    var noHistory = false

    @OptionGroup
    var looks: Looks

    func run() throws {
      throw ExitCode(
        ScriptRunner(terminal: looks.terminal).run(
          file: file, dump: dump, keepsHistory: !noHistory))
    }
  }

  /// `longhand trace FILE`.
  struct Trace: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run a script and print every event: operation, formula, numbers, gradients.")

    @Argument(
      help: "The script; - reads standard input.", completion: .file(extensions: ["py"]))
    var file: String

    @Flag(help: "One JSON object a line.")
    var json = false

    @Flag(help: "With --json: print all data, however large.")
    var full = false

    @OptionGroup
    var looks: Looks

    func run() throws {
      throw ExitCode(
        ScriptRunner(terminal: looks.terminal).trace(file: file, json: json, full: full))
    }
  }

  /// `longhand help OP`.
  struct Help: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Formula, rule, definition and example of an operation.")

    @Argument(
      help: "The operation's name; without one, all names.",
      completion: .list(OperationHelp.names))
    var operation: String?

    @Flag(help: "Print the whole reference as Markdown: docs/reference.md is made with it.")
    var reference = false

    @OptionGroup
    var looks: Looks

    func run() throws {
      if reference {
        looks.terminal.write(Reference.markdown, to: 1)
        return
      }
      throw ExitCode(ScriptRunner(terminal: looks.terminal).help(operation))
    }
  }
}
