# Normals come one at a time below sixteen and in blocks from there on; what one call keeps back for
# the next, and what it does not, is seen only where the two meet.
manual_seed(31)
short = [randn(n) for n in range(1, 16)]
manual_seed(32)
long = [randn(n) for n in [16, 17, 31, 32, 33, 48, 63]]
manual_seed(33)
a = randn(3)
b = randn(16)
c = randn(1)
d = rand(5)
e = randn(2)
f = randn(4, 5)
g = randn(1)
manual_seed(34)
odd = randn(1)
manual_seed(34)
again = randn(1)
last = randn(1)
shapes = [randn(3, 5), randn(5, 3), randn(2, 2, 2), randn(2, 2, 4), randn(2, 2, 5)]
scalar = randn(())
none = randn(0, 3)
after_none = randn(2)
manual_seed(2 ** 40 + 7)
large = rand(3)
manual_seed(5)
mixed = [rand(1), randn(1), randint(0, 1000, (1,)), randn(1), randperm(5), randn(1), rand(17), randn(1)]
wide = randint(-50, 50, (4, 5))
orders = [randperm(n) for n in [0, 1, 2, 3, 16, 17, 40]]
leaf = randn(2, 9, requires_grad=True)
(leaf * leaf).sum().backward()
torch.manual_seed(0)
first = torch.randn(15)
torch.manual_seed(0)
second = torch.randn(16)
differ = bool((first != second[:15]).any())
