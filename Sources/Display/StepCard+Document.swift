// Where a card's parts stand: labels at column 2, what they say at column 12.

import Autograd
import Tensors

extension StepCard {
  /// The widest that a card is shown, in cells.
  public static let maximumWidth = 80
  private static let labelColumn = 2
  private static let textColumn = 12

  /// The card as a document for a terminal of so many cells.
  ///
  /// The width decides which matrices are shown whole and where values are cut; the renderer
  /// holds every line to its own width in any case.
  public func document(width: Int) -> Document {
    let width = max(20, min(width, StepCard.maximumWidth))
    var document = Document(maximumWidth: StepCard.maximumWidth)
    document.append(.title(Line(title, .phase), aside: Line(place, .dim)))
    if let source { document.append(.source(source)) }
    document.append(Document(operandBlocks(width)))
    for row in rows { document.append(block(row, width)) }
    if let table { document.append(.table((quiz ? table.withoutResult : table).table)) }
    if !rule.isEmpty { document.append(Document(ruleBlocks(width))) }
    if let numbers { document.append(Document(blocks(numbers, width))) }
    if !quiz {
      if let leaving { document.append(block(Row("leaving", leaving), width)) }
      if let leaf { document.append(labelled(leaf.name, Line(leaf.text))) }
    }
    for footer in footers {
      document.append(.paragraph(Paragraph(column: 1, content: Line(footer))))
    }
    if !keys.isEmpty { document.append(.keys(keys)) }
    return document
  }

  private func labelled(_ label: String, _ content: Line, hanging: Int = 0) -> Block {
    .paragraph(
      Paragraph(
        label: Line(label, .name), indent: StepCard.labelColumn, column: StepCard.textColumn,
        hanging: hanging, content: content))
  }

  private func block(_ row: Row, _ width: Int) -> Block {
    switch row.content {
    case .text(let text):
      if row.label.isEmpty {
        return .paragraph(Paragraph(column: 4, hanging: 2, content: Line(text)))
      }
      return labelled(row.label, Line(text))
    case .tensor(let named):
      let shape = TensorText.shape(named.tensor)
      let name = shape.isEmpty ? named.name : "\(named.name) \(shape)"
      let column = max(StepCard.textColumn, StepCard.labelColumn + row.label.count + 1)
      let room = width - column - name.count - 3
      // On a narrow terminal a few values over two or three lines say more than one cut line.
      let values = TensorText.line(named.tensor, width: room >= 40 ? room : 60)
      return labelled(
        row.label, Line([Run(name, .name), Run(" = "), Run(values, .number)]))
    }
  }

  private func ruleBlocks(_ width: Int) -> [Block] {
    let together = StepCard.textColumn + rule.count + 6 + ruleNote.count <= width
    if ruleNote.isEmpty { return [labelled("rule", Line(rule), hanging: 2)] }
    if together {
      return [labelled("rule", Line([Run(rule + "      "), Run(ruleNote, .dim)]))]
    }
    return [
      labelled("rule", Line(rule), hanging: 2),
      .paragraph(Paragraph(column: StepCard.textColumn, content: Line(ruleNote, .dim))),
    ]
  }

  private func blocks(_ numbers: Numbers, _ width: Int) -> [Block] {
    let room = max(12, width - StepCard.textColumn - 4)
    let calculation = Calculator(longest: 3 * room).work(numbers.tree, result: numbers.result)
    let target = Run(numbers.target + " ", .name)
    let ending = (quiz ? "= ?" : calculation.ending).unbroken
    let isPlain = calculation.numbers == calculation.result
    let worked = isPlain ? ending : "= \(bound(calculation.numbers)) \(ending)"
    guard numbers.showsNames, calculation.names != calculation.numbers else {
      return [labelled("numbers", Line([target, Run(worked, .number)]), hanging: 2)]
    }
    let isAligned = numbers.target.count < 20 && width >= 60
    let indent = isAligned ? numbers.target.count + 1 : 0
    return [
      labelled(
        "numbers", Line([target, Run("= \(bound(calculation.names))")]), hanging: indent + 2),
      .paragraph(
        Paragraph(
          column: StepCard.textColumn, hanging: indent + 2,
          content: Line(
            [Run(String(repeating: " ", count: indent)), Run(worked, .number)]))),
    ]
  }
}

