namespace AlexNetPS.Mpi.Calls;

/// <summary>What all ranks call together, in steps that may be underway at the same time.</summary>
internal abstract class Call
{
    /// <summary>How many calls this rank had made with it.</summary>
    public long Number { get; set; }

    /// <summary>Steps that were started and have not ended.</summary>
    public int Underway { get; set; }

    /// <summary>Whether no step is left to be started.</summary>
    public bool AllStarted { get; protected set; }

    /// <summary>Starts the next step.</summary>
    public abstract IStep Start();

    /// <summary>A step has ended.</summary>
    public virtual void End(IStep step)
    {
    }
}
