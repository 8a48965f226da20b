using System.Text.Json;
using AlexNetPS.Engines;
using AlexNetPS.Recipes;

namespace AlexNetPS.Tests.Formats;

/// <summary>Enumerations in recipes, runs and models.</summary>
public sealed class EnumNameConverterTests
{
    [Fact]
    public void MembersAreWrittenByNameAndReadInAnyCase()
    {
        foreach (Sampling member in Enum.GetValues<Sampling>())
        {
            string json = JsonSerializer.Serialize(member);
            Assert.Equal($"\"{member}\"", json);
            Assert.Equal(member, JsonSerializer.Deserialize<Sampling>(json));
            Assert.Equal(member, JsonSerializer.Deserialize<Sampling?>(json.ToLowerInvariant()));
        }
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"0\"")]
    [InlineData("\"Sgd, Adam\"")]
    [InlineData("0")]
    [InlineData("null")]
    [InlineData("true")]
    public void AnythingElseIsAnErrorThatNamesTheType(string json) => Assert.Contains(nameof(OptimizerType),
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<OptimizerType>(json)).Message);
}
