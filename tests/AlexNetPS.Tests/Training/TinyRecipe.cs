using AlexNetPS.Recipes;

namespace AlexNetPS.Tests.Training;

/// <summary>
/// A network of a few thousand parameters on 16x16 pixels, with every kind of state: dropout, momentum, augmentation. A
/// completed run keeps its state, so that tests can compare it.
/// </summary>
internal static class TinyRecipe
{
    public static Recipe Create(string optimizer = """{ "type": "Adam", "learningRate": 0.003 }""", string schedule =
        """{ "type": "Constant" }""",
        int epochs = 8, int batchSize = 16, string trainTransforms = """
            { "type": "RandomCrop", "size": 16 },
            { "type": "HorizontalFlip" },
            { "type": "PcaColorNoise", "form": "Code" },
            { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }
            """, string evaluationTransforms = """
            { "type": "CenterCrop", "size": 16 },
            { "type": "Normalize", "mean": [0.5], "standardDeviation": [0.5] }
            """) => Recipe.Parse($$"""
        // For tests.
        {
          "name": "Tiny",
          "architecture": {
            "name": "Tiny",
            "input": { "channels": 3, "height": 16, "width": 16 },
            "layers": [
              { "type": "Convolution", "name": "conv1", "filters": 8, "kernel": 5, "stride": 1, "padding": 2 },
              { "type": "Activation", "name": "relu1" },
              { "type": "MaxPool", "name": "pool1", "kernel": 3, "stride": 2 },
              { "type": "Linear", "name": "fc2", "outputs": 24 },
              { "type": "Activation", "name": "relu2" },
              { "type": "Dropout", "name": "drop2", "probability": 0.2 },
              { "type": "Linear", "name": "fc3", "outputs": 2 }
            ]
          },
          "initialization": [ { "layers": "*", "weight": { "type": "KaimingNormal" }, "bias": { "type": "Constant" } } ],
          "optimizer": {{optimizer}},
          "schedule": {{schedule}},
          "epochs": {{epochs}},
          "batchSize": {{batchSize}},
          "checkpoints": { "keepState": true },
          "imageSize": 18,
          "trainTransforms": [ {{trainTransforms}} ],
          "evaluationTransforms": [ {{evaluationTransforms}} ]
        }
        """);
}
