using System.Text.RegularExpressions;
using AlexNetPS.Drawing.Diagrams;
using AlexNetPS.Networks;

namespace AlexNetPS.Tests.Drawing.Diagrams;

public sealed partial class MermaidDiagramTests
{
    [Fact]
    public void ASmallNetworkIsThisText()
    {
        string text = NetworkDiagram.ToMarkdown(Networks.Of(Networks.Convolution("conv1", 4, groups: 2),
            new ActivationDefinition { Name = "relu1" }));
        Assert.Equal("""
            # drawn

            A network.

            ```mermaid
            flowchart TB
                input["Input<br/>8x5x5"]
                s1t1["<b>conv1</b><br/>tower 1 of 2<br/>2 filters 1x1x4<br/>stride 1, padding 0, 2 groups<br/>relu1: ReLU<br/>2x5x5"]
                s1t2["<b>conv1</b><br/>tower 2 of 2<br/>2 filters 1x1x4<br/>stride 1, padding 0, 2 groups<br/>relu1: ReLU<br/>2x5x5"]
                s2t1["<b>classes</b><br/>fully connected<br/>100 to 3 values<br/>3"]
                output["3 classes"]
                input --> s1t1
                input --> s1t2
                s1t1 --> s2t1
                s1t2 --> s2t1
                s2t1 --> output
            ```

            323 parameters (1.3 KB as 32-bit numbers), 700 multiply-adds per image.

            """.ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void CrossingsAreDotted() =>
        Assert.Equal(2 * 3, NetworkDiagram.ToMarkdown(NetworkArchitecture.Get("Paper")).Split("-.->").Length - 1);

    [Theory]
    [MemberData(nameof(Networks.All), MemberType = typeof(Networks))]
    public void EveryLinkIsBetweenNodes(string kind)
    {
        string text = NetworkDiagram.ToMarkdown(Networks.Odd(kind));
        string[] nodes = [.. Node().Matches(text).Select(match => match.Groups[1].Value)];
        Assert.Equal(nodes.Length, nodes.Distinct().Count());
        string[] ends = [.. Link().Matches(text).SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value })];
        Assert.Superset(ends.ToHashSet(), nodes.ToHashSet());
        Assert.Contains("output", ends);
    }

    [Fact]
    public void NamesAreTextWhateverIsInThem()
    {
        string text = NetworkDiagram.ToMarkdown(Networks.Of(
            new DropoutDefinition { Name = "end\"]; %%{init: {}}%% <script> #quot; ``` 犬 [x](y)" }));
        Assert.Contains("end#34;#93;#59; #37;#37;#123;init: #123;#125;#125;#37;#37; #60;script#62; #35;quot#59; "
            + "#96;#96;#96; 犬 #91;x#93;(y): dropout 0.5", text);
        Assert.Equal(2, text.Split("```").Length - 1);
    }

    [GeneratedRegex("^    ([a-z0-9]+)\\[\"", RegexOptions.Multiline)]
    private static partial Regex Node();

    [GeneratedRegex("^    ([a-z0-9]+) (?:-->|-\\.->) ([a-z0-9]+)$", RegexOptions.Multiline)]
    private static partial Regex Link();
}
