using System.Collections;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference.Samples;

namespace AlexNetPS.Cmdlets.Commands;

/// <content>Sheets of piped images: predictions, queries with their neighbors, and others with a path.</content>
public sealed partial class ExportImageNetSampleCommand
{
    // In the order of their first images.
    private readonly OrderedDictionary<string, (string File, SheetInput Images)> _sheets = [];

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = OfImages,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InputObject))]
    [ImageObject]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    private void AddImages()
    {
        // A path that cannot be written is an error before the first image.
        if (!_sheets.TryGetValue(OutputPath, out (string File, SheetInput Images) sheet))
        {
            _sheets[OutputPath] = sheet =
                (_output.Take(OutputPath, "A contact sheet", _endings), new(new PathResolver(this)));
        }

        foreach (object? image in InputObject.BaseObject is IList list ? list : new[] { InputObject })
            sheet.Images.Add(image!);
    }

    private void Write(string file, SheetInput images)
    {
        if (!ShouldProcess(file, "Write contact sheet"))
            return;
        ImageNetDataset? dataset = Dataset switch
        {
            null => null,
            { Value: DatasetSplit split } => split.Dataset,
            _ => References.OpenWhole(References.Locate(Dataset, new PathResolver(this)), this),
        };
        var options = new ImageSheetOptions
        {
            Title = Title ?? images.Title,
            Columns = Columns,
            ShowFileNames = !IsBound(nameof(ShowFileName)) || ShowFileName,
            Dataset = dataset,
            Threads = Threads,
        };
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add("Drawing images");
        _output.Write(file, PassThru, () =>
        {
            var skipped = new List<SkippedFile>();
            try
            {
                Write(file, Run(display, channel =>
                {
                    bar.Report("Reading", 0, null);
                    return ImageSheet.Compose(images.Images(), options, skipped.Add, channel.Stopping);
                }));
            }
            finally
            {
                foreach (SkippedFile image in skipped)
                    Report(image);
            }
        });
    }

    private void Report(SkippedFile image) => WriteError(Failure.Record("ImageUnreadable", ErrorCategory.InvalidData,
        $"'{image.Path}' cannot be read as an image: {image.Reason}", image.Path,
        "If it was imported, give its dataset with -Dataset."));
}
