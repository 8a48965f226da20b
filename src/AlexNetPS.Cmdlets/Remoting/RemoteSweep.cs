using System.Collections;
using System.Diagnostics;
using System.Management.Automation;
using AlexNetPS.Training.Sweeps;

namespace AlexNetPS.Cmdlets.Remoting;

/// <summary>What the machines of a sweep need to know: the same for all of them.</summary>
/// <param name="Plan">The sweep.</param>
/// <param name="Store">Path of the store of the dataset, on every machine.</param>
/// <param name="Module">Path of the module here, which may be the same on another machine.</param>
/// <param name="Arguments">Arguments of the command that trains a run: device, precision, threads.</param>
internal sealed record RemoteSweep(SweepPlan Plan, string Store, string Module, Hashtable Arguments)
{
    /// <summary>Folder of the sweep.</summary>
    public string Path => Plan.Options.Path;

    /// <summary>Version of this module: with the commit of its source, because results may depend on it.</summary>
    public static string Version { get; } =
        FileVersionInfo.GetVersionInfo(typeof(Sweep).Assembly.Location).ProductVersion ?? "";

    /// <summary>The path of the module, from a command of it.</summary>
    public static string ModuleOf(CommandInfo command) =>
        System.IO.Path.Combine(command.Module.ModuleBase, $"{command.ModuleName}.psd1");
}