/// The text with `… 62 more …` held together when the line wraps.
private func bound(_ text: String) -> String {
  var result = ""
  var isInside = false
  for word in text.split(separator: " ", omittingEmptySubsequences: false) {
    if !result.isEmpty { result += isInside ? "\u{A0}" : " " }
    result += word
    if word.hasSuffix("…") || word.hasPrefix("…") { isInside.toggle() }
  }
  return result
}

extension String {
  fileprivate var unbroken: String { String(map { $0 == " " ? "\u{A0}" : $0 }) }
}

// MARK: - Operands

extension StepCard {
  private func operandBlocks(_ width: Int) -> [Block] {
    var grids: [Grid] = []
    var others: [Block] = []
    for operand in operands {
      let shape = TensorText.shape(operand.tensor)
      let heading = Line([Run(operand.name, .name), Run(shape.isEmpty ? "" : " \(shape)", .dim)])
      let grid = TensorText.grid(
        operand.tensor, heading: heading, markedRow: operand.markedRow,
        markedColumn: operand.markedColumn, markedElement: operand.markedElement, hidden: quiz)
      if let grid, grid.width + (width >= 60 ? 9 : 1) <= width {
        grids.append(grid)
      } else {
        others += lines(operand, width)
      }
    }
    return (grids.isEmpty ? [] : [.grids(grids)]) + others
  }

  /// What matters in a matrix that is too large to show: its marked row, column and element.
  private func lines(_ operand: Operand, _ width: Int) -> [Block] {
    let tensor = operand.tensor
    let sizes = tensor.shape.array
    let room = width - StepCard.textColumn
    var result: [Block] = []
    func add(_ index: String, _ text: String) {
      result.append(labelled("\(operand.name)\(index)", Line(text, .number)))
    }
    if sizes.count == 2, let row = operand.markedRow {
      let text = TensorText.line(sizes[1], of: tensor, width: room - 2) { [row, $0] }
      add("[\(row),:]", "▸ " + text)
    }
    if sizes.count == 2, let column = operand.markedColumn {
      let text = TensorText.line(sizes[0], of: tensor, width: room - 2) { [$0, column] }
      add("[:,\(column)]", "▾ " + text)
    }
    if let element = operand.markedElement {
      let text = quiz ? "?" : TensorText.element(tensor, element)
      add("[\(element.map(String.init).joined(separator: ","))]", "◂ " + text)
    }
    return result.isEmpty ? [block(Row(operand.name, name: operand.name, tensor), width)] : result
  }
}

extension Grid {
  /// The cells that the grid takes, its mark column included.
  fileprivate var width: Int {
    let cell = cells.joined().map(\.count).max() ?? 0
    return max(2 + heading.text.count, (cell + 2) * (cells.first?.count ?? 0))
  }
}

extension StepCard.Row {
  fileprivate init(_ label: String, _ named: StepCard.Named) {
    self.label = label
    content = .tensor(named)
  }
}

extension StepCard.Accumulation {
  /// Before, addition and now, with digits that add up.
  fileprivate var text: String {
    let place = "[" + index.map(String.init).joined(separator: ",") + "]"
    guard let before else {
      let now = NumberText.text(now)
      return "before: none    now: " + (index.isEmpty ? now : "\(place) is \(now)")
    }
    let sum = Formula(.sum([.constant(before), .constant(added)]))
    let levels = Calculator.levels(sum, result: now)
    let (old, new) = (levels?.leaves ?? 0, levels?.result ?? 0)
    return "before: \(NumberText.text(before, level: old))"
      + "   + \(NumberText.text(added, level: old))"
      + "   now: \(NumberText.text(now, level: new))"
  }
}
