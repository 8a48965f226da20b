namespace AlexNetPS.Reports.Sections;

/// <summary>Contents of a section.</summary>
internal abstract record ReportBlock;

/// <summary>Named values.</summary>
internal sealed record ReportFacts(IReadOnlyList<ReportFact> Facts) : ReportBlock
{
    /// <summary>Whether the first cell of each is what is asked first, and the others are less.</summary>
    public bool IsHeadline { get; init; }
}

/// <summary>A named value.</summary>
internal sealed record ReportFact(string Name, params IReadOnlyList<ReportCell> Value);

/// <summary>Sentences, one for each item.</summary>
internal sealed record ReportList(IReadOnlyList<IReadOnlyList<ReportCell>> Items) : ReportBlock;

/// <summary>A table, the most important rows first: where room is short, the last ones are left out.</summary>
/// <param name="Columns">Headers.</param>
/// <param name="Rows">A cell for each column.</param>
internal sealed record ReportTable(IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows)
    : ReportBlock
{
    /// <summary>What the table shows; null if the section says it.</summary>
    public string? Caption { get; init; }

    /// <summary>Whether rows are values of different kinds, so that there is nothing to sort them by.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether the table is shown on demand, where a format can do so.</summary>
    public bool IsDetail { get; init; }
}

/// <summary>A column of a table.</summary>
/// <param name="Header">Header.</param>
/// <param name="IsNumber">Whether it holds numbers.</param>
internal sealed record ReportColumn(string Header, bool IsNumber = false);

/// <summary>A paragraph, for formats with room for it.</summary>
internal sealed record ReportText(params IReadOnlyList<ReportCell> Cells) : ReportBlock;

/// <summary>Commands to be copied, for formats with room for them.</summary>
/// <param name="Caption">What they do.</param>
/// <param name="Text">The commands, a line each.</param>
internal sealed record ReportCode(string Caption, string Text) : ReportBlock;
