using System.Diagnostics;
using System.Globalization;
using AlexNetPS.Engines;
using AlexNetPS.Networks;
using AlexNetPS.Tests.Engines;
using AlexNetPS.TorchSharp.Devices;
using AlexNetPS.TorchSharp.Dropout;

namespace AlexNetPS.TorchSharp.Tests;

/// <summary>
/// Dropout masks drawn by the device beside those drawn by the host and sent: alone, and in training steps. Rows of a
/// table, for tests/gpu/run.
/// </summary>
public class MaskRate
{
    private static bool IsGpu => Both.Device.IsGpu;

    [Fact(Explicit = true), Trait("Category", "Child")]
    public void DeviceAndHost()
    {
        var rows = new List<string>();
        foreach (string network in new[] { "Paper", "OneTower" })
        {
            foreach (int batch in IsGpu ? new[] { 128, 512, 1024 } : [32, 128])
            {
                rows.Add(Masks(NetworkArchitecture.Get(network), batch));
                if (IsGpu || batch == 32)
                    rows.Add(Steps(NetworkArchitecture.Get(network), batch));
            }
        }

        OwnProcess.Report([.. rows]);
    }

    private static string Masks(NetworkDefinition definition, int batch)
    {
        using DeviceMasks device = new(Both.Device, definition, 2);
        using HostMasks host = new(Both.Device, definition, 2);
        double own = double.MaxValue, sent = double.MaxValue;
        for (int round = 0; round < 10; round++)
        {
            own = Math.Min(own, Milliseconds(device));
            sent = Math.Min(sent, Milliseconds(host));
        }

        return Row($"masks of {definition.Name}, batch {batch}", $"{own:F2} ms", $"drawn by the host {sent:F2} ms",
            sent / own);

        double Milliseconds(DropoutMasks masks)
        {
            using DisposeScope scope = torch.NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            masks.Draw(new(0.01, 1, start), 0, batch);
            Both.Device.Wait();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }

    private static string Steps(NetworkDefinition definition, int batch)
    {
        double own = 0, sent = 0;
        using INetwork device = Create(true), host = Create(false);
        for (int round = 0; round < 2; round++)
        {
            own = Math.Max(own, Rate(device));
            sent = Math.Max(sent, Rate(host));
        }

        return Row($"training step of {definition.Name}, batch {batch}", $"{own:F1} images/s",
            $"masks of the host {sent:F1}", own / sent);

        INetwork Create(bool draws)
        {
            var engine = new TorchEngine(Both.Torch.Devices, known => new Drawing(DeviceList.Open(known), draws));
            return Both.Fill(engine.Create(definition,
                new() { Device = TestDevice.Name, MaximumBatchSize = batch, Optimizer = Both.Sgd }));
        }

        double Rate(INetwork network)
        {
            float[] images = Golden.Values(batch * definition.Input.Count, 1), targets =
                new float[batch * definition.Classes], logits = new float[targets.Length];
            for (int n = 0; n < batch; n++)
                targets[n * definition.Classes + n] = 1;
            int steps = IsGpu ? 5 * network.MaximumPendingSteps : 2;
            Run(1);
            long start = Stopwatch.GetTimestamp();
            Run(steps);
            return batch * steps / Stopwatch.GetElapsedTime(start).TotalSeconds;

            // As a run does: as many steps as the device takes, then their results.
            void Run(int count)
            {
                for (int started = 0, ended = 0; ended < count; ended++)
                {
                    for (; started < count && started - ended < network.MaximumPendingSteps; started++)
                        network.StartStep(images, targets, new(1e-4, 1, started));
                    network.EndStep(logits);
                }
            }
        }
    }

    private static string Row(string what, string measured, string against, double ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | {measured} | {against} | {ratio:F2} |");

    /// <summary>A device that draws masks, or does not.</summary>
    private sealed class Drawing(TorchDevice device, bool draws) : TorchDevice(device.Place)
    {
        public override bool IsGpu => device.IsGpu;

        public override bool DrawsMasks => draws;

        public override Tensor HostMemory(long count, ScalarType type) => device.HostMemory(count, type);

        public override Tensor Upload(Tensor host) => device.Upload(host);

        public override void Download(Tensor values, Tensor host) => device.Download(values, host);

        public override IWorkMark Mark() => device.Mark();

        public override void Wait() => device.Wait();
    }
}
