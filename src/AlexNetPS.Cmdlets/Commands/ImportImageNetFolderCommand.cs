using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Store;
using AlexNetPS.Imaging;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>
/// <para type="synopsis">Prepares a folder of labeled images for training.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "ImageNetFolder", DefaultParameterSetName = ByPath)]
[OutputType(typeof(ImageNetDataset))]
public sealed class ImportImageNetFolderCommand : AlexNetCmdlet
{
    private const string ByPath = "Path", ByLiteralPath = "LiteralPath";

    /// <summary>
    /// <para type="description">Folder with one folder of images for each class, or with train, val and test folders
    /// above them; ILSVRC, Kaggle's copy of it, tiny-imagenet, MNIST or CIFAR as downloaded; or a CSV or TSV file that
    /// lists images with their labels. Wildcards are allowed.</para>
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ByPath)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>
    /// <para type="description">The same, taken as it is: brackets and stars are part of the name.</para>
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// <para type="description">How images and labels lie on disk. Found out unless told.</para>
    /// </summary>
    [Parameter]
    public DatasetLayout Layout { get; set; }

    /// <summary>
    /// <para type="description">Column of a list that holds the paths of images. A column named path, file, filename or
    /// image unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PathColumn { get; set; }

    /// <summary>
    /// <para type="description">Column of a list that holds the classes of images. A column named label, class or
    /// category unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LabelColumn { get; set; }

    /// <summary>
    /// <para type="description">Column of a list that says train, val or test. A column named split, set or subset
    /// unless told, if there is one.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SplitColumn { get; set; }

    /// <summary>
    /// <para type="description">File with a readable name for each class: lines such as "n01440764 tench"
    /// (LOC_synset_mapping.txt, words.txt), JSON (imagenet_class_index.json, class_indices.json), a printed Python
    /// dictionary, or the devkit; for classes that are numbers also one name in a line. One that lies beside the images
    /// is found unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ClassNamePath { get; set; }

    /// <summary>
    /// <para type="description">Share of each class held out for validation, on average, where the folder has no
    /// validation part. 0.1 unless told. An image keeps its part when others are added.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double ValidationFraction { get; set; } = new ImportOptions().ValidationFraction;

    /// <summary>
    /// <para type="description">Share of each class held out for a final test, on average, where the folder has no test
    /// part. 0 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(0.0, 0.99)]
    public double TestFraction { get; set; } = new ImportOptions().TestFraction;

    /// <summary>
    /// <para type="description">Chooses which images are held out; the same seed chooses the same.</para>
    /// </summary>
    [Parameter]
    public ulong Seed { get; set; }

    /// <summary>
    /// <para type="description">Short side of the prepared images in pixels. 256 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(8, 4096)]
    public int ImageSize { get; set; } = new ImportOptions().ImageSize;

    /// <summary>
    /// <para type="description">None keeps whole images, Center the central square of -ImageSize after scaling,
    /// CenterUnscaled that of the image as it is.</para>
    /// </summary>
    [Parameter]
    public ImageCrop Crop { get; set; } = new ImportOptions().Crop;

    /// <summary>
    /// <para type="description">Longest side of a prepared image in pixels; longer images are squeezed to it. Four
    /// times -ImageSize unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(8, 65536)]
    public int MaxSide { get; set; }

    /// <summary>
    /// <para type="description">Npy keeps raw pixels, the fastest to load. Shards keeps numbered tar files of JPEG and
    /// label, about a tenth of the size, which Python's webdataset reads too. Auto takes Npy where that fills at most
    /// half of the free disk.</para>
    /// </summary>
    [Parameter]
    public StoreFormat StoreFormat { get; set; } = new ImportOptions().StoreFormat;

    /// <summary>
    /// <para type="description">JPEG quality of shards, 1 to 100. 90 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, 100)]
    public int Quality { get; set; } = new ImportOptions().Quality;

    /// <summary>
    /// <para type="description">Bytes after which a shard is full: 256MB unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long ShardSize { get; set; } = new ImportOptions().ShardSize;

    /// <summary>
    /// <para type="description">Images after which a shard is full: 10,000 unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ShardImages { get; set; } = new ImportOptions().ShardImages;

    /// <summary>
    /// <para type="description">Files whose header names more pixels than this are left out unread: 250 million unless
    /// told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxPixels { get; set; } = DecodeLimits.Default.MaximumPixels;

    /// <summary>
    /// <para type="description">Files of more bytes than this are left out unread: 256MB unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxBytes { get; set; } = DecodeLimits.Default.MaximumFileBytes;

    /// <summary>
    /// <para type="description">Folder that holds prepared images; a folder of the user's local application data
    /// unless told.</para>
    /// </summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CachePath { get; set; }

    /// <summary>
    /// <para type="description">Prepares nothing: images are decoded whenever they are needed.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter IndexOnly { get; set; }

    /// <summary>
    /// <para type="description">Prepares every image anew, even where an earlier import can be used.</para>
    /// </summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        var paths = new PathResolver(this);
        ImportOptions options = Options(paths);
        bool literal = ParameterSetName == ByLiteralPath;
        foreach (string folder in paths.Existing(literal ? LiteralPath : Path, literal))
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

    private void Import(string folder, ImportOptions options)
    {
        WriteVerbose($"Importing '{folder}', short side {options.ImageSize} pixels, seed {options.Seed}.");
        IReadOnlyList<ImageDecoder> decoders = ImageCodecs.Decoders;
        WriteVerbose($"Decoders: {string.Join(", ", decoders)}.");
        foreach (ImageDecoder decoder in decoders.Where(decoder => decoder.Advice is not null))
            WriteVerbose(decoder.Advice!);
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add($"Importing {System.IO.Path.GetFileName(folder)}");
        var relay = new Relay<ImportProgress>(p => bar.Report(
            $"{p.Activity}: {p.Done:N0}{(p.Total > 0 ? $" of {p.Total:N0}" : "")} images, {p.PerSecond:N0} a second",
            p.Total > 0 ? (double)p.Done / p.Total : 0, p.Total > 0 ? p.Remaining : null));
        ImageNetDataset dataset =
            Run(display, channel => ImageNetImporter.Import(folder, options, relay, channel.Stopping));
        WriteVerbose($"The layout is: {dataset.Layout}.");
        foreach (string warning in dataset.Warnings)
            WriteWarning(warning);
        if (dataset.Skipped.Count > 0)
        {
            WriteWarning($"{dataset.Skipped.Count:N0} of {dataset.Skipped.Count + dataset.Count:N0} files were left "
                + "out because they cannot be read; the dataset's Skipped property lists them with the reason.");
        }

        if (dataset.FileWarnings.Count > 0)
        {
            WriteVerbose($"{dataset.FileWarnings.Count:N0} files were read although their decoder had something to "
                + "say; the dataset's FileWarnings property lists them.");
        }

        WriteVerbose(dataset.StorePath is null
            ? "No store was written; images will be decoded as they are needed."
            : $"Prepared images are in '{dataset.StorePath}', format {dataset.StoreFormat}: "
                + $"{dataset.StoreFormatReason}.");
        WriteObject(dataset);
    }
}
