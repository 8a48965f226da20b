namespace AlexNetPS.Drawing.Charts;

/// <summary>Cells of a terminal, each with two columns and four rows of dots and one series that colors it.</summary>
/// <param name="columns">Cells from left to right.</param>
/// <param name="rows">Cells from top to bottom.</param>
internal sealed class BrailleCanvas(int columns, int rows)
{
    private const char Empty = '\u2800';

    // Bits of Unicode's braille patterns: rows from the top, left and right.
    private static readonly int[,] _bits = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly char[,] _cells = new char[rows, columns];
    private readonly int?[,] _series = new int?[rows, columns];

    /// <summary>Draws a line between two places, 0 to 1 from the left and from the bottom.</summary>
    public void Line(DrawnPoint from, DrawnPoint to, int series)
    {
        (int x, int y) = Dot(from);
        (int toX, int toY) = Dot(to);
        int steps = Math.Max(Math.Max(Math.Abs(toX - x), Math.Abs(toY - y)), 1);
        for (int i = 0; i <= steps; i++)
        {
            Set((int)Math.Round(x + (double)(toX - x) * i / steps), (int)Math.Round(y + (double)(toY - y) * i / steps),
                series);
        }
    }

    /// <summary>Writes a letter at a place; nothing if another letter is there.</summary>
    /// <returns>Whether it was written.</returns>
    public bool Letter(DrawnPoint place, char letter, int series)
    {
        (int x, int y) = Dot(place);
        if (x < 0 || x >= columns * 2 || y < 0 || y >= rows * 4 || char.IsLetter(_cells[y / 4, x / 2]))
            return false;
        (_cells[y / 4, x / 2], _series[y / 4, x / 2]) = (letter, series);
        return true;
    }

    /// <summary>Returns a row of cells: characters and the series that each is of, null for none.</summary>
    public IEnumerable<(char Text, int? Series)> Row(int row) =>
        Enumerable.Range(0, columns).Select(column => (_cells[row, column] is char c and not '\0' ? c : ' ',
            _series[row, column]));

    private (int X, int Y) Dot(DrawnPoint place) =>
        ((int)Math.Round(place.X * (columns * 2 - 1)), (int)Math.Round((1 - place.Y) * (rows * 4 - 1)));

    private void Set(int x, int y, int series)
    {
        if (x < 0 || x >= columns * 2 || y < 0 || y >= rows * 4)
            return;
        ref char cell = ref _cells[y / 4, x / 2];
        cell = (char)((cell == '\0' ? Empty : cell) | _bits[y % 4, x % 2]);
        _series[y / 4, x / 2] = series;
    }
}
