using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using AlexNetPS.Formats.Files;

namespace AlexNetPS.Formats.Pickle;

/// <summary>
/// Reads a pickle (without out-of-band buffers) as data. Python's pickle is a program that may call anything; here
/// nothing is looked up or called: a listed name creates a tensor or a container, and what any other name would make
/// is a <see cref="PickleObject"/>, which only holds what the pickle gives it.
/// </summary>
internal sealed class PickleReader
{
    /// <summary>
    /// Maximum opcodes: a state_dict of AlexNet takes about 400, and each can take about 100 bytes of memory.
    /// </summary>
    private const int MaximumSteps = 500_000;

    /// <summary>
    /// Maximum numbers, counted apart: they take less memory, and a checkpoint may hold the losses of all steps.
    /// </summary>
    private const int MaximumNumbers = 2_000_000;

    /// <summary>
    /// Maximum dictionary entries: a list can be turned into dictionaries repeatedly at a few bytes each.
    /// </summary>
    private const int MaximumEntries = 1_000_000;

    private const int MaximumDepth = 1000, LongText = 1 << 16, MaximumText = 1 << 20, MaximumTextTotal =
        16 << 20, MaximumName = 200, MaximumDigits = 1000, MaximumLine = 1 << 16,
        MaximumGlobals = 10_000, MaximumArguments = 10;

