using System.Collections;
using System.Globalization;
using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>
/// Lets a parameter of seeds take 1..5 as it is: PowerShell reads an argument of a command as a text unless it is in
/// parentheses.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SeedRangesAttribute : ArgumentTransformationAttribute
{
    private const int MostSeeds = 10_000;

    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        BaseObject.Of(inputData) switch
        {
            string text => Numbers(text),
            IList given => given.Cast<object?>().SelectMany(Each).ToArray(),
            _ => inputData,
        };

    private static IEnumerable<object?> Each(object? item) =>
        BaseObject.Of(item) is string text && Numbers(text) is ulong[] range ? range.Cast<object?>() : [item];

    // Anything else is left to PowerShell, which reports it.
    private static object Numbers(string text)
    {
        string[] ends = text.Split("..");
        if (ends.Length != 2 || !Parses(ends[0], out ulong first) || !Parses(ends[1], out ulong last))
            return text;
        ulong more = first <= last ? last - first : first - last;
        if (more >= MostSeeds)
            throw new ArgumentTransformationMetadataException($"{text} are more than {MostSeeds:N0} seeds.");
        return Enumerable.Range(0, (int)more + 1)
            .Select(i => first <= last ? first + (ulong)i : first - (ulong)i).ToArray();
    }

    private static bool Parses(string text, out ulong number) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
