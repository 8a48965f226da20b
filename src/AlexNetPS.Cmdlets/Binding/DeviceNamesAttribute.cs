using System.Collections;
using System.Management.Automation;

namespace AlexNetPS.Cmdlets.Binding;

/// <summary>Lets a device parameter take the array that PowerShell makes of cuda:0,cuda:1.</summary>
public sealed class DeviceNamesAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object? given = BaseObject.Of(inputData);
        return given is IList names ? string.Join(',', names.Cast<object?>()) : inputData;
    }
}
