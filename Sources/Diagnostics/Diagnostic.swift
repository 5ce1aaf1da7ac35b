// An error is data: what went wrong, where, what stood there, why, and what to write instead.
// Words become a drawing in `Diagnostic+Text.swift` and nowhere else.
//
// Functions on hot paths throw this type, so it is one pointer wide: all of it lives in a box that
// an error path allocates and a good path never does.

/// Something to tell a person about their program, pointing into its source.
public struct Diagnostic: Error, Sendable {
  /// How bad it is.
  public enum Severity: Sendable {
    /// The program cannot go on.
    case error
    /// The program goes on, but probably not as meant.
    case warning
  }

  /// A remark about one place in the source.
  public struct Label: Sendable, Hashable {
    /// The place.
    public var span: Span
    /// The remark, one line.
    public var text: String

    /// Makes a label.
    public init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }

    /// Makes a label.
    public init(span: Span, text: String) {
      self.init(span, text)
    }
  }

  /// A suggestion that can be carried out: text to stand in the place of a span.
  public struct Fix: Sendable, Hashable {
    /// What is replaced; empty to insert.
    public var span: Span
    /// What is written there.
    public var text: String

    /// Makes a fix.
    public init(_ span: Span, _ text: String) {
      self.span = span
      self.text = text
    }

    /// A source's text with the fix carried out.
    public func applied(to source: SourceFile) -> String {
      let end = source.text.utf8.count
      return source.slice(Span(0, Int(span.start))) + text + source.slice(Span(Int(span.end), end))
    }
  }

  private struct Content: Sendable {
    var id: String
    var severity: Severity
    var message: String
    var source: SourceFile?
    var span: Span?
    var labels: [Label]
    var notes: [String]
    var suggestions: [String]
    var fix: Fix?
  }

  private indirect enum Box: Sendable {
    case content(Content)
  }

  private var box: Box

  private var content: Content {
    get {
      switch box {
      case .content(let content): return content
      }
    }
    set { box = .content(newValue) }
  }

  /// Makes an error about a place in a source.
  ///
  /// - Parameters:
  ///   - id: a stable slug that tests and documentation name it by, as `shape-matmul`.
  ///   - message: one sentence in small letters without a full stop.
  ///   - labels: remarks about the primary span or other places.
  ///   - notes: why it is so, one sentence each.
  ///   - suggestions: what to write instead, each with code first.
  ///   - fix: the first suggestion as a replacement of code, where it is one.
  public init(
    _ id: String, _ message: String, at span: Span? = nil, in source: SourceFile? = nil,
    labels: [Label] = [], notes: [String] = [], suggestions: [String] = [], fix: Fix? = nil
  ) {
    box = .content(
      Content(
        id: id, severity: .error, message: message, source: source, span: span, labels: labels,
        notes: notes, suggestions: suggestions, fix: fix))
  }

  /// The stable slug of this kind of diagnostic, as `shape-matmul`.
  public var id: String {
    get { content.id }
    set { content.id = newValue }
  }

  /// How bad it is.
  public var severity: Severity {
    get { content.severity }
    set { content.severity = newValue }
  }

  /// What went wrong, in one sentence.
  public var message: String {
    get { content.message }
    set { content.message = newValue }
  }

  /// The source that the spans point into.
  public var source: SourceFile? {
    get { content.source }
    set { content.source = newValue }
  }

  /// The place it is about.
  public var span: Span? {
    get { content.span }
    set { content.span = newValue }
  }

  /// Remarks about places in the source.
  public var labels: [Label] {
    get { content.labels }
    set { content.labels = newValue }
  }

  /// Why it is so, shown as `= note`.
  public var notes: [String] {
    get { content.notes }
    set { content.notes = newValue }
  }

  /// What to write instead, shown as `= try: …`.
  public var suggestions: [String] {
    get { content.suggestions }
    set { content.suggestions = newValue }
  }

  /// The first suggestion as a replacement of code, where it is one.
  public var fix: Fix? {
    get { content.fix }
    set { content.fix = newValue }
  }
}
