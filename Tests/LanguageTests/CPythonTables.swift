import Testing

@testable import Language

// Tables that CPython 3.11 printed, as text: a row a line, the columns apart by a broken bar, which
// no column contains. Errors are written as `!` and the case of `PythonError`.

/// A suite that reads such tables.
protocol CPythonTables {}

extension CPythonTables {
  /// The rows of a table, each checked to have `columns` columns.
  func rows(_ table: String, columns: Int) -> [[String]] {
    let rows = table.split(separator: "\n").map { line in
      line.split(separator: "¦", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.allSatisfy { $0.count == columns })
    return rows.filter { $0.count == columns }
  }

  /// A float of a table.
  func float(_ text: String) -> Double { Double(text) ?? .signalingNaN }

  /// An int of a table.
  func int(_ text: String) -> Int { Int(text) ?? 0 }

  /// What a table says of a computation: the text of its result, or its error's name.
  func outcome(_ compute: () throws -> String) -> String {
    do {
      return try compute()
    } catch let error as PythonError {
      switch error {
      case .zeroDivision: return "!zeroDivision"
      case .overflow: return "!overflow"
      case .value: return "!value"
      case .type: return "!type"
      }
    } catch let error as FormatError {
      return error.message
    } catch {
      return "\(error)"
    }
  }
}
