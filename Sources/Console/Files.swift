import Diagnostics
import Language
import Lessons

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Files: scripts, the user's own texts, dumps. Read and written with the C library: it is all that
// is needed, and Foundation would cost a third of the start-up time.

/// Reading and writing whole files.
enum Files {
  /// A file's text; `-` is standard input.
  static func read(_ path: String) -> Result<String, Machine.ReadFailure> {
    let file = path == "-" ? fdopen(STDIN_FILENO, "rb") : fopen(path, "rb")
    guard let file else {
      return .failure(.init("cannot read \(path): \(String(cString: strerror(errno)))"))
    }
    defer { if path != "-" { fclose(file) } }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      if count == 0 { break }
      bytes.append(contentsOf: buffer[..<count])
      if bytes.count > 1 << 28 { return .failure(.init("\(path) is larger than 256 MB")) }
    }
    if ferror(file) != 0 {
      return .failure(.init("cannot read \(path): \(String(cString: strerror(errno)))"))
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      return .failure(.init("\(path) is not UTF-8 text"))
    }
    return .success(text)
  }

  /// Writes a file; nil when it worked, else a sentence.
  static func write(_ text: String, to path: String) -> String? {
    guard let file = fopen(path, "wb") else {
      return "cannot write \(path): \(String(cString: strerror(errno)))"
    }
    let bytes = Array(text.utf8)
    let count = fwrite(bytes, 1, bytes.count, file)
    let closed = fclose(file)
    return count == bytes.count && closed == 0
      ? nil : "cannot write \(path): \(String(cString: strerror(errno)))"
  }

  /// The paths that begin with a text: folders end with a slash, hidden names only when asked for.
  static func paths(beginning text: String) -> [String] {
    let slash = text.lastIndex(of: "/")
    let folder = slash.map { String(text[...$0]) } ?? ""
    let start = slash.map { text[text.index(after: $0)...] } ?? text[...]
    guard let stream = opendir(folder.isEmpty ? "." : folder) else { return [] }
    defer { closedir(stream) }
    var found: [String] = []
    while let entry = readdir(stream), found.count < 10_000 {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(start), name != ".", name != "..",
        !name.hasPrefix(".") || start.hasPrefix(".")
      else { continue }
      var information = stat()
      let isFolder =
        stat(folder + name, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
      found.append(folder + name + (isFolder ? "/" : ""))
    }
    return found
  }

  /// What a person's console reads texts through: a pipe or a device would keep it waiting, and
  /// standard input is the person.
  static let ordinaryReader = Machine.TextReader(
    corpus: { Corpora.text($0) },
    file: { path in
      var information = stat()
      let kind = stat(path, &information) == 0 ? information.st_mode & S_IFMT : S_IFREG
      guard path != "-", kind == S_IFREG || kind == S_IFDIR else {
        return .failure(.init("\(path) is not an ordinary file"))
      }
      return Files.read(path)
    })

  /// What the language reads texts through.
  static let reader = Machine.TextReader(
    corpus: { Corpora.text($0) }, file: { Files.read($0) })
}
