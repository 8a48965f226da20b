using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes SPDX identifiers of licenses under which weights are often given away.</summary>
public sealed class LicenseCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
    [
        new("MIT", "MIT License"), new("Apache-2.0", "Apache License 2.0"),
        new("BSD-3-Clause", "BSD License with three clauses"), new("CC0-1.0", "No rights reserved"),
        new("CC-BY-4.0", "Attribution"), new("CC-BY-SA-4.0", "Attribution, same license"),
        new("CC-BY-NC-4.0", "Attribution, no commercial use"), new("GPL-3.0-only", "GNU General Public License 3"),
    ];
}
