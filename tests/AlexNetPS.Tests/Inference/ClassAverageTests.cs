using System.Text.Json;
using AlexNetPS.Inference;
using AlexNetPS.Tests.Engines;

namespace AlexNetPS.Tests.Inference;

public class ClassAverageTests
{
    [Fact]
    public void AreThoseOfScikitLearn()
    {
        foreach (JsonElement one in Golden.Load<JsonElement>("evaluations").GetProperty("averages").EnumerateArray())
        {
            int count = one.GetProperty("classes").GetInt32();
            var metrics = new Metrics(count);
            foreach ((JsonElement actual, JsonElement predicted) in
                one.GetProperty("actual").EnumerateArray().Zip(one.GetProperty("predicted").EnumerateArray()))
            {
                float[] logits = new float[count];
                logits[predicted.GetInt32()] = 1;
                metrics.AddLogits(logits, actual.GetInt32());
            }

            ConfusionMatrix confusion = metrics.ConfusionMatrix();
            ClassMetrics[] classes =
                [.. Enumerable.Range(0, count).Select(index => new ClassMetrics(index, $"{index}", confusion))];
            Check(one, "macro", ClassAverage.Macro(classes));
            Check(one, "weighted", ClassAverage.Weighted(classes));
        }

        static void Check(JsonElement one, string kind, ClassAverage average)
        {
            JsonElement expected = one.GetProperty(kind);
            Assert.Equal(expected.GetProperty("precision").GetDouble(), average.Precision, 12);
            Assert.Equal(expected.GetProperty("recall").GetDouble(), average.Recall, 12);
            Assert.Equal(expected.GetProperty("f1").GetDouble(), average.F1, 12);
        }
    }
}
