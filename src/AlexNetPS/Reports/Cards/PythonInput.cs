using System.Globalization;
using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Transforms;

namespace AlexNetPS.Reports.Cards;

/// <summary>
/// The way from a file to the input of a network as Python code (Pillow and NumPy): prepared as for the training, then
/// the evaluation transforms, in the order of their list. Of several crops the first at the center is made.
/// </summary>
/// <remarks>
/// Each change of size is made by itself; here they become one. They differ if a crop enlarges again what a resize made
/// smaller than the crop.
/// </remarks>
internal static class PythonInput
{
    private const string ShortSide = "short_side", Center = "center";

    /// <summary>Returns the lines that define <c>prepare(path)</c>.</summary>
    /// <param name="recipe">The recipe.</param>
    /// <param name="input">Input of the network.</param>
    public static IReadOnlyList<string> Of(Recipe recipe, TensorShape input)
    {
        string[] body = [.. Body(recipe, input)];
        return
        [
            .. Helpers(body),
            "def prepare(path):",
            "    \"\"\"Returns an image file as the network takes it: float32 [channels, height, width].\"\"\"",
            .. body.Select(line => "    " + line),
        ];
    }

    /// <summary>Whether the code needs recipe.json for the mean image.</summary>
    public static bool NeedsRecipe(Recipe recipe) => recipe.EvaluationTransforms.OfType<MeanImageSubtract>().Any();

    private static IEnumerable<string> Body(Recipe recipe, TensorShape input)
    {
        yield return "image = ImageOps.exif_transpose(Image.open(path)).convert(\"RGB\")";
        foreach (string line in Preparation(recipe.Preparation))
            yield return line;
        TransformDefinition[] transforms = [.. recipe.EvaluationTransforms];
        int mean = Array.FindIndex(transforms, transform => transform is MeanImageSubtract);
        // Color works on single pixels, so all changes of size may come before it: except that the mean image has the
        // size that its place in the list gives it.
        int sized = mean < 0 ? transforms.Length : mean;
        foreach (string line in transforms.Take(sized).SelectMany(Geometry))
            yield return line;
        yield return input.Channels == 1
            ? "x = np.asarray(image.convert(\"L\"), np.float32)[None]"
            : "x = np.asarray(image, np.float32).transpose(2, 0, 1)";
        for (int i = 0; i < transforms.Length; i++)
        {
            foreach (string line in i == mean
                ? MeanImage((MeanImageSubtract)transforms[i], i, input)
                : Color(transforms[i], input.Channels))
            {
                yield return line;
            }

            if (i > sized && transforms[i].OutputSize is int size)
            {
                yield return Invariant($"top, left = (round((s - {size}) / 2) for s in x.shape[1:])");
                yield return Invariant($"x = x[:, top:top + {size}, left:left + {size}]");
            }
        }

        if (mean >= 0 && ((MeanImageSubtract)transforms[mean]).Alignment == MeanAlignment.Center)
            yield return "x = x - mean";
        if (ChannelOrder.In(transforms) == ColorOrder.Bgr && input.Channels == 3)
            yield return "x = x[::-1]  # blue first";
        yield return "return np.ascontiguousarray(x, np.float32)";
    }

    private static IEnumerable<string> Preparation(ImagePreparation preparation)
    {
        int size = preparation.ImageSize;
        switch (preparation.Crop)
        {
            case ImageCrop.Center:
                yield return Invariant($"image = {Center}({ShortSide}(image, {size}), {size})");
                break;
            case ImageCrop.CenterUnscaled:
                // A border of zeros around a smaller image.
                yield return "left, top = ((s - " + Invariant($"{size}) / 2 for s in image.size)");
                yield return "left, top = (round(s) if s >= 0 else -int(-s) for s in (left, top))";
                yield return Invariant($"image = image.crop((left, top, left + {size}, top + {size}))");
                break;
            default:
                yield return Invariant($"image = {ShortSide}(image, {size}, {preparation.MaximumSide})");
                break;
        }
    }

    private static IEnumerable<string> Geometry(TransformDefinition transform)
    {
        switch (transform)
        {
            case Resize resize:
                yield return Invariant($"image = {ShortSide}(image, {resize.Size})");
                break;
            case Squash squash:
                yield return Invariant($"image = image.resize(({squash.Size}, {squash.Size}), Image.BILINEAR)");
                break;
            case MultiCrop { ShortSides.Count: > 0 } scaled:
                yield return Invariant($"image = {Center}({ShortSide}(image, {scaled.ShortSides[0]}), {scaled.Size})");
                break;
            case { OutputSize: int size }:
                yield return Invariant($"image = {Center}(image, {size})");
                break;
        }
    }

