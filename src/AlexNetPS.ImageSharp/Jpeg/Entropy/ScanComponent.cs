namespace AlexNetPS.ImageSharp.Jpeg.Entropy;

/// <summary>One component of a picture.</summary>
/// <param name="Id">As scans name it.</param>
/// <param name="Across">Sampling factor along rows.</param>
/// <param name="Down">Sampling factor along columns.</param>
/// <param name="Table">Quantization table.</param>
internal sealed record ScanComponent(byte Id, int Across, int Down, int Table)
{
    /// <summary>Blocks that hold pixels, along a row and along a column.</summary>
    public (int Columns, int Rows) Blocks { get; set; }

    /// <summary>Blocks along a row, with those that only fill up.</summary>
    public int Pitch { get; set; }

    /// <summary>Where its blocks begin among those of all components.</summary>
    public int Start { get; set; }

    /// <summary>Tables of the current scan.</summary>
    public int DirectTable { get; set; }

    /// <summary>Tables of the current scan.</summary>
    public int OtherTable { get; set; }
}
