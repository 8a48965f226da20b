namespace AlexNetPS.Reports.Cards;

/// <summary>Python classes of the layers that PyTorch has no module for.</summary>
internal static class PythonModules
{
    public const string AveragePool = "InsideAveragePool", MapNorm = "MapNorm", LocallyConnected = "LocallyConnected";

    private static readonly (string Name, string Code)[] _classes =
    [
        (AveragePool, """"
            class InsideAveragePool(nn.Module):
                """The mean over the values of a window that are inside the map."""

                def __init__(self, kernel, stride, pads):
                    super().__init__()
                    self.kernel, self.stride, self.pads = kernel, stride, pads

                def forward(self, x):
                    sums, inside = (nn.functional.avg_pool2d(nn.functional.pad(values, self.pads), self.kernel, self.stride)
                                    for values in (x, torch.ones_like(x)))
                    return sums / inside
            """"),
        (MapNorm, """"
            class MapNorm(nn.Module):
                """Local response normalization within a map."""

                def __init__(self, size, alpha, beta, k):
                    super().__init__()
                    self.size, self.alpha, self.beta, self.k = size, alpha, beta, k

                def forward(self, x):
                    sums = nn.functional.avg_pool2d(x * x, self.size, 1, self.size // 2) * self.size**2
                    return x * (self.k + self.alpha * sums) ** -self.beta
            """"),
        (LocallyConnected, """"
            class LocallyConnected(nn.Module):
                """A convolution with filters of its own at each place."""

                def __init__(self, channels, filters, rows, columns, kernel, stride, pads):
                    super().__init__()
                    self.weight = nn.Parameter(torch.zeros(rows, columns, filters, channels, kernel, kernel))
                    self.bias = nn.Parameter(torch.zeros(rows, columns, filters))
                    self.kernel, self.stride, self.pads = kernel, stride, pads

                def forward(self, x):
                    windows = nn.functional.unfold(nn.functional.pad(x, self.pads), self.kernel, stride=self.stride)
                    rows, columns, filters = self.bias.shape
                    weight = self.weight.reshape(rows * columns, filters, -1)
                    places = torch.einsum("nkp,pfk->nfp", windows, weight) + self.bias.reshape(-1, filters).T
                    return places.reshape(len(x), filters, rows, columns)
            """"),
    ];

    /// <summary>Returns the lines of the classes that modules use, two empty lines after each.</summary>
    public static IEnumerable<string> Of(IEnumerable<string> modules)
    {
        string[] used = [.. modules];
        return _classes.Where(one => used.Any(module => module.StartsWith(one.Name + "(", StringComparison.Ordinal)))
            .SelectMany(one => one.Code.ReplaceLineEndings("\n").Split('\n').Append("").Append(""));
    }
}
