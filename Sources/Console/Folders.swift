#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Where a person's own files lie, by the XDG base directory specification: settings under
// `~/.config`, what a program remembers under `~/.local/state`.

/// The person's own folders.
enum Folders {
  /// A file among what the program remembers; nil where there is no home.
  static func state(_ name: String) -> String? {
    base("XDG_STATE_HOME", "/.local/state").map { "\($0)/longhand/\(name)" }
  }

  /// A file among the person's settings.
  static func configuration(_ name: String) -> String? {
    base("XDG_CONFIG_HOME", "/.config").map { "\($0)/longhand/\(name)" }
  }

  private static func base(_ variable: String, _ usual: String) -> String? {
    // The specification: a path that is not absolute is to be ignored.
    if let path = environment(variable), path.hasPrefix("/") { return path }
    return environment("HOME").map { $0 + usual }
  }

  /// A variable of the environment, unless it is empty.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Makes the folders above a file, for their owner alone.
  static func make(above path: String) {
    var parts = path.split(separator: "/").dropLast()
    var folder = ""
    while let part = parts.popFirst() {
      folder += "/" + part
      mkdir(folder, 0o700)
    }
  }
}
