using System.Collections;
using System.Globalization;
using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Inference;
using AlexNetPS.Inference.Neighbors;
using AlexNetPS.Inference.Selection;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsCommon.Select, "ImageNetSample")]
[OutputType(typeof(Prediction), typeof(SelectedImage))]
public sealed class SelectImageNetSampleCommand : AlexNetCmdlet
{
    private const string Page = "Select-ImageNetSample";

    /// <summary>A selected object has this type before its own, for its view.</summary>
    private const string SelectedType = "AlexNetPS.Selected";

    // Images of the highest scores among which a diverse selection chooses, for each image to select.
    private const int CandidatesPerImage = 10;

    private readonly List<SelectionCandidate> _candidates = [];
    private readonly Dictionary<string, (double Score, PSObject Object)> _objects = [];
    private readonly List<FeatureEmbedding> _piped = [];
    private FeatureSet? _embeddings, _known;

    [Parameter(ValueFromPipeline = true, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InputObject))]
    [ValidateNotNull]
    public PSObject? InputObject { get; set; }

    [Parameter(Position = 0, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(By))]
    public SelectionScore By { get; set; }

    [Parameter(Position = 1, HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Count))]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = new SelectionOptions().Count;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Diverse))]
    public SwitchParameter Diverse { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Embedding))]
    [FeatureSetReference]
    [ValidateNotNull]
    public FeatureSetReference? Embedding { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Known))]
    [FeatureSetReference]
    [ValidateNotNull]
    public FeatureSetReference? Known { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Candidates))]
    [ValidateRange(1, int.MaxValue)]
    public int Candidates { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Metric))]
    public DistanceMetric Metric { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Seed))]
    public ulong Seed { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Threads))]
    [ValidateRange(1, 1024)]
    public int Threads { get; set; }

    /// <inheritdoc/>
    protected override void Begin()
    {
        if (!Diverse)
        {
            foreach (string name in (string[])[nameof(Known), nameof(Candidates), nameof(Metric)])
            {
                if (IsBound(name))
                {
                    throw Rejected("ArgumentInvalid", $"-{name} is for a selection with -Diverse.", name,
                        $"Add -Diverse, or omit -{name}.");
                }
            }
        }

        if (Embedding is not null)
            _embeddings = Open(Embedding, nameof(Embedding));
    }

    /// <inheritdoc/>
    protected override void Process()
    {
        if (InputObject is null)
            return;
        foreach (object item in InputObject.BaseObject is IList list ? list : new[] { InputObject })
        {
            var image = PSObject.AsPSObject(item);
            if (image.BaseObject is FeatureEmbedding embedding)
                _piped.Add(embedding);
            Add(PathOf(image), image);
        }
    }

    /// <inheritdoc/>
    protected override void End()
    {
        if (_embeddings is null && _piped.Count > 0 && Diverse)
            _embeddings = FeatureSet.Of(_piped);
        // Embeddings alone are images to choose from.
        if (InputObject is null && !MyInvocation.ExpectingInput && _embeddings is not null)
            AddAll(_embeddings);
        if (_candidates.Count == 0)
            return;
        if (Diverse && _embeddings is null)
        {
            throw Rejected("EmbeddingRequired", "-Diverse compares the embeddings of the images, and there are none.",
                _candidates[0].Path,
                "Pass -Embedding with a file of Export-FeatureEmbedding of the same images.");
        }

        if (Known is not null)
            _known = OpenKnown(Known);
        foreach (SelectedImage image in Selected())
            WriteObject(Output(image));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _embeddings?.Dispose();
        _known?.Dispose();
    }

    private IReadOnlyList<SelectedImage> Selected()
    {
        var options = new SelectionOptions
        {
            Count = Count,
            Candidates = IsBound(nameof(Candidates)) ? Candidates
                : By == SelectionScore.Random ? 0
                : (int)Math.Min((long)Count * CandidatesPerImage, int.MaxValue),
            Metric = Metric,
            Threads = Threads,
        };
        if (!Diverse)
            return SampleSelection.Select(_candidates, options);
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add("Selecting images");
        var relay = new Relay<double>(done => bar.Report($"{done * Count:N0} of {Count:N0} images", done, null));
        return Run(display, channel => SampleSelection.SelectDiverse(_candidates, _embeddings!, _known, options, relay,
            channel.Stopping));
    }

    private void Add(string path, PSObject image)
    {
        double score = ScoreOf(image, path);
        _candidates.Add(new(path, score));
        // Of several objects of an image, the one whose score counts.
        if (!_objects.TryGetValue(path, out (double Score, PSObject) known) || score > known.Score)
            _objects[path] = (score, image);
    }

    private void AddAll(FeatureSet embeddings)
    {
        if (IsBound(nameof(By)) && By != SelectionScore.Random)
            throw NoScore(embeddings.Source, embeddings);
        By = SelectionScore.Random;
        _candidates.AddRange(embeddings.Paths.Select(path =>
            new SelectionCandidate(path, SampleSelection.RandomScore(path, Seed))));
    }

    private double ScoreOf(PSObject image, string path)
    {
        if (By == SelectionScore.Random)
            return SampleSelection.RandomScore(path, Seed);
        // A property, so that rows of a CSV file and results of jobs have it too.
        return image.Properties[By.ToString()] is { IsGettable: true } property
            && LanguagePrimitives.TryConvertTo(property.Value, CultureInfo.InvariantCulture, out double score)
            && property.Value is not (null or "") && score is >= 0 and <= 1
            ? score
            : throw NoScore($"'{path}'", image);
    }

    private static string PathOf(PSObject image) => image.BaseObject as string
        ?? ObjectPath.Of(image, "Path", "FullName", "PSPath")
        ?? throw Rejected("ArgumentInvalid", $"{ObjectName.Of(image)} has no path of an image.", image,
            "Pipe predictions of Get-AlexNetPrediction, embeddings, or the rows of a CSV file with a column Path.");

    private PSObject Output(SelectedImage image)
    {
        if (!_objects.TryGetValue(image.Path, out (double, PSObject Object) found)
            || found.Object.BaseObject is FeatureEmbedding or string)
        {
            return new(image);
        }

        PSObject selected = Copy(found.Object);
        Note(nameof(image.Rank), image.Rank);
        Note(nameof(image.Score), image.Score);
        Note(nameof(image.Distance), image.Distance);
        selected.TypeNames.Insert(0, SelectedType);
        return selected;

        void Note(string name, object? value)
        {
            selected.Properties.Remove(name);
            selected.Properties.Add(new PSNoteProperty(name, value));
        }
    }

    // The input object itself is left as it is. Of one without a type of its own, as of a row, the properties are
    // copied.
    private static PSObject Copy(PSObject given)
    {
        bool hasType = given.BaseObject is not PSCustomObject;
        PSObject copy = hasType ? new((given.BaseObject as Prediction)?.Copy() ?? given.BaseObject) : new();
        foreach (PSPropertyInfo property in given.Properties.Where(
            property => property.IsGettable && (!hasType || property is PSNoteProperty)))
        {
            copy.Properties.Add(new PSNoteProperty(property.Name, property.Value));
        }

        return copy;
    }

    private FeatureSet OpenKnown(FeatureSetReference reference)
    {
        if (reference.Value is not DatasetSplit split)
            return Open(reference, nameof(Known));
        FeatureEmbedding[] known =
            [.. split.Samples.Select(sample => _embeddings!.Find(sample.Path)).OfType<FeatureEmbedding>()];
        return known.Length == split.Count ? FeatureSet.Of(known)
            : throw Rejected("EmbeddingRequired", $"{split.Count - known.Length:N0} of the {split.Count:N0} images of "
                + $"{split.Dataset.Name}, {split.Name} split, have no embedding in {_embeddings!.Source}.", split,
                "Export the embeddings of this split, and pass the file as -Known.");
    }

    private FeatureSet Open(FeatureSetReference reference, string parameter)
    {
        switch (reference.Value)
        {
            case string path:
                string file = new PathResolver(this).Existing(path);
                return Read(_ => FeatureSet.Open(file));
            case IReadOnlyList<FeatureEmbedding> embeddings:
                return FeatureSet.Of(embeddings);
            default:
                throw Rejected("EmbeddingRequired", $"-{parameter} is a split, which has no embeddings.", reference,
                    "Pass a file of Export-FeatureEmbedding.");
        }
    }

    private ErrorRecordException NoScore(string what, object target) => Rejected("ScoreMissing",
        $"{what} has no {By}, a number from 0 to 1.", target,
        "Pipe the predictions of Get-AlexNetPrediction (-By Random needs no prediction).");

    private static ErrorRecordException Rejected(string id, string message, object target, string advice) =>
        new(Failure.Record(id, ErrorCategory.InvalidArgument, message, target, advice));
}
