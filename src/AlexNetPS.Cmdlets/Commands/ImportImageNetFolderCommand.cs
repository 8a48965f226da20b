using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Import, "ImageNetFolder", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(ImageNetDataset), typeof(ImportPreview))]
public sealed class ImportImageNetFolderCommand : PathCommand
{
    private const string Page = "Import-ImageNetFolder";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layout))]
    public DatasetLayout Layout { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PathColumn))]
    [ValidateNotNullOrEmpty]
    public string? PathColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LabelColumn))]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(SplitColumn))]
    [ValidateNotNullOrEmpty]
    public string? SplitColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ClassNamePath))]
    [ValidateNotNullOrEmpty]
    public string? ClassNamePath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ValidationFraction))]
    [ValidateRange(0.0, 0.99)]
    public double ValidationFraction { get; set; } = new ImportOptions().ValidationFraction;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TestFraction))]
    [ValidateRange(0.0, 0.99)]
    public double TestFraction { get; set; } = new ImportOptions().TestFraction;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ImageSize))]
    [ValidateRange(8, 4096)]
    public int ImageSize { get; set; } = new ImportOptions().ImageSize;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Crop))]
    public ImageCrop Crop { get; set; } = new ImportOptions().Crop;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxSide))]
    [ValidateRange(8, 65536)]
    public int MaxSide { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(StoreFormat))]
    public StoreFormat StoreFormat { get; set; } = new ImportOptions().StoreFormat;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Quality))]
    [ValidateRange(1, 100)]
    public int Quality { get; set; } = new ImportOptions().Quality;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ShardSize))]
    [ValidateRange(1, long.MaxValue)]
    public long ShardSize { get; set; } = new ImportOptions().ShardSize;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ShardImages))]
    [ValidateRange(1, int.MaxValue)]
    public int ShardImages { get; set; } = new ImportOptions().ShardImages;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxPixels))]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = DecodeLimits.Default.MaximumPixels;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(MaxBytes))]
    [ValidateRange(1, long.MaxValue)]
    public long MaxBytes { get; set; } = DecodeLimits.Default.MaximumFileBytes;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(CachePath))]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(IndexOnly))]
    public SwitchParameter IndexOnly { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Force))]
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
                Import(folder, options);
            }
            catch (Exception e) when (Failure.IsExpected(e))
            {
                WriteError(Failure.From(e, folder));
            }
        }
    }

    private void Import(string folder, ImportOptions options)
    {
        string action = $"{(IndexOnly ? "List the images of" : "Prepare the images of")} '{folder}'.";
        if (ShouldProcess(action, action, "Import-ImageNetFolder", out ShouldProcessReason reason))
            WriteObject(FolderImport.Run(this, folder, options));
        else if (reason == ShouldProcessReason.WhatIf)
            WriteObject(Run(channel => ImportPreview.Of(folder, options, channel.Stopping)));
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
        Threads = Threads,
        IndexOnly = IndexOnly,
        Force = Force,
    };
}
