import Testing

@testable import Lessons

// The bundled corpora hold what their descriptions and their rules say.

@Suite struct CorporaTests {
  private func lines(_ name: String) throws -> [String] {
    let text = try #require(Corpora.text(name))
    #expect(text.last == "\n")
    return text.dropLast().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func everyListedCorpusExistsAndNoOther() {
    #expect(Set(Corpora.names.keys) == ["names", "numbers", "arithmetic", "dates"])
    for name in Corpora.names.keys { #expect(Corpora.text(name)?.isEmpty == false) }
    #expect(Corpora.text("shakespeare") == nil)
    #expect(Corpora.text("") == nil)
  }

  @Test(arguments: ["names", "numbers", "arithmetic", "dates"])
  func linesAreWholeAndDifferent(_ name: String) throws {
    let lines = try lines(name)
    #expect(Set(lines).count == lines.count)
    #expect(lines.allSatisfy { !$0.isEmpty && $0.first != " " && $0.last != " " })
    #expect(Corpora.text(name)?.utf8.allSatisfy { $0 < 128 } == true)
  }

  @Test func namesHaveAVocabularyOf27() throws {
    let text = try #require(Corpora.text("names"))
    #expect(Set(text) == Set("abcdefghijklmnopqrstuvwxyz\n"))
    let names = try lines("names")
    #expect(names.count == 487)
    #expect(names.allSatisfy { (2...12).contains($0.count) })
    #expect(Corpora.names["names"]?.hasPrefix("487 ") == true)
  }

  @Test func namesAreShuffled() throws {
    let names = try lines("names")
    #expect(Set(names.prefix(60).compactMap(\.first)).count > 10)
    #expect(Set(names.suffix(60).compactMap(\.first)).count > 10)
  }

  @Test func numbersAreTheEnglishWords() throws {
    let numbers = try lines("numbers")
    #expect(numbers.count == 100)
    #expect(numbers[0] == "one")
    #expect(numbers[12] == "thirteen")
    #expect(numbers[19] == "twenty")
    #expect(numbers[41] == "forty-two")
    #expect(numbers[98] == "ninety-nine")
    #expect(numbers[99] == "one hundred")
  }

  @Test func sumsAreRight() throws {
    let sums = try lines("arithmetic")
    #expect(sums.count == 100)
    #expect(sums.contains("3+4=7"))
    for line in sums {
      let numbers = line.split { $0 == "+" || $0 == "=" }.compactMap { Int($0) }
      try #require(numbers.count == 3)
      #expect(numbers[0] + numbers[1] == numbers[2])
    }
  }

  @Test func datesAreTheDaysOfALeapYear() throws {
    let dates = try lines("dates")
    #expect(dates.count == 366)
    #expect(dates.first == "january 1 = 01-01")
    #expect(dates.contains("february 29 = 02-29"))
    #expect(!dates.contains { $0.hasPrefix("april 31") })
    #expect(dates.last == "december 31 = 12-31")
  }
}
