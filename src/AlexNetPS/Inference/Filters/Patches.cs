using AlexNetPS.Datasets;
using AlexNetPS.Imaging;
using AlexNetPS.Imaging.Resampling;
using AlexNetPS.Models;
using AlexNetPS.Networks;
using AlexNetPS.Transforms;

namespace AlexNetPS.Inference.Filters;

/// <summary>Cuts the receptive fields of values out of the inputs of a network.</summary>
internal sealed class Patches
{
    private const int MaxSide = 64;
    private const byte Outside = 128;

    private readonly NetworkDefinition _network;
    private readonly NetworkLayer _layer;
    private readonly IPixelSource _pixels;
    private readonly TransformPipeline _transforms;

    /// <param name="model">The model.</param>
    /// <param name="layer">The layer that has the values.</param>
    /// <param name="pixels">The images.</param>
    public Patches(AlexNetModel model, NetworkLayer layer, IPixelSource pixels)
    {
        (_network, _layer, _pixels) = (model.Definition, layer, pixels);

        // A mean that is subtracted of each image cannot be added again, and changes brightness alone.
        _transforms = new([.. model.Recipe.EvaluationTransforms.Where(transform => transform is not ImageMeanSubtract)],
            model.Definition.Input);
    }

    /// <summary>Returns the patches of each list. An image is read once.</summary>
    public StrongestInput[][] Cut(IReadOnlyList<Excitation>[] lists, CancellationToken cancellation)
    {
        StrongestInput[][] cut = [.. lists.Select(list => new StrongestInput[list.Count])];
        var places = lists.SelectMany((list, filter) => list.Select((excitation, rank) => (filter, rank, excitation)));
        TensorShape input = _network.Input;
        float[] values = new float[_transforms.Views * _transforms.ViewLength];
        float[] shown = new float[_transforms.ViewLength];
        byte[] pixels = new byte[input.Count], buffer = [];
        foreach (var image in places.GroupBy(place => place.excitation.Sample).OrderBy(group => group.Key.Index))
        {
            cancellation.ThrowIfCancellationRequested();
            PixelView stored = _pixels.Read(image.Key, ref buffer);
            _transforms.Apply(stored, values);
            foreach (var view in image.GroupBy(place => place.excitation.View))
            {
                // Restoring overwrites the values.
                values.AsSpan(view.Key * shown.Length, shown.Length).CopyTo(shown);
                _transforms.Restore(shown, stored.Width, stored.Height, default, view.Key, pixels);
                var whole = new PixelView(pixels, input.Width, input.Height, input.Channels);
                foreach ((int filter, int rank, Excitation found) in view)
                {
                    (int row, int column) = Math.DivRem(found.Position, _layer.OutputShape.Width);
                    cut[filter][rank] = new(found.Sample.Path, found.Sample.Label, found.Value, row, column,
                        Cut(whole, ReceptiveField.Of(_network, _layer.Name, row, column)));
                }
            }
        }

        return cut;
    }

    private static RgbImage Cut(PixelView image, ReceptiveField field)
    {
        // A field that is larger than the input shows all of it, not the edges around it.
        if (field.Width > image.Width)
            field = field with { Left = 0, Width = image.Width };
        if (field.Height > image.Height)
            field = field with { Top = 0, Height = image.Height };
        int width = Math.Min(field.Width, MaxSide), height = Math.Min(field.Height, MaxSide);
        byte[] patch = new byte[width * height * 3];
        patch.AsSpan().Fill(Outside);

        // What is within the input, in pixels of the patch.
        double across = (double)width / field.Width, down = (double)height / field.Height;
        int left = Math.Max(field.Left, 0), top = Math.Max(field.Top, 0);
        int right = Math.Min(field.Left + field.Width, image.Width);
        int bottom = Math.Min(field.Top + field.Height, image.Height);
        if (left >= right || top >= bottom)
            return new(width, height, patch);
        int x = (int)Math.Round((left - field.Left) * across), y = (int)Math.Round((top - field.Top) * down);
        int w = Math.Max((int)Math.Round((right - field.Left) * across) - x, 1),
            h = Math.Max((int)Math.Round((bottom - field.Top) * down) - y, 1);
        (x, y) = (Math.Min(x, width - w), Math.Min(y, height - h));
        byte[] inner = new byte[w * h * image.Channels];
        Resampler.Resize(image, new ResampleBox(left, top, right, bottom), w, h, inner, withinBox: true);
        for (int row = 0; row < h; row++)
        {
            for (int column = 0; column < w; column++)
            {
                for (int color = 0; color < 3; color++)
                {
                    patch[((y + row) * width + x + column) * 3 + color] =
                        inner[(row * w + column) * image.Channels + (image.Channels == 3 ? color : 0)];
                }
            }
        }

        return new(width, height, patch);
    }
}
