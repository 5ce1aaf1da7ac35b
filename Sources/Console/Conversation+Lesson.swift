import CReadline
import Diagnostics
import Lessons
import Session

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// A lesson in the console: the same editor, history and signals as ever, with a walk where the
// session is.

extension Conversation {
  /// Walks through a lesson until it is left.
  ///
  /// - Returns: the exit status.
  mutating func run(_ walk: Walk, keeping file: ProgressFile) -> Int32 {
    var walk = walk
    var kept: Progress.Record?
    var isKeeping = true
    func keep() {
      guard isKeeping, walk.record != kept else { return }
      kept = walk.record
      guard let problem = file.write(walk.record, of: walk.lesson.front.id) else { return }
      terminal.show(Diagnostic("progress", problem, notes: ["how far you come is not kept"]))
      isKeeping = false
    }
    walk.start(write: terminal.show)
    keep()
    while true {
      let asked = walk
      let reading = read(prompt: walk.prompt) {
        asked.completion(of: $0, at: $1, files: Files.paths)
      }
      switch reading {
      case .input(let input):
        remember(input)
        let status = submit(InputText.code(fromPrompted: input), to: &walk)
        keep()
        if status == .quit { return 0 }
      case .key(let command): _ = submit(command, to: &walk)
      case .interruption(let wasEmpty):
        if wasEmpty { terminal.write("Ctrl-D or :quit leaves; the lesson goes on there\n", to: 1) }
      case .signal(let signal):
        longhand_signal_obey(signal)
        return 1
      case .end: return 0
      }
    }
  }

  private func submit(_ input: String, to walk: inout Walk) -> Status {
    let terminal = terminal.with(walk.settings)
    walk.width = terminal.width
    return walk.submit(input) { terminal.show(Conversation.explained($0)) }
  }
}
