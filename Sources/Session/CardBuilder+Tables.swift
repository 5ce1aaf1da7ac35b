import Autograd
import Display
import Stepper
import Tensors

// Tables inside a card: a column an element, or a column a member of one row.

extension CardBuilder {
  /// The rows of elements that stand side by side under a broadcast shape.
  func cells(_ tensor: Tensor, _ all: [[Int]]) -> [Double] {
    all.map { index in
      let offset = index.count - tensor.rank
      return tensor[(0..<tensor.rank).map { tensor.shape[$0] == 1 ? 0 : index[$0 + offset] }]
    }
  }

  func columns(_ all: [[Int]]) -> [String] {
    all.map { "[" + $0.map(String.init).joined(separator: ",") + "]" }
  }

  func elementTable(
    _ inputs: [Moment.Named], _ output: Moment.Named, _ index: [Int]
  ) -> Story {
    let all = indices(of: output.tensor.shape)
    var rows: [Story.Row] = []
    for input in inputs where !input.isConstant {
      rows.append(.init(input.name, numbers: cells(input.tensor, all)))
    }
    rows.append(.init(output.name, numbers: all.map { output.tensor[$0] }))
    return Story(
      corner: "element", columns: columns(all),
      rows: rows, kept: all.firstIndex(of: index).map { [$0] } ?? [0])
  }

  func storyRow(_ index: [Int], _ tensor: Tensor) -> Int {
    focus?.first ?? (index.count > 1 ? index[0] : 0)
  }

  func rowTable(_ story: RowStory?, _ row: Int) -> Story? {
    guard let story else { return nil }
    return Story(
      corner: "row \(row)", columns: story.header,
      rows: story.lines.map { .init($0.label, numbers: $0.values, note: $0.note, places: 4) },
      kept: story.marked.map { [$0] } ?? [0])
  }
}
