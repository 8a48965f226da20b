using System.Management.Automation;
using System.Text;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Cmdlets.Completion;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Datasets.Store.Parts;
using AlexNetPS.Imaging;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsData.Import, "ImageNetFolder", DefaultParameterSetName = ByPath, SupportsShouldProcess = true)]
[OutputType(typeof(ImageNetDataset), typeof(ImageNetStorePart), typeof(ImportPreview))]
public sealed partial class ImportImageNetFolderCommand : PathCommand
{
    private const string Page = "Import-ImageNetFolder", BySplit = "SplitPaths";

    [Parameter(Mandatory = true, ParameterSetName = BySplit,
        HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TrainPath))]
    [Paths]
    [ValidateNotNullOrEmpty]
    public string[] TrainPath { get; set; } = [];

    [Parameter(ParameterSetName = BySplit, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ValidationPath))]
    [Paths]
    [ValidateNotNullOrEmpty]
    public string[] ValidationPath { get; set; } = [];

    [Parameter(ParameterSetName = BySplit, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(TestPath))]
    [Paths]
    [ValidateNotNullOrEmpty]
    public string[] TestPath { get; set; } = [];

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Layout))]
    public DatasetLayout Layout { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(SetName))]
    [ArgumentCompleter(typeof(SetNameCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SetName { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(PathColumn))]
    [ValidateNotNullOrEmpty]
    public string? PathColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LabelColumn))]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(SplitColumn))]
    [ValidateNotNullOrEmpty]
    public string? SplitColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LabelPattern))]
    [ValidateNotNullOrEmpty]
    public string? LabelPattern { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GroupColumn))]
    [ValidateNotNullOrEmpty]
    public string? GroupColumn { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GroupPattern))]
    [ValidateNotNullOrEmpty]
    public string? GroupPattern { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(GroupNearDuplicate))]
    public SwitchParameter GroupNearDuplicate { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Encoding))]
    [EncodingName]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding? Encoding { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(ClassMap))]
    [ClassMapReference]
    [ValidateNotNull]
    public ClassMapReference? ClassMap { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(CorrectionPath))]
    [ValidateNotNullOrEmpty]
    public string? CorrectionPath { get; set; }

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
        if (ParameterSetName == BySplit)
        {
            var splits = new SplitPaths(Existing(TrainPath), Existing(ValidationPath), Existing(TestPath));
            Import(string.Join("', '", splits.Train), TrainPath,
                () => IsPart ? FolderImport.RunPart(this, splits, options) : FolderImport.Run(this, splits, options),
                stopping => ImportPreview.Of(splits, options, stopping));
            return;
        }

        foreach (string folder in ExistingPaths())
        {
            Import(folder, folder,
                () => IsPart ? FolderImport.RunPart(this, folder, options) : FolderImport.Run(this, folder, options),
                stopping => ImportPreview.Of(folder, options, stopping));
        }

        // A part that is missing would make another dataset, so it ends the command.
        string[] Existing(string[] given) => [.. given.Select(paths.Existing)];
    }

    private void Import(string name, object source, Func<object> import,
        Func<CancellationToken, ImportPreview> preview)
    {
        string share = IsPart ? $"the share of worker {WorkerIndex} of {WorkerCount} of " : "";
        string action = $"{(IndexOnly ? "List the images of" : $"Prepare {share}the images of")} '{name}'.";
        try
        {
            if (ShouldProcess(action, action, "Import-ImageNetFolder", out ShouldProcessReason reason))
                WriteObject(import());
            else if (reason == ShouldProcessReason.WhatIf)
                WriteObject(Read(channel => preview(channel.Stopping)));
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            WriteError(Failure.From(e, source));
        }
    }

    private IReadOnlyDictionary<string, string?> ReadClassMap(PathResolver paths) => ClassMap?.Value switch
    {
        null => new ImportOptions().ClassMap,
        string path => paths.Read(path, full => ClassMapFile.Read(full, Encoding)),
        object table => (IReadOnlyDictionary<string, string?>)table,
    };

    private ImportOptions Options(PathResolver paths) => new()
    {
        Layout = Layout,
        SetName = SetName,
        PathColumn = PathColumn,
        LabelColumn = LabelColumn,
        SplitColumn = SplitColumn,
        LabelPattern = LabelPattern,
        GroupColumn = GroupColumn,
        GroupPattern = GroupPattern,
        GroupNearDuplicates = GroupNearDuplicate,
        Encoding = Encoding,
        ClassMap = ReadClassMap(paths),
        Selection = Selection,
        Corrections = CorrectionPath is null ? []
            : paths.Read(CorrectionPath, full => CorrectionFile.Read(full, Encoding)),
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
        Worker = Worker,
        Limits = new DecodeLimits(MaxPixels, MaxBytes),
        CachePath = CachePath is null ? null : paths.Full(CachePath),
        Threads = Threads,
        IndexOnly = IndexOnly,
        Force = Force,
    };
}
