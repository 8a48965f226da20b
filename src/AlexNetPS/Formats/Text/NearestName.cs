namespace AlexNetPS.Formats.Text;

/// <summary>"Did you mean ...?" suggestions.</summary>
internal static class NearestName
{
    /// <summary>Returns the known name closest to the written one, if it is close enough to be a typo.</summary>
    public static string? Find(string written, IEnumerable<string> known) =>
        // The distance is at least the difference in length, and the written text may be megabytes long.
        known.Where(name => Math.Abs(name.Length - written.Length) <= Slips(name))
            .Select(name => (Name: name, Distance: Distance(written.ToUpperInvariant(), name.ToUpperInvariant())))
            .Where(pair => pair.Distance <= Slips(pair.Name))
            .OrderBy(pair => pair.Distance)
            .Select(pair => pair.Name)
            .FirstOrDefault();

    /// <summary>Returns " Did you mean 'x'?", or an empty string.</summary>
    public static string Hint(string written, IEnumerable<string> known) =>
        Find(written, known) is string name ? $" Did you mean '{name}'?" : "";

    private static int Slips(string name) => Math.Max(2, name.Length / 3);

    // Levenshtein: insertions, deletions and replacements.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
