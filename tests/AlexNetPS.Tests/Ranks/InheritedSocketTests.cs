using System.Globalization;
using System.Net.Sockets;
using AlexNetPS.Ranks;

namespace AlexNetPS.Tests.Ranks;

/// <summary>What is no socket of MPICH's mpiexec. MpiGroupTests have one.</summary>
public sealed class InheritedSocketTests
{
    [Fact]
    public void OneThatThisProcessOpenedIsNone()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Assert.Null(InheritedSocket.Name(socket.Handle.ToString(CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("1000000")]
    [InlineData("x")]
    [InlineData("")]
    public void AnotherDescriptorIsNone(string descriptor) => Assert.Null(InheritedSocket.Name(descriptor));
}
