using AlexNetPS.Datasets.Layouts.Parts;
using AlexNetPS.Formats.Text;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Classes named like parts or folds: a network trained on them learns to tell the parts.</summary>
internal sealed class PartsAsClasses : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        string[] classes = [.. subject.Dataset.Classes.Select(c => c.Name)];
        string[] parts = [.. classes.Where(name => PartNames.Of(name) is not null)];
        string[] folds = UnknownParts.AreFolds(classes) || NumberedParts.Are(classes) ? classes : [];
        // A class of trains is no part; two parts of one kind, or the same word besides two parts, are.
        bool alike = parts.GroupBy(name => PartNames.Of(name)!.Value.Rest)
            .Any(group => group.DistinctBy(name => PartNames.Of(name)!.Value.Split).Count() > 1);
        if (!alike && folds.Length == 0)
            yield break;
        yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.FolderLevel,
            $"Classes are named like {(UnknownParts.AreFolds(classes) ? "folds" : "parts")} of a dataset: "
                + $"{NameText.List(folds.Length > 0 ? folds : parts)}. A model would learn to tell the "
                + $"{(UnknownParts.AreFolds(classes) ? "folds" : "parts")}.",
            [], "If they are parts, import them as splits: Import-ImageNetFolder -TrainPath, -ValidationPath and "
                + "-TestPath.");
    }
}
