x = param(arange(24).float().view(2, 3, 4))
made = [
    x.view(-1), x.view(6, 4), x.reshape(2, -1), x.reshape((4, 6)), x.view(2, 2, -1, 2), x.mT,
    x.transpose(0, 2), x.transpose(-1, -2), x.permute(2, 0, 1), x.permute((1, 0, 2)), torch.permute(x, (2, 1, 0)),
    x.flatten(), x.flatten(1), x.flatten(0, 1), x.flatten(start_dim=-2), x.unsqueeze(0), x.unsqueeze(-1),
    x.unsqueeze(-2), x[:1].squeeze(), x[:1].squeeze(0), x.squeeze(1), x[:, :1].squeeze(dim=1),
    x[:1].expand(3, 3, 4), x[:1].expand(3, -1, -1), x.expand(2, 2, 3, 4), broadcast_to(x[:, :1], (2, 5, 4)),
    cat([x, x], dim=-1), cat((x, x[:1])), stack([x, x], dim=-1), stack([x[0], x[1]], dim=1),
    x.repeat(2, 1, 1), x.repeat(1, 1, 1, 2), x.repeat_interleave(2, dim=1), x.tile((2,)), tile(x, (1, 2, 1)),
    x.flip(0), x.flip(0, 2), flip(x, (1,)), x.roll(1), x.roll(-1, 1), roll(x, (1, 2), (0, 2)),
    pad(x, (1, 1)), pad(x, (0, 0, 1, 2)), pad(x, (1, 0), value=-1.0), pad(x, (-1, 0)),
    tril(x), triu(x, 1), tril(x, diagonal=-1), x.contiguous(),
]
for k, part in enumerate(x.split(2, dim=2)):
    made.append(part * (k + 1))
for k, part in enumerate(x.split([1, 2], dim=1)):
    made.append(part * (k + 2))
for k, part in enumerate(x.chunk(3, dim=-1)):
    made.append(part * (k + 3))
pieces = len(x.chunk(2, dim=1)), len(arange(7).chunk(3)), [len(p) for p in arange(7).split(3)]
total = sum([((k + 1) * m * m).sum() / 100 for k, m in enumerate(made)])
total.backward()
shapes = [list(m.shape) for m in made]
sizes = [x.size(), x.size(1), x.size(-1), x.dim(), x.numel(), len(x), x.ndim, x.shape[0] * x.shape[-1]]
square = diag(tensor([1.0, 2.0])), diag(tensor([[1.0, 2.0], [3.0, 4.0]])), trace(eye(3) * 2)
