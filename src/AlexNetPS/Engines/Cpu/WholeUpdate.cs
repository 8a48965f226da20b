using AlexNetPS.Engines.Cpu.Memory;
using AlexNetPS.Engines.Division;

namespace AlexNetPS.Engines.Cpu;

/// <summary>
/// Operations of a step on all weights, after the backward pass: the update from kept gradients if they are clipped,
/// accumulated or shared by ranks, and the moving average. Does nothing without these settings.
/// </summary>
internal sealed unsafe class WholeUpdate
{
    private const int ChunkFloats = 1 << 16;

    private readonly EngineContext _context;
    private readonly OptimizerDefinition _optimizer;
    private readonly KeptGradients? _kept;
    private readonly DividedTensors? _divided;
    private readonly (Parameter Parameter, long Start, long Count)[] _chunks;
    private readonly double[] _squares;
    private readonly Action<int, int> _square, _update, _average;
    private float _factor, _rest;
    private int _first;

    public WholeUpdate(EngineContext context, OptimizerDefinition optimizer, KeptGradients? kept,
        IEnumerable<Parameter> parameters, DividedTensors? divided)
    {
        (_context, _optimizer, _kept, _divided) = (context, optimizer, kept, divided);
        IEnumerable<Parameter> learning = parameters.Where(parameter => parameter.Learns);
        // In the order in which the gradients become ready.
        _chunks = kept is not null ? [.. learning.SelectMany(Chunks).OrderBy(Place)]
            : optimizer.AverageDecay is not null ? [.. learning.SelectMany(Chunks)]
            : [];
        _squares = new double[_chunks.Length];
        _square = Square;
        _update = Update;
        _average = Average;
    }

    /// <summary>Runs after a backward pass.</summary>
    public void Run(in TrainStep step)
    {
        if (_chunks.Length == 0 || !step.Ends)
            return;
        if (_kept is not null)
            UpdateFrom(_kept);
        if (_optimizer.AverageDecay is null)
            return;
        _rest = _optimizer.AverageRest(step);
        _context.Pool.Run(_chunks.Length, _average);
    }

    private static IEnumerable<(Parameter, long, long)> Chunks(Parameter parameter)
    {
        for (long start = 0; start < parameter.Floats; start += ChunkFloats)
            yield return (parameter, start, Math.Min(ChunkFloats, parameter.Floats - start));
    }

    private static nint Place((Parameter Parameter, long Start, long Count) chunk) =>
        (nint)(chunk.Parameter.Gradient + chunk.Start);

    private void UpdateFrom(KeptGradients gradients)
    {
        _factor = 1;
        _first = 0;
        int bucket = 0;
        if (_optimizer.ClipNorm is not null)
        {
            // The norm is that of all gradients.
            bucket = gradients.Buckets - 1;
            gradients.Await(bucket);
            _factor = _optimizer.ClipFactor(SumOfSquares());
        }

        for (; bucket < gradients.Buckets; bucket++)
        {
            nint ready = (nint)gradients.Await(bucket);
            int end = _first;
            while (end < _chunks.Length && Place(_chunks[end]) + (nint)_chunks[end].Count * sizeof(float) <= ready)
                end++;
            _context.Pool.Run(end - _first, _update);
            _first = end;
        }
    }

    private double SumOfSquares()
    {
        _context.Pool.Run(_chunks.Length, _square);
        double sum = 0, divided = 0;
        for (int i = 0; i < _squares.Length; i++)
        {
            if (_divided?.AreDivided(_chunks[i].Parameter.Description) == true)
                divided += _squares[i];
            else
                sum += _squares[i];
        }

        return _divided is null ? sum : sum + _divided.Sum(divided);
    }

    private void Square(int chunk, int worker)
    {
        (Parameter parameter, long start, long count) = _chunks[chunk];
        _squares[chunk] = _context.Kernels.SumOfSquares(parameter.Gradient + start, count);
    }

    private void Update(int chunk, int worker)
    {
        (Parameter parameter, long start, long count) = _chunks[_first + chunk];
        parameter.Keep(start, parameter.Gradient + start, count);
        if (_factor != 1)
            _context.Kernels.Scale(parameter.Gradient + start, _factor, count);
        parameter.Update(_context.Kernels, start, parameter.Gradient + start, count);
    }

    private void Average(int chunk, int worker)
    {
        (Parameter parameter, long start, long count) = _chunks[chunk];
        _context.Kernels.Blend(parameter.Average + start, parameter.Values + start, _rest, count);
    }
}
