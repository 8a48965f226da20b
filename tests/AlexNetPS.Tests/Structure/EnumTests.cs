using AlexNetPS.Recipes;

namespace AlexNetPS.Tests.Structure;

public class EnumTests
{
    // ConvertTo-Json of PowerShell writes the name of an enumeration if it is 64 bits wide, and a number otherwise.
    [Fact]
    public void PublicEnumerationsAreNamesInPowerShellsJson()
    {
        Type[] enumerations = [.. typeof(Recipe).Assembly.GetExportedTypes().Where(type => type.IsEnum)];
        Assert.NotEmpty(enumerations);
        Assert.All(enumerations, type => Assert.Equal(typeof(long), Enum.GetUnderlyingType(type)));
    }
}
