#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Writes a Swift file that holds the text of other files: `EmbedTexts OUT FOLDER NAME…`.

/// A file's text; nil if it cannot be read.
func text(of path: String) -> String? {
  guard let file = fopen(path, "rb") else { return nil }
  defer { fclose(file) }
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = fread(&buffer, 1, buffer.count, file)
    if count == 0 { break }
    bytes.append(contentsOf: buffer[..<count])
  }
  return String(validating: bytes, as: UTF8.self)
}

/// A text as a literal, with more number signs around it than it has in it.
func literal(_ text: String) -> String {
  var signs = "#"
  while text.contains("\"" + signs) || text.contains("\\" + signs) { signs += "#" }
  return "\(signs)\"\"\"\n\(text)\n\"\"\"\(signs)"
}

func fail(_ message: String) -> Never {
  let bytes = Array("error: \(message)\n".utf8)
  _ = write(STDERR_FILENO, bytes, bytes.count)
  exit(1)
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 2, let output = arguments.first else {
  fail("EmbedTexts needs a file to write and a folder")
}
let folder = arguments[arguments.startIndex + 1]
var code = """
  /// The lessons of the source tree, as they were when the program was built.
  enum BundledTexts {
    /// Their paths below `lessons`, and their texts.
    static let all: [(path: String, text: String)] = [

  """
for name in arguments.dropFirst(2) {
  guard let text = text(of: "\(folder)/\(name)") else { fail("cannot read \(folder)/\(name)") }
  code += "(\"\(name)\", \(literal(text))),\n"
}
code += "  ]\n}\n"
guard let file = fopen(output, "wb") else { fail("cannot write \(output)") }
fputs(code, file)
if fclose(file) != 0 { fail("cannot write \(output)") }
