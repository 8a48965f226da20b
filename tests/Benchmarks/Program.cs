using AlexNetPS.Benchmarks;
using AlexNetPS.Benchmarks.Import;
using AlexNetPS.Benchmarks.Ranks;
using AlexNetPS.Benchmarks.Rates;

var options = new Options(args);
if (options.Has("avx2") && WideSet.IsOn)
    return WideSet.RunWithout(args);
switch (args)
{
    case ["table", ..]:
        new TableBenchmark(options).Run();
        break;
    case ["import", ..]:
        new ImportBenchmark(options).Run();
        break;
    case ["small-files", ..]:
        ImportBenchmark.RunSmallFiles(options.Number("files", 60_000), options.Number("rounds", 5));
        break;
    case ["codecs", ..]:
        CodecRates.Run(options.Text("flowers"));
        break;
    case ["steps", ..]:
        new StepBenchmark(options).Run();
        break;
    case ["torch", ..]:
        new TorchBenchmark(options).Run();
        break;
    case ["machine", ..]:
        Console.WriteLine($"multiply-add peak {MachineLimits.PeakGigaflops(Clock.WallTime):F0} GFLOP/s, memory read "
            + $"{MachineLimits.ReadBandwidth():F1} GB/s");
        break;
    case ["scaling", ..]:
        ScalingBenchmark.Run(options.Networks[0], options.Number("seconds", 2));
        break;
    case ["ranks", ..]:
        new RankScaling(options).Run();
        break;
    case ["rank-rate", .. [_, _, _, _, _] work, string seconds]:
        RankRate.Print(RankWork.Parse(work),
            double.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
        break;
    case ["kernels", ..]:
        KernelBenchmarks.Run(options.Has("quick"));
        break;
    case ["stability", ..]:
        return StabilityBenchmark.Run(options.Text("network") ?? "Mnist28", options.Number("steps", 2000),
            options.Text("device") ?? "cpu") ? 0 : 1;
    case ["device", string device]:
        return DeviceCheck.Run(device) ? 0 : 1;
    case ["first-prediction"]:
        Console.WriteLine(FirstPrediction.Row("process start to first prediction, Paper"));
        break;
    case ["flowers", ..]:
        Console.WriteLine(FlowersEpoch.Row(options.Text("flowers"), !options.Has("no-peer"),
            options.Text("device") ?? "cpu", options.Number("batch", 32), options.Number("epochs", 1),
            options.Number("workers", 2), options.Number("drawn", 0)));
        break;
    case ["rate", ..] or ["onnx-rate", ..]:
        return RateCommand.Run(args);
    case ["report", ..]:
        ReportPage.Write(options.Number("classes", 1000), options.Number("images", 50_000),
            options.Text("path") ?? Path.Combine(Path.GetTempPath(), "alexnetps-report.html"));
        break;
    case ["index", string folder]:
        TreeRate.Index(folder);
        break;
    case ["predict-once", string model, string image]:
        FirstPrediction.Predict(model, image);
        break;
    case ["preset-values", string preset, string optimizer]:
        PresetValues.Print(preset, optimizer);
        break;
    case ["curve", string recipe, string every, ..]:
        EpochCurve.Print(
            recipe, int.Parse(every, System.Globalization.CultureInfo.InvariantCulture),
            options.Text("batches") is null ? null : options.Number("batches", 0),
            options.Text("images") ?? "/usr/share/datasets/fashion-mnist");
        break;
    case ["recipe-steps", string recipe, string images, string size, string steps, string folder]:
        RecipeSteps.Write(recipe, images, int.Parse(size, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(steps, System.Globalization.CultureInfo.InvariantCulture), folder);
        break;
    default:
        const string Chosen = "[--network Paper,OneTower,HalfWidth]";
        const string Precisions = "[--precision Float32,TF32,BFloat16]";
        Console.WriteLine($"""
            table    [--rows "TEXT;TEXT"] [--avx2] [--quick] [--seconds 2] [--rounds 1] [--no-peer]
                     [--flowers FOLDER]
            import   [--quick] [--no-peer] [--flowers FOLDER] [--photos FOLDER]
            small-files [--files 60000] [--rounds 5]    import of small JPEG files, with scores and without
            codecs   [--flowers FOLDER]    libjpeg-turbo and libpng, SkiaSharp, ImageSharp
            steps    {Chosen} [--batch 128] [--predict] [--threads 0] [--rounds 3] [--seconds 4] [--cpu-time] [--peer] [--profile]
            torch    [--device cuda:0] {Chosen} [--batch 128,512,1024] {Precisions} [--rounds 2] [--seconds 4] [--no-peer]
                     needs libtorch: -p:UseTorchSharp=..., or tests/gpu/run
            scaling  [--network Paper] [--seconds 2]    img/s by threads and batch size
            ranks    {Chosen} [--mpi openmpi] [--ranks 2] [--batch 128] [--rounds 3] [--seconds 10]    ranks of MPI and threads
            kernels  [--quick]    BenchmarkDotNet: stages on every instruction set
            stability [--network Mnist28] [--steps 2000] [--device cpu]    fails when memory grows
            device   NAME    loads the engine of a device and takes a training step, or prints the one error
            machine  peak multiply-add rate and memory bandwidth
            first-prediction  from process start, with a model file
            flowers  [--no-peer] [--flowers FOLDER] [--drawn IMAGES] [--device cpu] [--batch 32] [--epochs 1] [--workers 2]
                     the last epoch from prepared images
            rate     DEVICE NETWORK BATCH train|predict SECONDS PRECISION  what a process of the table measures
            onnx-rate FILE BATCH SECONDS  the same with ONNX Runtime
            preset-values PRESET OPTIMIZER  logits and losses, for tests/peers/presets_table.py
            recipe-steps RECIPE PICTURES BATCH STEPS FOLDER  first steps and their batches, for tests/peers/recipe_steps.py
            curve RECIPE STEPS [--batches N] [--images FOLDER]  an epoch, for tests/peers/fashion_d2l.py
            report   [--classes 1000] [--images 50000] [--path FILE]    seconds and MB of an HTML report
            index FOLDER                 most MB held by a process that lists a folder, and seconds
            predict-once MODEL PICTURE   loads a model and predicts one image
            """);
        return 1;
}

return 0;
