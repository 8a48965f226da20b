using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Damage of a store, and changes of its source files since the import.</summary>
internal sealed class StoreIntegrity : IHealthCheck
{
    private const string ImportAgain = "Import its folder again.", ImportWithForce =
        "Import its folder again with -Force.";

    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        if (subject.Verification is not { } verification)
            yield break;
        int[] damaged = [.. With(subject, StoreFault.Damaged)];
        if (damaged.Length > 0)
        {
            yield return new(FindingSeverity.Error, FindingKind.DamagedStore,
                $"{FolderReader.Count(damaged.Length, "image")} in '{verification.Store.Paths.Store}' "
                    + $"{(damaged.Length == 1 ? "is" : "are")} damaged: the stored bytes do not have the checksum "
                    + "written at import.",
                Paths(subject, damaged), ImportWithForce);
        }

        string[] files =
            [.. verification.DamagedFiles(damaged.Select(i => subject.Samples[i].Index), subject.Cancellation)];
        if (files.Length > 0)
        {
            yield return new(FindingSeverity.Error, FindingKind.DamagedStore,
                $"{FolderReader.Count(files.Length, "file")} of '{verification.Store.Paths.Store}' "
                    + $"{(files.Length == 1 ? "does" : "do")} not have the checksum written at import.",
                files, ImportWithForce);
        }

        int[] changed = [.. With(subject, StoreFault.Changed)], missing = [.. With(subject, StoreFault.Missing)];
        if (changed.Length > 0)
        {
            yield return new(FindingSeverity.Warning, FindingKind.ChangedFile,
                $"{FolderReader.Count(changed.Length, "file")} changed since the import: the prepared images are "
                    + "outdated.", Paths(subject, changed), ImportAgain);
        }

        if (missing.Length > 0)
        {
            yield return new(FindingSeverity.Warning, FindingKind.ChangedFile,
                $"{FolderReader.Count(missing.Length, "file")} can no longer be read, but "
                    + $"{(missing.Length == 1 ? "is" : "are")} still in the prepared images.", Paths(subject, missing),
                    ImportAgain);
        }

        int unverified = With(subject, StoreFault.Unverified).Count();
        if (unverified == 0)
            yield break;
        (string why, string advice) = !verification.IsComplete
            ? ("the store was written by an earlier version, without hashes", ImportWithForce)
            : !verification.HasSource
                ? ($"the source folder '{verification.Store.Manifest.Source}' does not exist",
                    "Test the dataset again when the folder exists.")
            : ("their archives are missing or have changed since the import", ImportAgain);
        yield return new(FindingSeverity.Information, FindingKind.Unverified,
            $"{FolderReader.Count(unverified, "image")} could not be compared with the source files: {why}.", [],
            advice);
    }

    private static IEnumerable<int> With(HealthSubject subject, StoreFault fault) =>
        Enumerable.Range(0, subject.Samples.Count).Where(i => subject.Facts[i].Fault.HasFlag(fault));

    private static string[] Paths(HealthSubject subject, int[] images) =>
        [.. images.Select(i => subject.Samples[i].Path)];
}
