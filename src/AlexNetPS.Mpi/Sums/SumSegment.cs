using AlexNetPS.Mpi.Calls;

namespace AlexNetPS.Mpi.Sums;

/// <summary>The sum of one part of the values of a call; its buffers serve many.</summary>
internal abstract unsafe class SumSegment : IStep
{
    /// <summary>Starts a sum.</summary>
    /// <param name="values">Values, in place.</param>
    /// <param name="count">Number of values.</param>
    /// <param name="number">Number of the segment, which is the same on every rank.</param>
    public abstract void Start(float* values, int count, long number);

    public abstract bool Advance();
}
