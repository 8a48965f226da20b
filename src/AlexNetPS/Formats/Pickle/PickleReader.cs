using System.Buffers.Binary;
using System.Numerics;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Pickle;

/// <summary>
/// Reads a pickle (protocols 2 to 5, without out-of-band buffers) as data. Python's pickle is a program that may call
/// anything; here a name outside the allow list is an error, and a listed name only creates a tensor or a container.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>
    /// Maximum opcodes: a state_dict of AlexNet takes about 400, and each can take about 100 bytes of memory.
    /// </summary>
    private const int MaximumSteps = 500_000;

    /// <summary>
    /// Maximum dictionary entries: a list can be turned into dictionaries repeatedly at a few bytes each.
    /// </summary>
    private const int MaximumEntries = 1_000_000;

    private const int MaximumDepth = 1000, LongText = 1 << 16, MaximumText = 1 << 20, MaximumTextTotal =
        16 << 20, MaximumName = 200;

    private readonly IByteSource _file;
    private readonly ByteCursor _bytes;
    private readonly PickleTypes _types;
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private int _steps, _text, _entries;

    /// <param name="file">The file, in which large values stay.</param>
    /// <param name="bytes">Positioned at the pickle's first byte; afterwards after its last.</param>
    /// <param name="types">The allow list.</param>
    public PickleReader(IByteSource file, ByteCursor bytes, PickleTypes types)
    {
        _file = file;
        _bytes = bytes;
        _types = types;
    }

    /// <summary>Returns the unpickled value.</summary>
    /// <exception cref="FormatException">Not allowed, damaged, or too large; the message states which.</exception>
    public object? Read()
    {
        while (true)
        {
            _file.Stopping.ThrowIfCancellationRequested();
            if (++_steps > MaximumSteps)
            {
                throw new FormatException($"its pickle has more than {MaximumSteps:N0} steps, far more than weights "
                    + "need; it is damaged or hostile");
            }

            byte code = _bytes.ReadByte();
            if (code == (byte)'.')
                return Pop();
            Step(code);
        }
    }

    private void Step(byte code)
    {
        switch ((char)code)
        {
            // Headers; nothing in them is needed.
            case '\x80': _bytes.ReadByte(); break;
            case '\x95': _bytes.ReadUInt64(); break;

            // Plain values.
            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'K': Push((long)_bytes.ReadByte()); break;
            case 'M': Push((long)_bytes.ReadUInt16()); break;
            case 'J': Push((long)(int)_bytes.ReadUInt32()); break;
            case '\x8a': Push(WholeNumber(_bytes.ReadByte())); break;
            case 'G':
                Push(
                BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(_bytes.ReadUInt64()))); break;

            // Strings and bytes.
            case 'X': Push(Text(_bytes.ReadUInt32())); break;
            case '\x8c': Push(Text(_bytes.ReadByte())); break;
            case '\x8d': Push(Text(_bytes.ReadUInt64())); break;
            case 'B' or 'T': Push(Bytes(_bytes.ReadUInt32())); break;
            case 'C' or 'U': Push(Bytes(_bytes.ReadByte())); break;
            case '\x8e' or '\x96': Push(Bytes(_bytes.ReadUInt64())); break;

            // Containers.
            case ')': Push(Array.Empty<object?>()); break;
            case '\x85': Push(Top(1)); break;
            case '\x86': Push(Top(2)); break;
            case '\x87': Push(Top(3)); break;
            case 't': Push(ToMark()); break;
            case ']': Push(new List<object?>()); break;
            case 'l': Push(ToMark().ToList()); break;
            case 'a': Append(Top(1)); break;
            case 'e': Append(ToMark()); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd': Push(Filled(new PickleDictionary(), ToMark())); break;
            case 's': SetItems(Top(2)); break;
            case 'u': SetItems(ToMark()); break;

            // The stack and the memo.
            case '(': Mark(); break;
            case '0': Pop(); break;
            case '1': ToMark(); break;
            case '2': Push(Peek()); break;
            case 'q': _memo[_bytes.ReadByte()] = Peek(); break;
            case 'r': _memo[_bytes.ReadUInt32()] = Peek(); break;
            case '\x94': _memo[(uint)_memo.Count] = Peek(); break;
            case 'h': Recall(_bytes.ReadByte()); break;
            case 'j': Recall(_bytes.ReadUInt32()); break;

            // Objects.
            case 'c': PushGlobal(_bytes.ReadLine(MaximumName), _bytes.ReadLine(MaximumName)); break;
            case '\x93': PushGlobal(Top(2)); break;
            case 'R': Make(Top(2)); break;
            case 'b': SetState(Pop()); break;
            case 'Q':
                Push(_types.Persistent is null
                ? throw new FormatException("its pickle refers to something outside it")
                : _types.Persistent(Pop())); break;
            case '\x97' or '\x98':
                throw new FormatException(
                    "its pickle has its values in buffers outside the file; save it without buffer_callback");
            case '\x81' or '\x92' or 'i' or 'o':
                throw new FormatException("its pickle wants to make an object of its own class; only tensors and "
                    + "containers are read, and nothing in it was run");
            default:
                throw new FormatException($"its pickle has the step 0x{code:x2} at byte {_bytes.Position - 1:N0}, "
                    + "which weights do not need; it is damaged or not a weight file");
        }
    }

    private void PushGlobal(object?[] names)
    {
        if (names is not [string module, string name])
            throw Damaged();
        PushGlobal(module, name);
    }

    private void PushGlobal(string module, string name)
    {
        string full = $"{module}.{name}";
        if (!_types.Knows(full))
            throw new FormatException(Refusal(module, full));
        Push(new PickleGlobal(full));
    }

    private static string Refusal(string module, string full)
    {
        string shown = full.Length <= 100 ? full : full[..97] + "...";
        bool wholeModel = module.StartsWith("torchvision.", StringComparison.Ordinal)
            || module.StartsWith("torch.nn.modules", StringComparison.Ordinal)
            || module is "__main__" or "model" or "models";
        return $"its pickle wants to use '{shown}'; only tensors and containers are read, and nothing in it was run. "
            + (wholeModel
                ? "It is a whole model: save its weights instead, torch.save(model.state_dict(), 'weights.pth')"
                : "If you trust the file, load it in Python and save only its weights: torch.save(model.state_dict(), "
                    + "'weights.pth')");
    }

    private void Make(object?[] call)
    {
        if (call is not [PickleGlobal maker, object?[] arguments])
        {
            throw new FormatException(
                "its pickle calls something that is not on the list of tensors and containers; nothing in it was run");
        }

        if (!_types.Makers.TryGetValue(maker.Name, out Func<object?[], object?>? make))
        {
            throw new FormatException(
                $"its pickle calls '{maker.Name}', which does not make a tensor; nothing in it was run");
        }

        object? made = make(arguments);
        if (made is PickleDictionary dictionary && (_entries += dictionary.Entries.Count) > MaximumEntries)
        {
            throw new FormatException($"its pickle makes dictionaries of more than {MaximumEntries:N0} entries, far "
                + "more than weights need; it is damaged or hostile");
        }

        Push(made);
    }

    private void SetState(object? state)
    {
        switch (Peek())
        {
            // State that PyTorch adds to a state_dict: module versions.
            case PickleDictionary: break;
            case IPickleState taker: taker.SetState(state); break;
            default:
                throw new FormatException(
                "its pickle sets the state of something that is neither tensor nor container; nothing in it was run");
        }
    }

    private object WholeNumber(byte length)
    {
        Span<byte> bytes = stackalloc byte[length];
        _bytes.Read(bytes);
        var number = new BigInteger(bytes);
        return number >= long.MinValue && number <= long.MaxValue ? (long)number : number;
    }

    private object Text(ulong length)
    {
        if (_types.LongTexts && length > LongText && length <= (ulong)_bytes.Left)
        {
            PickleBytes bytes = Bytes(length);
            return new PickleLongText(bytes);
        }

        string text = _bytes.ReadText(length, MaximumText);
        _text += (int)length;
        if (_text > MaximumTextTotal)
        {
            throw new FormatException(
                $"its pickle has more than {MaximumTextTotal:N0} bytes of text, far more than weights need");
        }

        return text;
    }

    private PickleBytes Bytes(ulong length)
    {
        long start = _bytes.Position;
        _bytes.Skip(length);
        return new(_file, start, (long)length);
    }

    private void Append(object?[] items)
    {
        if (Peek() is not List<object?> list)
            throw Damaged();
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        if (Peek() is not PickleDictionary dictionary)
            throw Damaged();
        Filled(dictionary, items);
    }

    private PickleDictionary Filled(PickleDictionary dictionary, object?[] items)
    {
        if (items.Length % 2 != 0)
            throw Damaged();
        for (int i = 0; i < items.Length; i += 2)
            dictionary.Entries.Add(new(items[i], items[i + 1]));
        return dictionary;
    }

    private void Recall(uint index)
    {
        if (!_memo.TryGetValue(index, out object? value))
            throw Damaged();
        Push(value);
    }

    private void Mark()
    {
        if (_marks.Count == MaximumDepth)
            throw new FormatException($"its pickle nests more than {MaximumDepth:N0} deep; it is damaged or hostile");
        _marks.Push(_stack.Count);
    }

    private object?[] ToMark()
    {
        if (!_marks.TryPop(out int mark))
            throw Damaged();
        return Top(_stack.Count - mark);
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Pop() => Top(1)[0];

    private object? Peek() => _stack.Count > (_marks.TryPeek(out int mark) ? mark : 0) ? _stack[^1] : throw Damaged();

    private object?[] Top(int count)
    {
        // Never below a mark: the values under it belong to the enclosing container.
        if (count > _stack.Count - (_marks.TryPeek(out int mark) ? mark : 0))
            throw Damaged();
        object?[] items = _stack.GetRange(_stack.Count - count, count).ToArray();
        _stack.RemoveRange(_stack.Count - count, count);
        return items;
    }

    private FormatException Damaged() => new($"its pickle is damaged at byte {_bytes.Position:N0}");
}
