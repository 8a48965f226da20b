using System.Collections.ObjectModel;
using System.Management.Automation;
using AlexNetPS.Inference;

namespace AlexNetPS.Cmdlets.Views;

/// <summary>
/// Gives a row of a confusion matrix a property for each class, so that Export-Csv writes a column for each.
/// AlexNetPS.Types.ps1xml registers it.
/// </summary>
public sealed class ConfusionRowAdapter : PSPropertyAdapter
{
    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject) =>
        [.. ((ConfusionRow)baseObject).ColumnNames().Select(name => new PSAdaptedProperty(name, null))];

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName) =>
        ((ConfusionRow)baseObject).Column(propertyName) is null ? null : new(propertyName, null);

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty) =>
        ((ConfusionRow)adaptedProperty.BaseObject).Column(adaptedProperty.Name);

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) =>
        throw new SetValueException($"'{adaptedProperty.Name}' is read-only.");

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) =>
        GetPropertyValue(adaptedProperty) is string ? "System.String" : "System.Int32";
}
