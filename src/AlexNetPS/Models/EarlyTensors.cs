using System.Collections.Concurrent;
using AlexNetPS.Formats.Safetensors;
using AlexNetPS.Models.Import;
using AlexNetPS.Networks;

namespace AlexNetPS.Models;

/// <summary>
/// Reads the weights of a file while its description is parsed: memory limits the one, the processor the other. The
/// network is not known yet, so the tensors with names of weights and biases are read.
/// </summary>
internal sealed class EarlyTensors : IDisposable
{
    private readonly SafetensorsFile _file;
    private readonly CancellationTokenSource _stop;
    private readonly ConcurrentDictionary<string, float[]> _values = new(StringComparer.Ordinal);
    private readonly Task _reading;

    /// <summary>Starts reading.</summary>
    /// <param name="file">The file; stays open until this is disposed.</param>
    /// <param name="stopping">Cancels reading.</param>
    public EarlyTensors(SafetensorsFile file, CancellationToken stopping)
    {
        _file = file;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _reading = Task.Run(() => LargestFirst.ForEach(file.Tensors.Where(IsParameter), tensor => tensor.Count,
            _stop.Token, Read));
    }

    /// <summary>Returns the values of the tensors of a network by name.</summary>
    /// <exception cref="FormatException">A tensor is missing or damaged, or a value is not finite.</exception>
    public IReadOnlyDictionary<string, float[]> Of(NetworkDefinition definition)
    {
        _reading.GetAwaiter().GetResult();
        return definition.ParameterTensors.ToDictionary(tensor => tensor.Name,
            tensor => _values.TryGetValue(tensor.Name, out float[]? values)
                ? values
                : ModelTensors.Read(_file, tensor, _stop.Token),
            StringComparer.Ordinal);
    }

    public void Dispose()
    {
        _stop.Cancel();
        Task.WhenAny(_reading).GetAwaiter().GetResult();
        _stop.Dispose();
    }

    private static bool IsParameter(SafetensorsTensor tensor) =>
        (tensor.Name.EndsWith(".weight", StringComparison.Ordinal)
            || tensor.Name.EndsWith(".bias", StringComparison.Ordinal))
        && tensor.Count <= Array.MaxLength && tensor.Shape.All(dimension => dimension <= int.MaxValue);

    private void Read(SafetensorsTensor tensor)
    {
        try
        {
            _values[tensor.Name] = ModelTensors.Read(_file,
                new(tensor.Name, [.. tensor.Shape.Select(dimension => (int)dimension)]), _stop.Token);
        }
        catch (FormatException)
        {
            // Only damage to a tensor of the network counts. Of reads such a tensor again.
        }
    }
}
