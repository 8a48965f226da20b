using System.Collections;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>A table of class names and their new names, or the path of a file with one.</summary>
public sealed class ClassMapReference : Reference
{
    internal ClassMapReference(object value)
        : base(value)
    {
    }
}

/// <summary>Lets a parameter take a table of class names and their new names, or the path of a file.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ClassMapReferenceAttribute : ReferenceAttribute<ClassMapReference>
{
    private protected override string Accepted =>
        "A table of class names and new names (@{ tulip = 'flower'; blurry = $null }), or the path of a .json or .csv "
            + "file,";

    private protected override ClassMapReference? From(object given) => given switch
    {
        string { Length: > 0 } => new(given),
        FileInfo file => new(file.FullName),
        IDictionary table => Explicit(table),
        _ => null,
    };

    private static ClassMapReference? Explicit(IDictionary table)
    {
        var map = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            object? value = BaseObject.Of(entry.Value);
            if (value is IEnumerable and not string)
                return null;
            map[$"{entry.Key}"] = value is null ? null : $"{value}";
        }

        return new(map);
    }
}
