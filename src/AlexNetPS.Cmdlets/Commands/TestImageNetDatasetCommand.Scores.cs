using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Datasets.Health;
using AlexNetPS.Datasets.Scores;

namespace AlexNetPS.Cmdlets.Commands;

// Scores of images: their thresholds, and -Score.
public sealed partial class TestImageNetDatasetCommand
{
    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(DarkThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double DarkThreshold { get; set; } = new HealthOptions().DarkThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(LightThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double LightThreshold { get; set; } = new HealthOptions().LightThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BlurThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double BlurThreshold { get; set; } = new HealthOptions().BlurThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(InformationThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double InformationThreshold { get; set; } = new HealthOptions().InformationThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(SizeThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double SizeThreshold { get; set; } = new HealthOptions().SizeThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BorderThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double BorderThreshold { get; set; } = new HealthOptions().BorderThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(CorrelationThreshold))]
    [ValidateRange(0.0, 1.0)]
    public double CorrelationThreshold { get; set; } = new HealthOptions().CorrelationThreshold;

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Score))]
    public SwitchParameter Score { get; set; }

    private HealthOptions WithThresholds(HealthOptions options) => options with
    {
        DarkThreshold = DarkThreshold,
        LightThreshold = LightThreshold,
        BlurThreshold = BlurThreshold,
        InformationThreshold = InformationThreshold,
        SizeThreshold = SizeThreshold,
        BorderThreshold = BorderThreshold,
        CorrelationThreshold = CorrelationThreshold,
    };

    private static DatasetScores FindScores(DatasetReference reference, HealthOptions options,
        IProgress<ImportProgress> progress, CancellationToken stopping) => reference.Value switch
        {
            ImageNetDataset dataset => DatasetHealth.Score(dataset, options, progress, stopping),
            DatasetSplit split => DatasetHealth.Score(split.Dataset, options, progress, stopping),
            string path when ImageNetDataset.IsStore(path) =>
                DatasetHealth.Score(ImageNetDataset.Open(path), options, progress, stopping),
            string path => DatasetHealth.Score(ImageNetImporter.Import(path, new ImportOptions { IndexOnly = true },
                progress, stopping), options, progress, stopping),
            _ => throw new ArgumentException($"{reference.Value.GetType()} is not a dataset.", nameof(reference)),
        };
}
