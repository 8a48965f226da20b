using System.Collections;
using System.Management.Automation.Language;

namespace AlexNetPS.Cmdlets.Completion;

/// <summary>Completes names of encodings and common code pages.</summary>
public sealed class EncodingCompleter : NameCompleter
{
    private protected override IEnumerable<Candidate> Candidates(IDictionary bound, CommandAst command) =>
    [
        new("utf8", "UTF-8"), new("unicode", "UTF-16, low byte first"), new("bigendianunicode", "UTF-16, high byte first"),
        new("ansi", "Code page of this system"), new("1250", "Central Europe"), new("1251", "Cyrillic"),
        new("1252", "Western Europe"), new("1253", "Greek"), new("1254", "Turkish"), new("932", "Japanese"),
        new("936", "Chinese, simplified"), new("949", "Korean"), new("950", "Chinese, traditional"),
    ];
}