    private static IEnumerable<string> Color(TransformDefinition transform, int channels)
    {
        switch (transform)
        {
            case Scale scale:
                yield return $"x = x * {PythonNetwork.Literal(scale.Factor)}";
                break;
            case Normalize normalize:
                yield return $"x = (x / 255 - {Values(normalize.Mean!, channels)}) / "
                    + Values(normalize.StandardDeviation!, channels);
                break;
            case MeanSubtract subtract:
                yield return $"x = x - {Values(subtract.Mean!, channels)}";
                break;
            case ImageMeanSubtract { PerChannel: true }:
                yield return "x = x - x.mean((1, 2), keepdims=True)";
                break;
            case ImageMeanSubtract:
                yield return "x = x - x.mean()";
                break;
        }
    }

    private static IEnumerable<string> MeanImage(MeanImageSubtract subtract, int index, TensorShape input)
    {
        yield return "with open(os.path.join(FOLDER, \"recipe.json\"), encoding=\"utf-8\") as file:";
        yield return Invariant($"    stored = json.load(file)[\"evaluationTransforms\"][{index}][\"mean\"]");
        yield return "mean = np.frombuffer(base64.b64decode(stored[\"values\"]), \"<f4\")";
        yield return "mean = mean.reshape(stored[\"channels\"], stored[\"height\"], stored[\"width\"])";
        yield return "for axis in (1, 2):  # to the size of the image, bilinear";
        yield return "    old, new = mean.shape[axis], x.shape[axis]";
        yield return "    at = np.clip((np.arange(new, dtype=np.float32) + 0.5) * old / new - 0.5, 0, old - 1)";
        yield return "    low = at.astype(int)";
        yield return "    high, part = np.minimum(low + 1, old - 1), np.float32(at - low)";
        yield return "    part = part[:, None] if axis == 1 else part";
        yield return "    mean = mean.take(low, axis) * (1 - part) + mean.take(high, axis) * part";
        if (input.Channels == 1)
        {
            yield return "if len(mean) == 3:";
            yield return "    mean = (np.float32([0.299, 0.587, 0.114])[:, None, None] * mean).sum(0, keepdims=True)";
        }

        if (subtract.Alignment == MeanAlignment.Center)
        {
            yield return Invariant($"top, left = (mean.shape[1] - {input.Height}) // 2, ")
                + Invariant($"(mean.shape[2] - {input.Width}) // 2");
            yield return Invariant($"mean = mean[:, top:top + {input.Height}, left:left + {input.Width}]");
        }
        else
        {
            yield return "x = x - mean";
        }
    }

    private static IEnumerable<string> Helpers(string[] body)
    {
        bool centers = body.Any(line => line.Contains($"{Center}(", StringComparison.Ordinal));
        if (centers || body.Any(line => line.Contains($"{ShortSide}(", StringComparison.Ordinal)))
        {
            yield return $"def {ShortSide}(image, size, longest=None):";
            yield return "    width, height = image.size";
            yield return "    long = max(1, size * max(width, height) // min(width, height))";
            yield return "    long = long if longest is None else min(long, longest)";
            yield return "    size = (size, long) if width <= height else (long, size)";
            yield return "    return image if size == image.size else image.resize(size, Image.BILINEAR)";
            yield return "";
            yield return "";
        }

        if (centers)
        {
            yield return $"def {Center}(image, size):";
            yield return "    if min(image.size) < size:";
            yield return $"        image = {ShortSide}(image, size)";
            yield return "    left, top = (round((s - size) / 2) for s in image.size)";
            yield return "    return image.crop((left, top, left + size, top + size))";
            yield return "";
            yield return "";
        }
    }

    private static string Values(IReadOnlyList<double> values, int channels)
    {
        string[] each = [.. Enumerable.Range(0, channels)
            .Select(channel => PythonNetwork.Literal(values[Math.Min(channel, values.Count - 1)]))];
        return each.Distinct().Count() == 1 ? each[0] : $"np.float32([{string.Join(", ", each)}])[:, None, None]";
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
