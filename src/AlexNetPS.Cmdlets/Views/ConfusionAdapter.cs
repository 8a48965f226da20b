using System.Collections.ObjectModel;
using System.Management.Automation;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Views;

/// <summary>
/// Gives a row of a confusion matrix a property for each class, so that Export-Csv writes a column for each, and the
/// matrix the columns. AlexNetPS.Types.ps1xml registers it.
/// </summary>
public sealed class ConfusionAdapter : PSPropertyAdapter
{
    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject) =>
        baseObject is ConfusionMatrix matrix
            ? [.. Columns(matrix[0]).Append(new(nameof(matrix.Count), null))]
            : [.. Columns((ConfusionRow)baseObject)];

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName) =>
        GetProperties(baseObject).FirstOrDefault(
            property => property.Name.Equals(propertyName, StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty)
    {
        string name = adaptedProperty.Name;
        if (adaptedProperty.BaseObject is not ConfusionMatrix matrix)
            return ((ConfusionRow)adaptedProperty.BaseObject).Column(name);
        return matrix[0].Column(name) is null ? matrix.Count : matrix.Select(row => row.Column(name)).ToArray();
    }

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) =>
        throw new SetValueException($"'{adaptedProperty.Name}' is read-only.");

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) =>
        GetPropertyValue(adaptedProperty)!.GetType().FullName!;

    private static IEnumerable<PSAdaptedProperty> Columns(ConfusionRow row) =>
        row.ColumnNames().Select(name => new PSAdaptedProperty(name, null));
}
