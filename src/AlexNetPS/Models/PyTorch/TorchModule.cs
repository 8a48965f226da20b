using AlexNetPS.Formats.Pickle;

namespace AlexNetPS.Models.PyTorch;

/// <summary>
/// A whole model in a pickle, torch.save(model): its classes are not known here, but the parameters among its
/// attributes are plain tensors.
/// </summary>
internal static class TorchModule
{
    private const string Parameters = "_parameters", Buffers = "_buffers", Modules = "_modules";

    // One more than a file of weights may have, so that WeightFile rejects too many.
    private const int MaximumTensors = 10_001, MaximumModules = 10_000;

    private static readonly IReadOnlyDictionary<string, object?> _none = new Dictionary<string, object?>();

    /// <summary>Whether an object has the attributes of a torch.nn.Module.</summary>
    public static bool Is(PickleObject made) => made.State is PickleDictionary state
        && Attribute(state, Modules) is not null && Attribute(state, Parameters) is not null;

    /// <summary>Returns parameters and buffers under the names of model.state_dict().</summary>
    /// <exception cref="FormatException">There are too many modules, or one contains itself.</exception>
    public static IEnumerable<KeyValuePair<string, object?>> Tensors(PickleObject model) =>
        Walk(model).Take(MaximumTensors);

    private static IEnumerable<KeyValuePair<string, object?>> Walk(PickleObject model)
    {
        var open = new Stack<(string Prefix, PickleObject Module)>([("", model)]);
        for (int visited = 0; open.TryPop(out (string Prefix, PickleObject Module) next); visited++)
        {
            if (visited == MaximumModules || next.Prefix.Length > 1000)
                throw new FormatException("it is a whole model of endless modules; it is damaged or hostile");
            var state = (PickleDictionary)next.Module.State!;
            foreach (string kind in new[] { Parameters, Buffers })
            {
                foreach ((string name, object? value) in Attribute(state, kind)?.Named() ?? _none)
                    yield return new(next.Prefix + name, value);
            }

            foreach ((string name, object? value) in Attribute(state, Modules)!.Named().Reverse())
            {
                if (value is PickleObject inner && Is(inner))
                    open.Push(($"{next.Prefix}{name}.", inner));
            }
        }
    }

    private static PickleDictionary? Attribute(PickleDictionary state, string name) =>
        state.Named().GetValueOrDefault(name) as PickleDictionary;
}
