using AlexNetPS.Datasets;
using AlexNetPS.Formats.Text;
using AlexNetPS.Imaging;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Recipes;
using AlexNetPS.Training;

namespace AlexNetPS.Tests.Formats;

public class MessageTextTests
{
    [Fact]
    public void WhatATerminalObeysIsWritten()
    {
        Assert.Equal("class '\\u001B[2J\\u0000' of a list\n\tnext",
            MessageText.Of("class '\e[2J\0' of a list\n\tnext"));
        Assert.Equal("\\u009B31m \\u202Eexe.gpj", MessageText.Of("\u009b31m \u202eexe.gpj"));
        Assert.Equal("Ölgemälde 漢字 😀", MessageText.Of("Ölgemälde 漢字 😀"));
    }

    [Fact]
    public void OfALongTextTheMiddleIsLeftOut()
    {
        string text = MessageText.Of("Begin " + new string('a', 100_000) + " Remove it.");
        Assert.InRange(text.Length, 3000, 4000);
        Assert.StartsWith("Begin ", text, StringComparison.Ordinal);
        Assert.EndsWith(" Remove it.", text, StringComparison.Ordinal);
    }

    /// <summary>Where a literal is expected, the reader of JSON quotes the rest of the document.</summary>
    [Fact]
    public void AJsonErrorQuotesAFewWordsOfTheDocument()
    {
        string json = "{ \"name\": trained " + new string('a', 3000) + " }";
        string message = Assert.Throws<RecipeException>(() => RecipeFile.Parse(json, "recipe 'x'")).Message;
        Assert.StartsWith("recipe 'x' is not valid JSON: 'trained aaa", message, StringComparison.Ordinal);
        Assert.EndsWith(" (line 1).", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 60, 400);
    }

    /// <summary>Each of them quotes names from files of others.</summary>
    [Fact]
    public void MessagesForUsersArePrintable()
    {
        const string Name = "a \e[31m name";
        Exception[] all =
        [
            new DatasetException(Name), new ModelFormatException(Name), new RecipeException(Name),
            new TrainingException(Name), new NetworkDefinitionException(Name), new ImageFormatException(Name),
            new AlexNetPS.Transforms.TransformException(Name),
            new AlexNetPS.Inference.Neighbors.FeatureFormatException(Name),
        ];
        Assert.All(all, e => Assert.Equal("a \\u001B[31m name", e.Message));
    }
}
