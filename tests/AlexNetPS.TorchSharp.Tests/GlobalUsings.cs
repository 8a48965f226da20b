global using Xunit;
global using Tensor = TorchSharp.torch.Tensor;
