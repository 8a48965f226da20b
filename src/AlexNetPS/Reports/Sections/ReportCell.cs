using System.Globalization;
using AlexNetPS.Formats.Text;
using AlexNetPS.Inference;

namespace AlexNetPS.Reports.Sections;

/// <summary>A value of a report and what it is. Numbers are written the same in every culture.</summary>
internal readonly record struct ReportCell(CellKind Kind, string Text)
{
    public static ReportCell Empty { get; } = new(CellKind.Words, "");

    public static ReportCell Words(string text) => new(CellKind.Words, text);

    /// <summary>A name from a file: of a class, a model, a dataset.</summary>
    public static ReportCell Name(string text) => new(CellKind.Name, text);

    public static ReportCell Verdict(bool passed) =>
        passed ? new(CellKind.Passed, "passed") : new(CellKind.Failed, "failed");

    public static ReportCell Count(long count) => Digits(count.ToString("N0", CultureInfo.InvariantCulture));

    /// <summary>A fraction as percentage: "93.4 %".</summary>
    public static ReportCell Percent(double? fraction) => fraction is double value
        ? Digits(string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.0} %"))
        : Empty;

    public static ReportCell Interval(ConfidenceInterval interval) => Digits(interval.ToString());

    public static ReportCell Loss(double? loss) => loss is double value ? Digits(LossText.Of(value)) : Empty;

    /// <summary>A number with up to six digits.</summary>
    public static ReportCell Number(double value) => Digits(value.ToString("G6", CultureInfo.InvariantCulture));

    public static ReportCell Time(TimeSpan time) => Digits(time.TotalMinutes < 1
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}"));

    public static ReportCell Time(DateTimeOffset time) =>
        Digits(time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    /// <summary>A number or time that was written as text here, and so is no text from a file.</summary>
    public static ReportCell Digits(string text) => new(CellKind.Digits, text);
}

/// <summary>What a value of a report is.</summary>
internal enum CellKind
{
    Words,
    Name,
    Digits,
    Passed,
    Failed,
}
