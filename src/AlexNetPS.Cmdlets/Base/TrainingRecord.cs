using System.Management.Automation;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Cmdlets.Base;

/// <summary>
/// A record of the information stream with an object for scripts as MessageData, and a line for people as text.
/// </summary>
internal sealed class TrainingRecord : InformationRecord
{
    public const string Epoch = "AlexNetPS.Epoch", Checkpoint = "AlexNetPS.Checkpoint", Sweep = "AlexNetPS.Sweep";

    // What Write-Host gives its records: the host shows them, whatever $InformationPreference is.
    private const string ShownByHost = "PSHOST";

    private readonly string _line;

    /// <param name="data">The object.</param>
    /// <param name="line">The text.</param>
    /// <param name="source">The cmdlet.</param>
    /// <param name="shown">Whether the host shows it even if information is not displayed.</param>
    /// <param name="tags">What it is.</param>
    public TrainingRecord(object data, string line, string source, bool shown, params string[] tags)
        : base(data, source)
    {
        _line = LogText.Of(line);
        Tags.AddRange(tags);
        if (shown)
            Tags.Add(ShownByHost);
    }

    public override string ToString() => _line;
}
