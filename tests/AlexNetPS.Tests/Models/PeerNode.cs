using System.ComponentModel;
using System.Diagnostics;

namespace AlexNetPS.Tests.Models;

/// <summary>A node that has what a comparison needs, if there is one. PEER_NODE_MODULES names a node_modules folder beside NODE_PATH and npm's global one.</summary>
internal sealed class PeerNode
{
    private readonly string _modules;

    private PeerNode(string modules) => _modules = modules;

    public static PeerNode Require(string package)
    {
        foreach (string? modules in (string?[])[Environment.GetEnvironmentVariable("PEER_NODE_MODULES"), Environment.GetEnvironmentVariable("NODE_PATH"), "/usr/lib/node_modules", "/usr/local/lib/node_modules"])
        {
            var node = new PeerNode(modules ?? "");
            if (!string.IsNullOrEmpty(modules) && node.Start("-e", $"require('{package}')").Code == 0) return node;
        }

        Assert.Skip($"No node with the npm package {package} was found (PEER_NODE_MODULES names its node_modules).");
        return null!;
    }

    /// <summary>Runs a script; what it says on standard error fails the test.</summary>
    public void Run(string script, params string[] arguments)
    {
        (int code, string error) = Start([script, .. arguments]);
        Assert.True(code == 0, error);
    }

    private (int Code, string Error) Start(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("node", arguments) { RedirectStandardError = true };
            start.Environment["NODE_PATH"] = _modules;
            using Process process = Process.Start(start)!;
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, error);
        }
        catch (Win32Exception)
        {
            return (-1, "there is no node");
        }
    }
}
