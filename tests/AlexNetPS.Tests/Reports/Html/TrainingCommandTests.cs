using AlexNetPS.Recipes;
using AlexNetPS.Reports.Sections;

namespace AlexNetPS.Tests.Reports.Html;

/// <summary>The argument of -Recipe is one that makes the recipe of the run again.</summary>
public sealed class TrainingCommandTests
{
    [Fact]
    public void ARecipeOfTheModuleIsNamed()
    {
        foreach (string name in Recipe.Names)
        {
            RecipeDifference difference = RecipeDifference.Of(Recipe.Get(name))!;
            Assert.Equal(name, difference.Argument);
            Assert.Empty(difference.Settings);
        }
    }

    [Fact]
    public void ValuesOfTheImagesAreNoDifference()
    {
        Recipe filled = Recipe.Get("Paper").WithStatistics(PageSamples.Dataset(["a"]).Statistics);
        Assert.Equal("Paper", RecipeDifference.Of(filled)!.Argument);
    }

    [Fact]
    public void ChangesAreATable()
    {
        Recipe recipe = Recipe.Get("HalfWidth");
        Recipe changed = recipe with
        {
            Epochs = 4,
            Optimizer = recipe.Optimizer with { LearningRate = 0.002 },
            Sampling = Sampling.Balanced,
        };
        RecipeDifference difference = RecipeDifference.Of(changed)!;
        Assert.Equal("@{ recipe = 'HalfWidth'; 'optimizer.learningRate' = 0.002; epochs = 4; sampling = 'Balanced' }",
            difference.Argument);
        Assert.Equal(["optimizer.learningRate", "epochs", "sampling"], difference.Settings.Select(one => one.Name));
    }

    [Fact]
    public void WhatATableCannotSayIsTakenFromTheRun()
    {
        Recipe recipe = Recipe.Get("HalfWidth");
        Recipe changed = recipe with { TrainTransforms = [.. recipe.TrainTransforms.Take(1), .. recipe.TrainTransforms] };
        RecipeDifference difference = RecipeDifference.Of(changed)!;
        Assert.Null(difference.Argument);
        Assert.NotEmpty(difference.Settings);
        Assert.Null(RecipeDifference.Of(recipe with { Name = "mine" }));
    }
}