    private readonly IByteSource _file;
    private readonly ByteCursor _bytes;
    private readonly PickleTypes _types;
    private readonly Dictionary<uint, object?> _memo = [];
    private readonly Dictionary<(string Module, string Name), PickleGlobal> _globals = [];
    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = [];
    private int _steps, _numbers, _text, _entries;

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
            byte code = _bytes.ReadByte();
            Count(code);
            if (code == (byte)'.')
                return Pop();
            Step(code);
        }
    }

    private void Count(byte code)
    {
        bool isNumber = (char)code is 'K' or 'M' or 'J' or 'G';
        int count = isNumber ? ++_numbers : ++_steps, most = isNumber ? MaximumNumbers : MaximumSteps;
        if (count > most)
        {
            throw new FormatException($"its pickle has more than {most:N0} {(isNumber ? "numbers" : "steps")}, far "
                + "more than weights need; it is damaged or hostile");
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
            case '\x8b': Push(WholeNumber(_bytes.ReadUInt32())); break;
            case 'G':
                Push(
                BitConverter.UInt64BitsToDouble(BinaryPrimitives.ReverseEndianness(_bytes.ReadUInt64()))); break;

            // As text: protocols 0 and 1, and whole numbers of more than 32 bits as Python 2 wrote them.
            case 'I' or 'L': Push(WholeNumber(_bytes.ReadLine(MaximumDigits))); break;
            case 'F': Push(Number(_bytes.ReadLine(MaximumDigits))); break;
            case 'S' or 'V': Push(Line()); break;
            case 'p': _memo[Index()] = Peek(); break;
            case 'g': Recall(Index()); break;

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
            case '\x8f': Push(new List<object?>()); break;
            case '\x90': Append(ToMark()); break;
            case '\x91': Push(ToMark().ToList()); break;

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
            case 'c': Push(GlobalOf(Name(), Name())); break;
            case '\x93':
                Push(Top(2) is [string module, string name] ? GlobalOf(module, name) : throw Damaged());
                break;
            case 'R': Make(Top(2)); break;
            case '\x81': Make(Top(2)); break;
            case '\x92':
                object?[] arguments = Top(2);
                MakeObject(Pop(), arguments);
                break;
            case 'i': MakeObject(GlobalOf(Name(), Name()), ToMark()); break;
            case 'o':
                object?[] parts = ToMark();
                MakeObject(parts.FirstOrDefault(), [.. parts.Skip(1)]);
                break;
            case 'b': SetState(Pop()); break;
            case 'Q':
                Push(_types.Persistent is null
                ? throw new FormatException("its pickle refers to something outside it")
                : _types.Persistent(Pop())); break;
            case '\x97' or '\x98':
                throw new FormatException(
                    "its pickle has its values in buffers outside the file; save it without buffer_callback");
            default:
                throw new FormatException($"its pickle has the step 0x{code:x2} at byte {_bytes.Position - 1:N0}, "
                    + "which weights do not need; it is damaged or not a weight file");
        }
    }

    private string Name() => _bytes.ReadLine(MaximumName);

    /// <summary>One object for each name, because a few bytes can repeat a long one.</summary>
    private PickleGlobal GlobalOf(string module, string name)
    {
        if (_globals.TryGetValue((module, name), out PickleGlobal? known))
            return known;
        if (module.Length > MaximumName || name.Length > MaximumName)
        {
            throw new FormatException(
                $"it has a name of more than {MaximumName} characters at byte {_bytes.Position:N0}");
        }

        if (_globals.Count == MaximumGlobals)
        {
            throw new FormatException($"its pickle names more than {MaximumGlobals:N0} classes and functions, far more "
                + "than weights need; it is damaged or hostile");
        }

        return _globals[(module, name)] = new($"{module}.{name}");
    }

    private void Make(object?[] call)
    {
        if (call is not [PickleGlobal or PickleObject, object?[] arguments])
        {
            throw new FormatException(
                "its pickle calls something that is neither a function nor a class; nothing in it was run");
        }

        // What is made of an object that was never made cannot be made either.
        PickleObject? foreign = arguments.Take(MaximumArguments).OfType<PickleObject>().FirstOrDefault();
        if (call[0] is not PickleGlobal maker
            || !_types.Makers.TryGetValue(maker.Name, out Func<object?[], object?>? make))
        {
            Push(new PickleObject(call[0]!, arguments));
            return;
        }

        if (foreign is not null)
        {
            Push(new PickleObject(foreign, arguments));
            return;
        }

        object? made = make(arguments);
        if (made is PickleDictionary dictionary && (_entries += dictionary.Entries.Count) > MaximumEntries)
        {
            throw new FormatException($"its pickle makes dictionaries of more than {MaximumEntries:N0} entries, far "
                + "more than weights need; it is damaged or hostile");
        }

        Push(made);
    }

    private void MakeObject(object? maker, object?[] arguments) =>
        Push(maker is PickleGlobal or PickleObject ? new PickleObject(maker, arguments) : throw Damaged());

    private void SetState(object? state)
    {
        switch (Peek())
        {
            // State that PyTorch adds to a state_dict: module versions.
            case PickleDictionary: break;
            case PickleObject made: made.State = state; break;
            case IPickleState taker: taker.SetState(state); break;
            default:
                throw new FormatException(
                "its pickle sets the state of something that is neither tensor nor container; nothing in it was run");
        }
    }

    private object WholeNumber(uint length)
    {
        // Python 2 and 3 agree that no bytes are 0; nobody needs a number of more than a few hundred.
        if (length > MaximumDigits)
            throw new FormatException($"its pickle has a number of {length:N0} bytes; it is damaged or hostile");
        Span<byte> bytes = stackalloc byte[(int)length];
        _bytes.Read(bytes);
        return WholeNumber(new BigInteger(bytes));
    }

    // The two have no common type but object; BigInteger would take in long.
    private static object WholeNumber(BigInteger number) =>
        number >= long.MinValue && number <= long.MaxValue ? (object)(long)number : number;

    private object WholeNumber(string text) => text switch
    {
        "00" => false,
        "01" => true,
        _ => BigInteger.TryParse(text.TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out BigInteger number) ? WholeNumber(number) : throw Damaged(),
    };

    private double Number(string text) =>
        double.TryParse(text.Replace("inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float,
            CultureInfo.InvariantCulture, out double number) ? number : throw Damaged();

    private uint Index() =>
        uint.TryParse(_bytes.ReadLine(MaximumDigits), NumberStyles.None, CultureInfo.InvariantCulture, out uint index)
            ? index
            : throw Damaged();

    /// <summary>Text up to the end of the line. Escapes stay as they are: no name of a tensor needs one.</summary>
    private string Line()
    {
        string text = _bytes.ReadLine(MaximumLine);
        CountText(text.Length);
        return text is ['\'' or '"', .., '\'' or '"'] ? text[1..^1] : text;
    }

    private object Text(ulong length)
    {
        if (length > LongText && length <= (ulong)_bytes.Left)
            return new PickleLongText(Bytes(length));
        string text = _bytes.ReadText(length, MaximumText);
        CountText((int)length);
        return text;
    }

    private void CountText(int length)
    {
        _text += length;
        if (_text > MaximumTextTotal)
        {
            throw new FormatException(
                $"its pickle has more than {MaximumTextTotal:N0} bytes of text, far more than weights need");
        }
    }

    private PickleBytes Bytes(ulong length)
    {
        long start = _bytes.Position;
        _bytes.Skip(length);
        return new(_file, start, (long)length);
    }

    private void Append(object?[] items)
    {
        List<object?> list = Peek() switch
        {
            List<object?> known => known,
            PickleObject made => made.Members,
            _ => throw Damaged(),
        };
        list.AddRange(items);
    }

    private void SetItems(object?[] items)
    {
        PickleDictionary dictionary = Peek() switch
        {
            PickleDictionary known => known,
            PickleObject made => made.Items,
            _ => throw Damaged(),
        };
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
