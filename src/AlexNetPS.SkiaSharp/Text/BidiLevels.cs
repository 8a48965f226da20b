using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace AlexNetPS.SkiaSharp.Text;

/// <summary>
/// Directions of the characters of a line, by the Unicode Bidirectional Algorithm (UAX #9) without explicit controls:
/// a name cannot turn what stands beside it.
/// </summary>
internal static class BidiLevels
{
    private enum Kind : byte
    {
        Left,
        Right,
        ArabicLetter,
        EuropeanNumber,
        ArabicNumber,
        Separator,
        Terminator,
        CommonSeparator,
        Mark,
        Neutral,
    }

    private const string Opening = "([{（［｛「『《〈", Closing = ")]}）］｝」』》〉";

    /// <summary>Returns the level of each character: odd ones run from right to left.</summary>
    /// <param name="text">The characters of a line.</param>
    public static byte[] Of(ReadOnlySpan<Rune> text)
    {
        var kinds = new Kind[text.Length];
        bool anyRight = false;
        for (int i = 0; i < text.Length; i++)
        {
            kinds[i] = KindOf(text[i]);
            anyRight |= kinds[i] is Kind.Right or Kind.ArabicLetter or Kind.ArabicNumber;
        }

        byte[] levels = new byte[text.Length];
        if (!anyRight)
            return levels;
        int strong = Array.FindIndex(kinds, kind => kind is Kind.Left or Kind.Right or Kind.ArabicLetter);
        byte line = (byte)(strong >= 0 && kinds[strong] != Kind.Left ? 1 : 0);
        Kind direction = line == 1 ? Kind.Right : Kind.Left;
        var originals = (Kind[])kinds.Clone();
        ResolveWeak(kinds, direction);
        ResolveBrackets(text, kinds, direction);
        ResolveNeutral(kinds, direction);
        for (int i = 0; i < levels.Length; i++)
        {
            levels[i] = (byte)(line + (kinds[i] switch
            {
                Kind.Right => line == 1 ? 0 : 1,
                Kind.Left => line == 1 ? 1 : 0,
                _ => line == 1 ? 1 : 2,
            }));
        }

        // Spaces at the end of the line.
        for (int i = levels.Length - 1; i >= 0 && originals[i] == Kind.Neutral && Rune.IsWhiteSpace(text[i]); i--)
            levels[i] = line;
        return levels;
    }

    /// <summary>Returns the order, from left to right, of runs with these levels.</summary>
    public static int[] Order(IReadOnlyList<byte> levels)
    {
        int[] order = [.. Enumerable.Range(0, levels.Count)];
        for (int level = levels.DefaultIfEmpty((byte)0).Max(); level > 0; level--)
        {
            for (int from = 0; from < order.Length; from++)
            {
                int to = from;
                while (to < order.Length && levels[order[to]] >= level)
                    to++;
                if (to > from)
                    Array.Reverse(order, from, to - from);
                from = to;
            }
        }

        return order;
    }

    private static Kind KindOf(Rune character)
    {
        int value = character.Value;
        switch (Rune.GetUnicodeCategory(character))
        {
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format:
                return Kind.Mark;
            case UnicodeCategory.DecimalDigitNumber when value is (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9):
                return Kind.EuropeanNumber;
            case UnicodeCategory.DecimalDigitNumber when value is >= 0x660 and <= 0x669:
                return Kind.ArabicNumber;
        }

        if (value is 0x66B or 0x66C)
            return Kind.ArabicNumber;
        Script script = UnicodeFunctions.Default.GetScript(value);
        if (Rune.IsLetter(character) || script.HorizontalDirection == Direction.RightToLeft)
        {
            return script.HorizontalDirection != Direction.RightToLeft ? Kind.Left
                : script.ToString() is "Arab" or "Syrc" or "Thaa" or "Rohg" ? Kind.ArabicLetter : Kind.Right;
        }

        return value switch
        {
            '+' or '-' or 0x2212 => Kind.Separator,
            '#' or '$' or '%' or 0xA2 or 0xA3 or 0xA4 or 0xA5 or 0xB0 or 0xB1 or 0x2030 or 0x20AC or 0x66A
                => Kind.Terminator,
            ',' or '.' or '/' or ':' or 0xA0 => Kind.CommonSeparator,
            _ => Rune.GetUnicodeCategory(character) is UnicodeCategory.SpacingCombiningMark
                or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber ? Kind.Left : Kind.Neutral,
        };
    }

