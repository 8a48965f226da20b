using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Import, "ImageNetFolder", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImageNetDataset))]
public sealed class ImportImageNetFolderCommand : PathCommand
{
    [Parameter]
    public DatasetLayout Layout { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PathColumn { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SplitColumn { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClassNamePath { get; set; }

    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double ValidationFraction { get; set; } = new ImportOptions().ValidationFraction;

    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double TestFraction { get; set; } = new ImportOptions().TestFraction;

    [Parameter]
    public ulong Seed { get; set; }

    [Parameter]
    [ValidateRange(8, 4096)]
    public int ImageSize { get; set; } = new ImportOptions().ImageSize;

    [Parameter]
    public ImageCrop Crop { get; set; } = new ImportOptions().Crop;

    [Parameter]
    [ValidateRange(8, 65536)]
    public int MaxSide { get; set; }

    [Parameter]
    public StoreFormat StoreFormat { get; set; } = new ImportOptions().StoreFormat;

    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; } = new ImportOptions().Quality;

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long ShardSize { get; set; } = new ImportOptions().ShardSize;

    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ShardImages { get; set; } = new ImportOptions().ShardImages;

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = DecodeLimits.Default.MaximumPixels;

    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxBytes { get; set; } = DecodeLimits.Default.MaximumFileBytes;

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    [Parameter]
    public SwitchParameter IndexOnly { get; set; }

    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        ImportOptions options = Options(paths);
        foreach (string folder in ExistingPaths())
        {
            try
            {
                WriteObject(FolderImport.Run(this, folder, options));
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private ImportOptions Options(PathResolver paths) => new()
    {
        Layout = Layout,
        PathColumn = PathColumn,
        LabelColumn = LabelColumn,
        SplitColumn = SplitColumn,
        ClassNamePath = ClassNamePath is null ? null : paths.Existing(ClassNamePath),
        ValidationFraction = ValidationFraction,
        TestFraction = TestFraction,
        Seed = Seed,
        ImageSize = ImageSize,
        Crop = Crop,
        MaximumSide = MaxSide,
        StoreFormat = StoreFormat,
        Quality = Quality,
        ShardSize = ShardSize,
        ShardImages = ShardImages,
        Limits = new DecodeLimits(MaxPixels, MaxBytes),
        CachePath = CachePath is null ? null : paths.Full(CachePath),
        IndexOnly = IndexOnly,
        Force = Force,
    };
}
