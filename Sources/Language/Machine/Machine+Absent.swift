import Diagnostics

// Names that pasted code expects and that are not here, each with its reason and what serves
// instead. Looked up where a name or an attribute is not found, and nowhere else.

extension Machine {
  /// Names of a whole program: modules, classes, built-ins of Python.
  static let absentNames: [String: Reasons.Reason] = [
    "np": Reasons.Reason(
      notes: ["there is no NumPy here: tensors have the same functions"],
      suggestions: ["tensor([1.0, 2.0])      for np.array([1.0, 2.0])"]),
    "nn": Reasons.Reason(
      notes: ["`import torch.nn as nn` gives the name, but there are no layer classes"],
      suggestions: ["W = param(randn(3, 4) * 0.02)      and x @ W where the layer was called"]),
    "self": Reasons.Reason(
      notes: ["there are no classes, so nothing is a method of one's own"],
      suggestions: ["def forward(model, x):      with model a record of tensors"]),
    "DataLoader": Reasons.Reason(
      notes: ["a batch is a slice of a tensor"],
      suggestions: ["for i in range(0, len(x), 32): batch = x[i:i + 32]"]),
    "open": Reasons.Reason(suggestions: ["read_text(\"file.txt\")      or text(\"names\")"]),
    "__name__": Reasons.Reason(
      notes: ["a program here is never imported"],
      suggestions: ["leave the `if` out, and put its block at the left"]),
    "super": Reasons.Reason(notes: ["there are no classes here, so there is none above"]),
    "exit": Reasons.Reason(suggestions: [":quit leaves the console; so does Ctrl-D"]),
    "quit": Reasons.Reason(suggestions: [":quit leaves the console; so does Ctrl-D"]),
    "help": Reasons.Reason(suggestions: [":help lists the commands, ?softmax tells of softmax"]),
    "dir": Reasons.Reason(suggestions: [":vars lists the variables; Tab completes a name"]),
    "globals": Reasons.Reason(suggestions: [":vars lists the variables"]),
    "locals": Reasons.Reason(suggestions: [":vars lists the variables"]),
    "vars": Reasons.Reason(suggestions: [":vars lists the variables"]),
    "eval": Reasons.Reason(suggestions: ["the expression itself, without quotes around it"]),
    "exec": Reasons.Reason(suggestions: ["the statement itself, without quotes around it"]),
    "input": Reasons.Reason(
      notes: ["a program asks nobody, so that it can be run again"],
      suggestions: ["name = \"…\"      the answer written into the program"]),
  ]

  /// Attributes of modules that are classes in PyTorch.
  static let layers: [String: String] = [
    "Linear": "W = param(randn(3, 4) * 0.02)      and x @ W where the layer was called",
    "Embedding": "E = param(randn(100, 16))      and E[tokens] where the layer was called",
    "LayerNorm": "F.layer_norm(x, (n,), weight, bias)", "Parameter": "param(x)",
    "Module": "model = record(W=param(…))      and def forward(model, x):",
    "Sequential": "def forward(x):      with one line for each layer",
    "ModuleList": "layers = [record(W=param(…)) for i in range(n)]",
    "Dropout": "F.dropout(x, 0.1)", "ReLU": "relu(x)", "GELU": "gelu(x)", "Tanh": "tanh(x)",
    "Sigmoid": "sigmoid(x)", "SiLU": "silu(x)", "Softmax": "softmax(x, dim=-1)",
    "LogSoftmax": "log_softmax(x, dim=-1)", "CrossEntropyLoss": "F.cross_entropy(logits, targets)",
    "MSELoss": "F.mse_loss(y, target)", "L1Loss": "F.l1_loss(y, target)",
    "NLLLoss": "F.nll_loss(log_chances, targets)",
    "BCELoss": "F.binary_cross_entropy(chances, targets)",
    "BCEWithLogitsLoss": "F.binary_cross_entropy_with_logits(logits, targets)",
    "RMSNorm": "F.rms_norm(x, (n,), weight)",
  ]

  /// Attributes that no value here has, whatever it is, and why.
  static let absentAttributes: [String: Reasons.Reason] = [
    "parameters": Reasons.Reason(
      notes: ["there are no modules that collect them: the parameters are listed"],
      suggestions: ["SGD([W, b], lr=0.1)"]),
    "train": Reasons.Reason(
      notes: ["there are no modes: `F.dropout(x, p, training=…)` says it where it matters"],
      suggestions: ["leave it out"]),
    "eval": Reasons.Reason(
      notes: ["there are no modes: `F.dropout(x, p, training=…)` says it where it matters"],
      suggestions: ["leave it out"]),
    "state_dict": Reasons.Reason(
      notes: ["the tensors are the program's own variables"],
      suggestions: ["[p.tolist() for p in parameters]"]),
    "append": Reasons.Reason(notes: ["lists grow, tensors do not"], suggestions: ["cat([a, b])"]),
    "push": Reasons.Reason(suggestions: ["items.append(x)"]),
    "length": Reasons.Reason(suggestions: ["len(x)"]),
    "size": Reasons.Reason(suggestions: ["len(x)"]),
    "backward": Reasons.Reason(
      notes: ["only a tensor remembers how it was computed; a Python number does not"],
      suggestions: ["loss must be a tensor: without .item() and float() on the way"]),
    "lr_scheduler": Reasons.Reason(
      suggestions: ["opt.param_groups[0][\"lr\"] = …      before each step"]),
    "RMSprop": Reasons.Reason(
      notes: ["the optimizers here are SGD, Adam, AdamW and LBFGS"],
      suggestions: ["Adam([w], lr=0.1)"]),
    "save": Reasons.Reason(
      notes: ["a program writes no files; running it again gives the same numbers"],
      suggestions: ["leave it out"]),
    "load": Reasons.Reason(
      notes: ["a program reads text only"], suggestions: ["read_text(\"file.txt\")"]),
    "FloatTensor": Reasons.Reason(suggestions: ["tensor([1.0, 2.0])"]),
    "LongTensor": Reasons.Reason(suggestions: ["tensor([1, 2])"]),
    "float16": Reasons.Reason(
      notes: ["there is one floating type here, float64"], suggestions: ["torch.float64"]),
    "bfloat16": Reasons.Reason(
      notes: ["there is one floating type here, float64"], suggestions: ["torch.float64"]),
    "half": Reasons.Reason(
      notes: ["there is one floating type here, float64"], suggestions: ["torch.float64"]),
  ]
}
