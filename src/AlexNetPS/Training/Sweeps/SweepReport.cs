using System.Globalization;

namespace AlexNetPS.Training.Sweeps;

/// <summary>A sweep as text: a table of its groups, and the runs that failed.</summary>
public static class SweepReport
{
    private const int GroupsShown = 20, FailuresShown = 10, WidestValue = 24;

    /// <summary>Returns the lines of the report, with numbers in the current culture.</summary>
    public static string Of(SweepResult sweep)
    {
        ArgumentNullException.ThrowIfNull(sweep);
        return string.Join(Environment.NewLine, [Title(sweep), "", .. Table(sweep), .. Rest(sweep)]);
    }

    private static string Title(SweepResult sweep)
    {
        int seeds = sweep.Rows.Count / sweep.Groups.Count;
        return string.Create(CultureInfo.CurrentCulture, $"{sweep.Recipe}: {Some(sweep.Rows.Count, "run")} of "
            + $"{Some(sweep.Groups.Count, "setting")}, {Some(seeds, "seed")} each");
    }

    private static IEnumerable<string> Table(SweepResult sweep)
    {
        string[] names = [.. sweep.Groups[0].Values.Keys];
        string[] headers = [.. names.Select(Header), "Runs", "Top1", "Deviation", $"{sweep.ConfidenceLevel:P0} interval",
            "Loss", "Epochs", ""];
        string[][] rows = [.. sweep.Groups.Take(GroupsShown).Select(group => (string[])
            [.. names.Select(name => Short(Shown(group.Values[name]))), .. Results(group)])];
        int[] widths = [.. headers.Select((header, i) => rows.Max(row => Math.Max(row[i].Length, header.Length)))];
        yield return Line("  ", headers);
        for (int i = 0; i < rows.Length; i++)
            yield return Line(sweep.Groups[i].IsBest ? "→ " : "  ", rows[i]);
        if (sweep.Groups.Count > GroupsShown)
            yield return $"  and {sweep.Groups.Count - GroupsShown} more: see Groups.";

        string Line(string mark, string[] cells) => (mark + string.Join(" ", cells.Select((cell, i) =>
            i < names.Length || i == cells.Length - 1 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))).TrimEnd();

        string Header(string name)
        {
            string last = Last(name);
            return Short(names.Count(other => Last(other) == last) > 1 ? name : last);
        }
    }

    private static string[] Results(SweepGroup group) =>
    [
        group.Failed > 0 ? $"{group.Runs - group.Failed} of {group.Runs}" : $"{group.Runs}",
        group.MeanTop1?.ToString("P1", CultureInfo.CurrentCulture) ?? "",
        group.DeviationTop1?.ToString("P1", CultureInfo.CurrentCulture) ?? "",
        group.Top1Interval is { } interval
            ? string.Create(CultureInfo.CurrentCulture, $"{interval.Low * 100:N1} to {interval.High:P1}")
            : "",
        group.MeanLoss?.ToString("N4", CultureInfo.CurrentCulture) ?? "",
        $"{group.Epochs}",
        group.Status == SweepRunStatus.Completed ? "" : $"{group.Status}",
    ];

    private static IEnumerable<string> Rest(SweepResult sweep)
    {
        SweepRun[] failed = [.. sweep.Rows.Where(row => row.Status == SweepRunStatus.Failed)];
        if (failed.Length > 0)
            yield return "";
        foreach (SweepRun run in failed.Take(FailuresShown))
            yield return $"Failed: {run.Folder} ({run.Settings}, seed {run.Seed}): {run.Reason}";
        if (failed.Length > FailuresShown)
            yield return $"and {failed.Length - FailuresShown} more: see Rows.";
        int stopped = sweep.Rows.Count(row => row.Status == SweepRunStatus.Stopped);
        if (stopped > 0)
        {
            yield return "";
            yield return $"{Some(stopped, "run")} not finished; "
                + (sweep.JobScript is string script ? $"to train: sbatch '{script}'" : "the same command continues.");
        }
    }

    private static string Some(int count, string what) =>
        string.Create(CultureInfo.CurrentCulture, $"{count:N0} {what}{(count == 1 ? "" : "s")}");

    private static string Shown(object? value) => Convert.ToString(value ?? "none", CultureInfo.CurrentCulture) ?? "";

    private static string Short(string text) => text.Length > WidestValue ? text[..(WidestValue - 1)] + '…' : text;

    private static string Last(string name) => name[(name.LastIndexOf('.') + 1)..];
}
