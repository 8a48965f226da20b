using System.Globalization;
using AlexNetPS.Ranks;
using MpiProcess;

// MpiProcess WHAT [RANK]: prints what happened, one line for each rank, and exits with 1 if it is not what was expected.
int Number(int i) => int.Parse(args[i], CultureInfo.InvariantCulture);
try
{
    if (args[0] == "library-rate")
        return Rates.OfLibrary();
    if (args[0] == "child")
        return Children.Say();
    if (args[0] == "early" && RankGroups.StartedRank == Number(1))
        return Number(2);
    IRankGroup group = RankGroups.Open(DistributedMode.Mpi)!;
    switch (args[0])
    {
        case "sums":
            return Sums.Check(group);
        case "calls":
            return Calls.Check(group);
        case "early":
            return 0;
        case "fail":
            return Ends.Fail(group, Number(1));
        case "kill":
            return Ends.Kill(group, Number(1));
        case "exit":
            return Ends.Exit(group, Number(1), Number(2));
        case "throw":
            return Ends.Throw(group, Number(1));
        case "null":
            return Calls.CheckNull(group);
        case "start":
            return Children.Start(group);
        case "train":
            return Training.Run(group, args[1], Enum.Parse<GradientSum>(args[2]), Number(3), killed: Number(4),
                Enum.Parse<Parallelism>(args[5]));
        case "presets":
            return Presets.Check(group, whole: args.Length > 1);
        case "divided-presets":
            return DividedPresets.Check(group, whole: args.Length > 1);
        case "rates":
            return Rates.OfGroup(group);
        default:
            Console.WriteLine($"'{args[0]}' is unknown.");
            return 1;
    }
}
catch (RanksException e)
{
    Console.WriteLine($"{e.Rank?.ToString(CultureInfo.InvariantCulture) ?? "-"}: {e.Message}");
    return 1;
}
