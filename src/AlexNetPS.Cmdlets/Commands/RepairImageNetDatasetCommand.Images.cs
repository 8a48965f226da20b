using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Health.Quarantine;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Images that the user chose, such as probable label errors, are moved aside.</content>
public sealed partial class RepairImageNetDatasetCommand
{
    private const string ByImages = "Image";

    private readonly List<MovedImage> _images = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ByImages,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Image))]
    [MovedImage]
    [ValidateNotNull]
    public MovedImage Image { get; set; } = null!;

    /// <inheritdoc/>
    protected override void End()
    {
        if (_images.Count == 0)
            return;
        string folder = new PathResolver(this).Full(Quarantine);
        string? given = Dataset is null ? null : SourceOf(References.Locate(Dataset, new PathResolver(this)));
        foreach (MovedImage unknown in _images.Where(image => given is null && image.Source is null))
        {
            WriteError(Failure.Record("DatasetRequired", ErrorCategory.InvalidArgument,
                $"It is not known which dataset '{unknown}' is in.", unknown.Value,
                "Pass the dataset too: Repair-ImageNetDataset ./flowers -Quarantine ./aside"));
        }

        foreach (IGrouping<string?, MovedImage> group in _images.GroupBy(image => given ?? image.Source))
        {
            if (group.Key is string source)
                MoveAside(source, folder, [.. group.DistinctBy(image => image.Value)]);
        }
    }

    private void MoveAside(string source, string folder, MovedImage[] images)
    {
        SkippedFile[] files = [.. images.Select(image => new SkippedFile((string)image.Value, image.Reason))];
        IReadOnlyList<SkippedFile> movable = FileQuarantine.Movable(source, files);
        foreach (SkippedFile file in files.Except(movable))
        {
            WriteError(Failure.Record("ImageNotMovable", ErrorCategory.InvalidArgument,
                $"'{file.Path}' is not moved: it is no file of its own in '{source}'.", file.Path,
                "Images of archives, and those in another folder or reached through a link, are not moved."));
        }

        Move(source, movable, folder, "chosen image was", "chosen images were");
    }

    private void Move(string source, IReadOnlyList<SkippedFile> movable, string folder, string one, string several)
    {
        SkippedFile[] files = [.. movable.Where(file => ShouldProcess(file.Path, $"Move to '{folder}'"))];
        if (files.Length == 0)
            return;
        (string log, IReadOnlyList<string> moved) = Run(channel => FileQuarantine.Move(source, files, folder,
            (file, e) => channel.WriteError(Failure.From(e, file.Path)), channel.Stopping));
        if (moved.Count == 0)
            return;
        WriteObject(new DatasetFinding(FindingSeverity.Information, FindingKind.Quarantined,
            $"{moved.Count:N0} {(moved.Count == 1 ? one : several)} moved to '{folder}'.",
            moved, $"To move them back: Repair-ImageNetDataset '{source}' -Restore '{log}'"));
    }
}
