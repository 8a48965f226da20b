namespace AlexNetPS.Engines.Cpu.Division;

/// <summary>A stage that sends channels to other ranks.</summary>
internal interface IExchangingStage
{
    /// <summary>Requests scratch memory for what it sends and receives.</summary>
    void RequestScratch(int maximumBatch);
}
