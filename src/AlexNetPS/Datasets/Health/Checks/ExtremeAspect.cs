using System.Globalization;
using AlexNetPS.Datasets.Layouts;

namespace AlexNetPS.Datasets.Health.Checks;

/// <summary>Panoramas, strips and banners: a central crop shows little of them.</summary>
internal sealed class ExtremeAspect : IHealthCheck
{
    public IEnumerable<DatasetFinding> Run(HealthSubject subject)
    {
        string[] strips = subject.Where(facts =>
            Math.Max(facts.Width, facts.Height) > subject.Options.MaximumAspect * Math.Min(facts.Width, facts.Height));
        if (strips.Length > 0)
        {
            yield return new DatasetFinding(FindingSeverity.Warning, FindingKind.ExtremeAspect,
                $"{FolderReader.Count(strips.Length, "image")} with an aspect ratio above "
                    + $"{subject.Options.MaximumAspect.ToString(CultureInfo.InvariantCulture)}.",
                    strips, "Crop them to the labeled object, or remove them.");
        }
    }
}
