import Autograd
import Tensors
import Testing

// Optimizers against PyTorch's numbers, and the lines of their cards against the kernels.

/// An optimizer with settings and where PyTorch takes two numbers in three steps.
struct Walk: Sendable {
  let rule: OptimizerRule
  let settings: [String: Double]
  let path: [[Double]]
}

private let walks: [Walk] = [
  Walk(rule: .sgd, settings: ["lr": 0.1], path: [[0.95, -2.1], [0.975, -2.13], [0.875, -2.06]]),
  Walk(
    rule: .sgd, settings: ["lr": 0.1, "momentum": 0.9],
    path: [[0.95, -2.1], [0.9299999999999999, -2.22], [0.8119999999999999, -2.258]]),
  Walk(
    rule: .sgd, settings: ["lr": 0.1, "momentum": 0.9, "nesterov": 1, "weight_decay": 0.05],
    path: [
      [0.8955, -2.171], [0.88994275, -2.2802754999999997], [0.668016518875, -2.20673033275],
    ]),
  Walk(
    rule: .sgd, settings: ["lr": 0.1, "momentum": 0.9, "dampening": 0.3],
    path: [[0.95, -2.1], [0.9225, -2.2110000000000003], [0.82775, -2.2619000000000002]]),
  Walk(
    rule: .adam, settings: ["lr": 0.1],
    path: [
      [0.900000002, -2.099999999], [0.8733662987078463, -2.185569716141547],
      [0.8075551396770898, -2.20489458216985],
    ]),
  Walk(
    rule: .adam, settings: ["lr": 0.1, "weight_decay": 0.1],
    path: [
      [0.9000000016666666, -2.09999999875], [0.8544413674617625, -2.1749085393342167],
      [0.7815043998631658, -2.1650394943513747],
    ]),
  Walk(
    rule: .adamW, settings: ["lr": 0.1],
    path: [
      [0.899000002, -2.0979999990000002], [0.8714672987058463, -2.181471716142547],
      [0.804784672376384, -2.198615110454708],
    ]),
  Walk(
    rule: .adamW, settings: ["lr": 0.1, "weight_decay": 0.1],
    path: [
      [0.890000002, -2.079999999], [0.8544662986878463, -2.144769716151547],
      [0.7801104766702113, -2.1426468850183347],
    ]),
]

private let gradientsOfWalk = [[0.5, 1.0], [-0.25, 0.3], [1.0, -0.7]]

@Suite struct OptimizerRules {
  @Test(arguments: 0..<8)
  func walksAsPyTorch(_ number: Int) throws {
    let walk = walks[number]
    var parameter = Tensor([1, -2])
    var state = OptimizerState()
    for (gradient, expected) in zip(gradientsOfWalk, walk.path) {
      let g = Tensor(gradient)
      let stories = [0, 1].map {
        walk.rule.story(
          parameter: parameter, gradient: g, state: state, settings: walk.settings, at: [$0])
      }
      (parameter, state) = try walk.rule.update(
        parameter: parameter, gradient: g, state: state, settings: walk.settings)
      for (i, lines) in stories.enumerated() {
        #expect(near(parameter.element(at: i), expected[i], 1e-14))
        let step = try #require(lines.first { $0.label == "step" })
        #expect(near(step.after, parameter.element(at: i), 1e-12))
        for (label, name) in [("m", "exp_avg"), ("v", "exp_avg_sq"), ("b", "momentum_buffer")] {
          guard let line = lines.first(where: { $0.label == label }) else { continue }
          #expect(near(line.after, try #require(state[name]).element(at: i), 1e-12))
        }
      }
    }
  }

  @Test func cardOfTheSecondStep() throws {
    let settings = ["lr": 0.1, "weight_decay": 0.1]
    let (parameter, state) = try OptimizerRule.adamW.update(
      parameter: Tensor([1]), gradient: Tensor([0.5]), state: OptimizerState(),
      settings: settings)
    let lines = OptimizerRule.adamW.story(
      parameter: parameter, gradient: Tensor([-0.25]), state: state, settings: settings, at: [0])
    #expect(
      lines.map(\.label) == ["gradient", "m", "v", "m̂", "√v̂", "decay", "step", "SGD would go"])
    #expect(lines.map(\.how)[1] == "0.9·m + 0.1·g")
    #expect(lines.map(\.how)[2] == "0.999·v + 0.001·g²")
    #expect(lines.map(\.how)[3] == "m / (1 − 0.9²)")
    #expect(lines.map(\.how)[6] == "p − lr·m̂/(√v̂ + 1e−8),  0.1·0.266337")
    #expect(lines.map(\.how)[7] == "the gradient alone goes the other way")
    let after = [-0.25, 0.02, 0.00031225, 0.105263157895, 0.395225137, 0.8811, 0.854466, 0.915]
    for (line, value) in zip(lines, after) { #expect(abs(line.after - value) < 1e-6) }
  }

  @Test func refusesNesterovWithoutMomentum() {
    #expect(throws: ShapeError.self) {
      try OptimizerRule.sgd.update(
        parameter: Tensor([1]), gradient: Tensor([1]), state: OptimizerState(),
        settings: ["nesterov": 1])
    }
  }
}
