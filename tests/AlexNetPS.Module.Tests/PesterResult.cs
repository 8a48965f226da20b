namespace AlexNetPS.Module.Tests;

/// <summary>One Pester test, as tests/Module/Run.ps1 writes it.</summary>
/// <param name="Name">Blocks and test, joined by dots.</param>
/// <param name="Result">Passed, Failed or Skipped.</param>
/// <param name="Message">Failure text, or the reason of a skip.</param>
public sealed record PesterResult(string Name, string Result, string? Message)
{
    /// <inheritdoc/>
    public override string ToString() => Result;
}
