using System.Management.Automation;
using AlexNetPS.Inference.Gates;

namespace AlexNetPS.Cmdlets.Commands;

[Cmdlet(VerbsDiagnostic.Test, "AlexNetModel", DefaultParameterSetName = OfModels)]
[OutputType(typeof(RuleResult))]
public sealed class TestAlexNetModelCommand : GateCommand;