    // Rules W1 to W7.
    private static void ResolveWeak(Kind[] kinds, Kind direction)
    {
        Kind before = direction, strong = direction;
        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.Mark)
                kinds[i] = before;
            before = kinds[i];
            if (kinds[i] is Kind.Left or Kind.Right or Kind.ArabicLetter)
                strong = kinds[i];
            else if (kinds[i] == Kind.EuropeanNumber && strong == Kind.ArabicLetter)
                kinds[i] = Kind.ArabicNumber;
        }

        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.ArabicLetter)
                kinds[i] = Kind.Right;
            if (i > 0 && i + 1 < kinds.Length && kinds[i - 1] == kinds[i + 1]
                && (kinds[i] == Kind.Separator && kinds[i - 1] == Kind.EuropeanNumber
                    || kinds[i] == Kind.CommonSeparator && kinds[i - 1] is Kind.EuropeanNumber or Kind.ArabicNumber))
            {
                kinds[i] = kinds[i - 1];
            }
        }

        for (int i = 0; i < kinds.Length; i++)
        {
            int end = i;
            while (end < kinds.Length && kinds[end] == Kind.Terminator)
                end++;
            if (end > i && (i > 0 && kinds[i - 1] == Kind.EuropeanNumber
                || end < kinds.Length && kinds[end] == Kind.EuropeanNumber))
            {
                Array.Fill(kinds, Kind.EuropeanNumber, i, end - i);
            }
        }

        strong = direction;
        for (int i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Separator or Kind.Terminator or Kind.CommonSeparator)
                kinds[i] = Kind.Neutral;
            else if (kinds[i] is Kind.Left or Kind.Right)
                strong = kinds[i];
            else if (kinds[i] == Kind.EuropeanNumber && strong == Kind.Left)
                kinds[i] = Kind.Left;
        }
    }

    // Rule N0: both of a pair have one direction.
    private static void ResolveBrackets(ReadOnlySpan<Rune> text, Kind[] kinds, Kind direction)
    {
        var open = new Stack<(int Bracket, int At)>();
        var pairs = new List<(int From, int To)>();
        for (int i = 0; i < text.Length; i++)
        {
            int opening = IndexOf(Opening, text[i]), closing = IndexOf(Closing, text[i]);
            if (opening >= 0)
            {
                open.Push((opening, i));
            }
            else if (closing >= 0 && open.Any(one => one.Bracket == closing))
            {
                (int Bracket, int At) match;
                do
                    match = open.Pop();
                while (match.Bracket != closing);
                pairs.Add((match.At, i));
            }
        }

        foreach ((int from, int to) in pairs.OrderBy(pair => pair.From))
        {
            Kind[] inside = [.. kinds[(from + 1)..to].Select(Side).Where(side => side is Kind.Left or Kind.Right)];
            if (inside.Length == 0)
                continue;
            Kind before = kinds[..from].Select(Side).LastOrDefault(side => side is Kind.Left or Kind.Right, direction);
            kinds[from] = kinds[to] = inside.Contains(direction) || before == direction ? direction : before;
        }
    }

    // Rules N1 and N2.
    private static void ResolveNeutral(Kind[] kinds, Kind direction)
    {
        for (int i = 0; i < kinds.Length; i++)
        {
            int end = i;
            while (end < kinds.Length && kinds[end] == Kind.Neutral)
                end++;
            if (end == i)
                continue;
            Kind before = i > 0 ? Side(kinds[i - 1]) : direction, after =
                end < kinds.Length ? Side(kinds[end]) : direction;
            Array.Fill(kinds, before == after ? before : direction, i, end - i);
            i = end - 1;
        }
    }

    private static Kind Side(Kind kind) => kind is Kind.EuropeanNumber or Kind.ArabicNumber ? Kind.Right : kind;

    private static int IndexOf(string brackets, Rune character) =>
        character.IsBmp ? brackets.IndexOf((char)character.Value) : -1;
}
