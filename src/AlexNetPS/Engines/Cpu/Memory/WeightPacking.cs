using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AlexNetPS.Engines.Cpu.Memory;

/// <summary>
/// Packs weights from PyTorch's order [output][input][row][column] into panels of 32 outputs, which a kernel streams in
/// the order of use: [group][panel][segment][step][32]. Segments are (input block, row, column) with 16 inputs as
/// steps, or, for interleaved images, rows with (column, input) as steps. A linear layer over a feature map is a
/// convolution whose kernel is the whole map.
/// </summary>
/// <param name="Groups">Number of packed groups.</param>
/// <param name="Outputs">Packed outputs per group.</param>
/// <param name="Inputs">Packed inputs per group.</param>
/// <param name="Rows">Kernel rows.</param>
/// <param name="Columns">Kernel columns.</param>
/// <param name="Interleaved">Whether the input is an interleaved image.</param>
/// <param name="Towers">
/// Groups of the layer that are packed as one dense group, with zeros between towers, because their channels do not
/// fill whole blocks; 1 otherwise.
/// </param>
/// <param name="Gap">Unused steps after each panel, so that the same input of all panels does not map to one cache
/// set.</param>
internal sealed unsafe record WeightPacking(int Groups, int Outputs, int Inputs, int Rows, int Columns,
    bool Interleaved, int Towers = 1, int Gap = 0)
{
    public int Panels { get; } = BlockedLayout.Panels(Outputs);

    /// <summary>Segments per panel.</summary>
    public int Segments { get; } = Interleaved ? Rows : BlockedLayout.Blocks(Inputs) * Rows * Columns;

    /// <summary>Steps per segment.</summary>
    public int Length { get; } = Interleaved ? Columns * Inputs : BlockedLayout.Lanes;

    public long PanelFloats => ((long)Segments * Length + Gap) * BlockedLayout.Panel;

    public long Floats => Groups * Panels * PanelFloats;

    private int LogicalInputs => Inputs / Towers;

    /// <summary>Packs one panel, counted over all groups.</summary>
    public void Pack(float* logical, float* packed, int panel)
    {
        int firstInGroup = panel % Panels * BlockedLayout.Panel, lanes =
            Math.Min(BlockedLayout.Panel, Outputs - firstInGroup);
        if (Towers == 1 && lanes % 4 == 0)
        {
            PackRows(logical + (panel / Panels * Outputs + firstInGroup) * RowFloats, packed + panel * PanelFloats,
                lanes);
        }
        else
        {
            Visit(logical, packed + panel * PanelFloats, panel, pack: true);
        }
    }

    /// <summary>Unpacks one panel, counted over all groups.</summary>
    public void Unpack(float* packed, float* logical, int panel) =>
        Visit(logical, packed + panel * PanelFloats, panel, pack: false);

    /// <summary>Zeros the gradient between towers.</summary>
    /// <param name="gradient">Segments of one panel.</param>
    /// <param name="panel">Index of the panel, counted over all groups.</param>
    /// <param name="firstSegment">First segment in <paramref name="gradient"/>.</param>
    /// <param name="segments">Number of segments.</param>
    public void ClearBetweenTowers(float* gradient, int panel, int firstSegment, int segments)
    {
        if (Towers == 1)
            return;
        int outputsPerTower = Outputs / Towers;
        for (int s = 0; s < segments; s++)
        {
            for (int step = 0; step < Length; step++)
            {
                int input = Interleaved
                    ? step % Inputs
                    : (firstSegment + s) / (Rows * Columns) * BlockedLayout.Lanes + step;
                for (int lane = 0; lane < BlockedLayout.Panel; lane++)
                {
                    int output = panel * BlockedLayout.Panel + lane;
                    if (input / LogicalInputs != output / outputsPerTower)
                        gradient[((long)s * Length + step) * BlockedLayout.Panel + lane] = 0;
                }
            }
        }
    }

    private long RowFloats => (long)LogicalInputs * Rows * Columns;

    /// <summary>
    /// Packs four outputs by sixteen weights at a time, so that four cache lines are used completely. Rows of weights
    /// are often a power of two apart; more of them would evict each other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows(float* source, float* packed, int lanes)
    {
        const int Run = 16;
        long row = RowFloats;
        int taps = Rows * Columns;
        long* targets = stackalloc long[Run];
        int input = 0, tap = 0;
        for (long start = 0; start < row; start += Run)
        {
            int count = (int)Math.Min(Run, row - start);
            for (int i = 0; i < count; i++)
            {
                targets[i] = Offset(input, tap);
                if (++tap < taps)
                    continue;
                tap = 0;
                input++;
            }

            float* a = source + start;
            for (int lane = 0; lane < lanes; lane += 4, a += 4 * row)
            {
                float* b = a + row, c = b + row, d = c + row, target = packed + lane;
                for (int i = 0; i < count; i++)
                    Vector128.Create(a[i], b[i], c[i], d[i]).Store(target + targets[i]);
            }
        }
    }

    private void Visit(float* logical, float* packed, int panel, bool pack)
    {
        int group = panel / Panels, firstInGroup = panel % Panels * BlockedLayout.Panel;
        int lanes = Math.Min(BlockedLayout.Panel, Outputs - firstInGroup), first = group * Outputs + firstInGroup;
        int outputsPerTower = Outputs / Towers, taps = Rows * Columns;
        long row = RowFloats;
        for (int i = 0; i < LogicalInputs; i++)
        {
            for (int tap = 0; tap < taps; tap++)
            {
                float* source = logical + first * row + (long)i * taps + tap;
                for (int lane = 0; lane < lanes; lane++)
                {
                    int input = Towers == 1 ? i : (first + lane) / outputsPerTower * LogicalInputs + i;
                    float* target = packed + Offset(input, tap) + lane;
                    if (pack)
                        *target = source[lane * row];
                    else
                        source[lane * row] = *target;
                }
            }
        }
    }

    private long Offset(int input, int tap)
    {
        (int segment, int step) = Interleaved
            ? (tap / Columns, tap % Columns * Inputs + input)
            : (input / BlockedLayout.Lanes * Rows * Columns + tap, input % BlockedLayout.Lanes);
        return ((long)segment * Length + step) * BlockedLayout.Panel;
    }
}
