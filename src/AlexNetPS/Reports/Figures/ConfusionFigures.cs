using System.Globalization;
using AlexNetPS.Drawing.Charts;
using AlexNetPS.Imaging;
using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Figures;

/// <summary>
/// The confusion matrix of an evaluation: as cells with names and numbers, if they are few enough to be read. Of more
/// classes those that are confused most, those confused with each other next to each other, and an image of all.
/// </summary>
internal static class ConfusionFigures
{
    /// <summary>Most classes whose names and numbers can be read.</summary>
    private const int Readable = 25;

    private const int LargestImage = 1000;

    public static IEnumerable<Figure> Of(Evaluation evaluation)
    {
        ConfusionMatrix matrix = evaluation.ConfusionMatrix;
        if (matrix.Count <= Readable)
        {
            yield return Map(evaluation, "Confusion matrix", [.. Enumerable.Range(0, matrix.Count)]);
            yield break;
        }

        int[] confused = MostConfused(evaluation);
        if (confused.Length > 1)
        {
            yield return Map(evaluation, string.Create(CultureInfo.InvariantCulture,
                $"Confusions: {confused.Length} of {matrix.Count:N0} classes, of the most confused pairs"), confused);
        }

        yield return new ImageFigure(string.Create(CultureInfo.InvariantCulture,
            $"Confusion matrix of all {matrix.Count:N0} classes"), "actual", "predicted", Overview(matrix))
        {
            Description = string.Create(CultureInfo.InvariantCulture,
                $"A cell for each pair of {matrix.Count:N0} classes, in the order of the model: blue on the diagonal for ")
                + "right predictions, orange beside it for mistakes, the stronger the larger a share of the class.",
        };
    }

    private static HeatMap Map(Evaluation evaluation, string title, int[] classes)
    {
        ConfusionMatrix matrix = evaluation.ConfusionMatrix;
        HeatCell[] cells = [.. from row in Enumerable.Range(0, classes.Length)
                               from column in Enumerable.Range(0, classes.Length)
                               let count = matrix[classes[row], classes[column]]
                               where count > 0
                               select new HeatCell(row, column, count,
                                   (double)count / evaluation.Classes[classes[row]].Count)];
        return new(title, "actual", "predicted", [.. classes.Select(index => evaluation.Classes[index].Name)], cells)
        {
            Description = $"{title}, actual classes in rows, predicted ones in columns. "
                + string.Join(" ", evaluation.MostConfused.Select(one => $"{one}.")),
        };
    }

    // Classes of the pairs with the most confusions, until no further one can be read. A class that is confused with
    // one that is there already stands beside it.
    private static int[] MostConfused(Evaluation evaluation)
    {
        ConfusionMatrix matrix = evaluation.ConfusionMatrix;
        var pairs = new List<(int First, int Second, int Count)>();
        for (int first = 0; first < matrix.Count; first++)
        {
            for (int second = first + 1; second < matrix.Count; second++)
            {
                int count = matrix[first, second] + matrix[second, first];
                if (count > 0)
                    pairs.Add((first, second, count));
            }
        }

        var order = new List<int>();
        foreach ((int first, int second, _) in pairs.OrderByDescending(pair => pair.Count).ThenBy(pair => pair.First)
            .ThenBy(pair => pair.Second))
        {
            (int there, int other) = order.IndexOf(first) is var at and >= 0 ? (at, second)
                : (order.IndexOf(second), first);
            if (order.Contains(other))
                continue;
            if (order.Count + (there < 0 ? 2 : 1) > Readable)
                break;
            if (there >= 0)
                order.Insert(there + 1, other);
            else
                order.AddRange([first, second]);
        }

        return [.. order];
    }

    // A pixel for each cell; of more classes than an image has room for, the strongest of neighboring cells.
    private static RgbImage Overview(ConfusionMatrix matrix)
    {
        int block = (matrix.Count + LargestImage - 1) / LargestImage, side = (matrix.Count + block - 1) / block;
        double[] right = new double[side * side], wrong = new double[side * side];
        for (int row = 0; row < matrix.Count; row++)
        {
            double count = Math.Max(1, matrix.Actual(row));
            for (int column = 0; column < matrix.Count; column++)
            {
                double[] target = row == column ? right : wrong;
                int cell = row / block * side + column / block;
                target[cell] = Math.Max(target[cell], matrix[row, column] / count);
            }
        }

        byte[] pixels = new byte[side * side * 3];
        for (int cell = 0; cell < right.Length; cell++)
        {
            // Paper, or a color on it: mistakes are seen even if few.
            (double strength, Drawing.Ink ink) = wrong[cell] > 0 && right[cell] == 0
                ? (0.25 + 0.75 * Math.Sqrt(wrong[cell]), ChartPalette.Color(1))
                : (right[cell] > 0 ? 0.15 + 0.85 * right[cell] : 0, ChartPalette.Color(0));
            pixels[cell * 3] = Mixed(ink.Red, strength);
            pixels[cell * 3 + 1] = Mixed(ink.Green, strength);
            pixels[cell * 3 + 2] = Mixed(ink.Blue, strength);
        }

        return new(side, side, pixels);
    }

    private static byte Mixed(byte color, double strength) =>
        (byte)Math.Round(255 + (color - 255) * Math.Clamp(strength, 0, 1));
}
