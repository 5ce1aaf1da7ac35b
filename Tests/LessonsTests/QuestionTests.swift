import Lessons
import Testing

// Guesses: what is read as one, and what is right.

@Suite("Questions")
struct QuestionTests {
  private static func question(_ info: String, _ text: String = "What?") throws -> Question {
    try #require(lesson(block("question id=q " + info, text)).questions.first)
  }

  @Test("What is no guess is left to the console")
  func readings() throws {
    let number = try Self.question("type=number answer=1")
    #expect(number.answer(reading: " −0.5 ") == .number(-0.5))
    #expect(number.answer(reading: "1e-3") == .number(0.001))
    for text in ["x", "log(2)", "", "0x10", "infinity", "1 2"] {
      #expect(number.answer(reading: text) == nil, "\(text)")
    }
    let choice = try Self.question("type=choice answer=a", "Which?\na) x\nb) y")
    #expect(choice.answer(reading: "B)") == .choice("b"))
    #expect(choice.answer(reading: "c") == nil && choice.answer(reading: "ab") == nil)
    let sign = try Self.question("type=sign answer=+")
    #expect(sign.answer(reading: "−") == .sign(-1) && sign.answer(reading: "-1") == .sign(-1))
    #expect(sign.answer(reading: "2") == nil)
    let shape = try Self.question("type=shape answer=(2,3)")
    #expect(shape.answer(reading: "[2, 3]") == .shape([2, 3]))
    #expect(shape.answer(reading: "2 3") == .shape([2, 3]))
    #expect(shape.answer(reading: "()") == .shape([]))
    #expect(shape.answer(reading: "x.shape") == nil && shape.answer(reading: "") == nil)
  }

  @Test("A guess is right within the tolerance, its bound included")
  func tolerance() throws {
    let question = try Self.question("type=number tol=0.01 answer=0.69", "What?\nif 1: No.")
    let answer = Question.Answer.number(0.69)
    #expect(question.accepts(.number(0.70), as: answer))
    #expect(question.accepts(.number(0.68), as: answer))
    #expect(!question.accepts(.number(0.701), as: answer))
    #expect(question.remark(on: .number(1.005)) == "No.")
    #expect(question.remark(on: .number(2)) == nil)
    let exact = try Self.question("type=number answer=0.3")
    #expect(exact.accepts(.number(0.1 + 0.2), as: .number(0.3)))
    #expect(!exact.accepts(.number(0.301), as: .number(0.3)))
  }

  @Test("An answer is shown with the digits that the tolerance can tell apart")
  func shown() throws {
    let question = try Self.question("type=number tol=0.01 answer=0.69")
    #expect(question.text(of: .number(0.6931471805599453)) == "0.693")
    #expect(question.text(of: .number(-12.5)) == "−12.500")
    let exact = try Self.question("type=number answer=4")
    #expect(exact.text(of: .number(4)) == "4" && exact.text(of: .number(-0.25)) == "−0.25")
    let shape = try Self.question("type=shape answer=(3,)")
    #expect(shape.text(of: .shape([3])) == "(3,)" && shape.text(of: .shape([])) == "()")
  }
}
