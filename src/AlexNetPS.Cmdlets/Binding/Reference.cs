namespace AlexNetPS.Cmdlets.Binding;

/// <summary>An argument that is an object, or the name or path of one; the cmdlet opens it.</summary>
public abstract class Reference
{
    private protected Reference(object value) => Value = value;

    /// <summary>The object, or a name or full path.</summary>
    internal object Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString() ?? "";
}
