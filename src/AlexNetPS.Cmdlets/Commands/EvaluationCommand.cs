using System.Management.Automation;
using AlexNetPS.Cmdlets.Base;
using AlexNetPS.Cmdlets.Binding;
using AlexNetPS.Datasets;
using AlexNetPS.Engines;
using AlexNetPS.Inference;
using AlexNetPS.Models;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Cmdlets.Commands;

/// <summary>Base class of the cmdlets that evaluate models on a split.</summary>
public abstract class EvaluationCommand : ComputeCommand
{
    // The help messages of its parameters.
    private const string Page = "Measure-AlexNetModel";

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(Crops))]
    public EvaluationCrops Crops { get; set; }

    [Parameter(HelpMessageBaseName = Page, HelpMessageResourceId = nameof(BatchSize))]
    [ValidateRange(1, 4096)]
    public int BatchSize { get; set; } = new EvaluationOptions().BatchSize;

    /// <summary>Opens a split for evaluation.</summary>
    /// <param name="dataset">As it was given.</param>
    /// <param name="name">The parameter -Split.</param>
    private protected DatasetSplit Open(DatasetReference dataset, SplitName name)
    {
        DatasetSplit split =
            References.OpenSplit(References.Locate(dataset, new PathResolver(this)), name, this);
        if (IsBound("Split") && split.Name != name)
        {
            throw new ErrorRecordException(Failure.Record("SplitContradiction", ErrorCategory.InvalidArgument,
                $"-Dataset is the {split.Name} split, but -Split is {name}.", split,
                "Pass the whole dataset, or omit -Split."));
        }

        if (split.Count == 0)
        {
            throw new ErrorRecordException(Failure.Record("SplitEmpty", ErrorCategory.InvalidArgument,
                $"The {split.Name} split of {split.Dataset.Name} has no images.", split,
                $"The dataset is {split.Dataset}."));
        }

        return split;
    }

    /// <summary>Evaluates a model, or the average of several.</summary>
    /// <param name="located">The models, with full paths.</param>
    /// <param name="split">The images.</param>
    /// <param name="topK">The k of top-k accuracies; null for the defaults.</param>
    private protected Evaluation Measure(ModelReference[] located, DatasetSplit split, int[]? topK = null) =>
        Compute(located, split, $"Evaluating on {split.Dataset.Name}, {split.Name} split",
            (models, options, relay, channel) => Evaluator.Evaluate(models, split,
                topK is null ? options : options with { TopK = topK }, relay, channel.Stopping));

    /// <summary>Runs the images of a split through a model, or through several that are averaged.</summary>
    /// <param name="located">The models, with full paths.</param>
    /// <param name="split">The images.</param>
    /// <param name="activity">Text of the progress bar.</param>
    /// <param name="work">Called on a worker with the models.</param>
    private protected T Compute<T>(ModelReference[] located, DatasetSplit split, string activity,
        Func<AlexNetModel[], EvaluationOptions, IProgress<EvaluationProgress>, WorkerChannel, T> work)
    {
        WriteVerbose($"Evaluating {string.Join<ModelReference>(" + ", located)} on the {split}. Device: "
            + $"{DeviceDescription.Of(Device, Threads)}.");
        var options = new EvaluationOptions
        {
            Device = Device,
            Precision = Precision,
            Convolution = Convolution,
            BatchSize = BatchSize,
            Threads = Threads,
        };
        var display = new ProgressDisplay();
        ProgressBar bar = display.Add(activity);
        var relay = new Relay<EvaluationProgress>(p => bar.Report(
            $"{p.Done:N0} of {p.Total:N0} images, top-1 {p.Top1:P1}, {p.ImagesPerSecond:N0} a second",
            (double)p.Done / p.Total,
            p.ImagesPerSecond > 0 ? TimeSpan.FromSeconds((p.Total - p.Done) / p.ImagesPerSecond) : null));
        return Read(display, channel =>
        {
            AlexNetModel[] models = References.Open(located, Crops, channel);
            RequireSameClasses(models[0], split.Dataset);
            foreach (AlexNetModel model in models)
            {
                if (model.PreparationWarning(split.Dataset) is string warning)
                    channel.WriteWarning(warning);
            }

            return work(models, options, relay, channel);
        });
    }

    /// <summary>Returns the run that a model is of; null for a model that is of none.</summary>
    private protected TrainingRun? RunOf(ModelReference located) => located.Value switch
    {
        TrainingRun run => run,
        string path when Directory.Exists(path) => Read(_ => TrainingRun.Open(path)),
        _ => null,
    };

    /// <summary>An input failed; the next is used.</summary>
    private protected virtual void Failed(ErrorRecord record) => WriteError(record);

    /// <summary>Runs a step; its failure is an error of its target only.</summary>
    private protected void OrError(object target, Action step)
    {
        try
        {
            step();
        }
        catch (ErrorRecordException e)
        {
            Failed(e.ErrorRecord);
        }
        catch (Exception e) when (Failure.IsExpected(e))
        {
            Failed(Failure.From(e, target));
        }
    }

    private static void RequireSameClasses(AlexNetModel model, ImageNetDataset dataset)
    {
        try
        {
            _ = ClassMapping.Of(model, dataset);
        }
        catch (ArgumentException e)
        {
            throw new ErrorRecordException(
                Failure.Record("ClassesDoNotFit", ErrorCategory.InvalidArgument, e.Message, model,
                "Use images of the classes that the model was trained on; the folder names must be the same."));
        }
    }
}
