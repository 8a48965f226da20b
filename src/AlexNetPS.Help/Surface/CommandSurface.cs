using System.Reflection;

namespace AlexNetPS.Help.Surface;

/// <summary>A cmdlet as described by its attributes.</summary>
/// <param name="Name">Verb-Noun.</param>
/// <param name="Sets">Parameter sets; one named "(All)" if there is only one.</param>
/// <param name="Parameters">All parameters, by name.</param>
/// <param name="Outputs">Full names of its output types.</param>
internal sealed record CommandSurface(
    string Name, IReadOnlyList<ParameterSetSurface> Sets, IReadOnlyList<ParameterSurface> Parameters,
    IReadOnlyList<string> Outputs)
{
    public const string AllSets = "__AllParameterSets";

    /// <summary>Full names of the types accepted from the pipeline.</summary>
    public IReadOnlyList<string> Inputs =>
        [.. Parameters.Where(parameter => parameter.Bindings.Any(binding => binding.FromPipeline
            || binding.FromProperty)).Select(parameter => parameter.FullTypeName).Distinct()
            .Order(StringComparer.Ordinal)];

    /// <summary>Returns the cmdlets of an assembly, by name.</summary>
    public static IReadOnlyList<CommandSurface> Of(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(type => !type.IsAbstract
            && Attributes.Find(type, "CmdletAttribute") is not null).Select(Of)
            .OrderBy(command => command.Name, StringComparer.Ordinal)];

    private static CommandSurface Of(Type type)
    {
        CustomAttributeData cmdlet = Attributes.Find(type, "CmdletAttribute")!;
        string name = $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}";
        List<ParameterSurface> parameters =
            [.. type.GetProperties().Select(ParameterSurface.TryOf).OfType<ParameterSurface>()];
        if (Attributes.Named(cmdlet, "SupportsShouldProcess", false))
        {
            parameters.Add(ParameterSurface.Switch("Confirm", "cf"));
            parameters.Add(ParameterSurface.Switch("WhatIf", "wi"));
        }

        parameters.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        string[] sets = [.. parameters.SelectMany(parameter => parameter.Bindings).Select(binding => binding.Set)
            .Where(set => set != AllSets).Distinct().Order(StringComparer.Ordinal)];
        if (sets.Length == 0)
            sets = [AllSets];
        string first = Attributes.Named(cmdlet, "DefaultParameterSetName", sets[0]);
        string[] outputs = [.. type.GetCustomAttributesData()
            .Where(data => data.AttributeType.Name == "OutputTypeAttribute").SelectMany(OutputsOf).Distinct()];
        return new(name, [.. sets.OrderBy(set => set != first).Select(set => new ParameterSetSurface(set, parameters))],
            parameters, outputs);
    }

    private static IEnumerable<string> OutputsOf(CustomAttributeData data) => data.ConstructorArguments
        .SelectMany(argument => argument.Value as IEnumerable<CustomAttributeTypedArgument> ?? [argument])
        .Select(argument => argument.Value).OfType<Type>().Select(output => output.FullName!);
}
