# The examples of the help, and what PowerShell would not run of them.
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

$script:Help = "$PSScriptRoot/../../module"

# One table per example of the pages: Page, Title, Code. Title is its heading.
function Get-PageExample {
    foreach ($page in Get-ChildItem -LiteralPath "$script:Help/help" -Filter *.md) {
        $title = ''; $code = $null
        foreach ($line in [IO.File]::ReadAllLines($page.FullName)) {
            if ($line -match '^### (Example .*)') { $title = $Matches[1] }
            elseif ($null -eq $code -and $line -eq '```powershell') { $code = [Text.StringBuilder]::new() }
            elseif ($null -ne $code -and $line -eq '```') {
                @{ Page = $page.BaseName; Title = $title; Code = $code.ToString() }
                $code = $null
            }
            elseif ($null -ne $code) { $null = $code.AppendLine($line) }
        }
    }
}

# One table per topic and block of PowerShell in it: lines that are indented twice and name a cmdlet, or begin as a statement of
# PowerShell does. Tables have columns, and other languages and command lines neither. Before has the blocks above it, whose
# variables it may use.
function Get-TopicExample {
    foreach ($topic in Get-ChildItem -LiteralPath "$script:Help/en-US" -Filter about_*.help.txt) {
        $before = ''
        foreach ($match in [regex]::Matches([IO.File]::ReadAllText($topic.FullName), '(?m)(^ {8}.*\r?\n|^\s*\r?\n(?= {8}))+')) {
            $code = ($match.Value -split '\r?\n' -replace '^ {8}').Where({ $_ -notmatch '^(mpiexec|srun|sbatch|apt-get) ' }) -join "`n"
            if ($code -match '[^ \n] {3,}[^ #]' -or $code.TrimStart("`n") -match '^( |#!|[{"])' -or
                $code -notmatch '(?m)^\s*(\$\w|if \(|# \w+\.ps1)|\b[A-Z][a-z]+-(AlexNet|ImageNet|Feature|Similar|Embedding|Activation)') {
                continue
            }

            @{ Page = $topic.Name -replace '\.help\.txt'; Title = $code.Trim().Split("`n")[0]; Code = $code; Before = $before }
            $before += $code + "`n"
        }
    }
}

# What PowerShell would not run: one text each. Known are variables that exist.
function Find-ExampleProblem([string] $Code, [string] $Before = '') {
    $errors = $null
    $tree = [Parser]::ParseInput($Code, [ref]$null, [ref]$errors)
    if ($errors) { return $errors.Message }
    $earlier = [Parser]::ParseInput($Before, [ref]$null, [ref]$null)
    $names = Get-AssignedName $earlier, $tree
    foreach ($used in Find-Tree $tree ([VariableExpressionAst]) | Where-Object { -not $_.VariablePath.IsDriveQualified }) {
        $name = $used.VariablePath.UserPath
        if ($name -notin $names -and -not (Get-Variable $name -Scope Global -ErrorAction Ignore)) { "`$$name has no value." }
    }

    foreach ($command in Find-Tree $tree ([CommandAst])) {
        $name = $command.GetCommandName()
        # In these examples a program is called by its name, too.
        if (-not $name -or $name -in 'scontrol', 'sbatch') { continue }
        $known = Get-Command -Name $name -ErrorAction Ignore
        if (-not $known) { "$name does not exist."; continue }
        if ($known -isnot [CmdletInfo] -or $known.ModuleName -ne 'AlexNetPS') { continue }
        foreach ($problem in Find-BindingProblem $command $known @($earlier, $tree)) { "${name}: $problem" }
    }
}

function Find-Tree([Ast[]] $Tree, [type] $Type) { foreach ($one in $Tree) { $one.FindAll({ $args[0] -is $Type }.GetNewClosure(), $true) } }

function Get-AssignedName([Ast[]] $Tree) {
    '_', 'PSItem', 'args', 'Matches', 'LASTEXITCODE', 'PSScriptRoot', 'PSDefaultParameterValues'
    (Find-Tree $Tree ([AssignmentStatementAst])).ForEach({ Find-Tree $_.Left ([VariableExpressionAst]) }).ForEach({ $_.VariablePath.UserPath })
    (Find-Tree $Tree ([ForEachStatementAst])).ForEach({ $_.Variable.VariablePath.UserPath })
    (Find-Tree $Tree ([ParameterAst])).ForEach({ $_.Name.VariablePath.UserPath })
    foreach ($command in Find-Tree $Tree ([CommandAst])) {
        for ($i = 0; $i -lt $command.CommandElements.Count - 1; $i++) {
            if ($command.CommandElements[$i].ParameterName -match 'Variable$') { $command.CommandElements[$i + 1].Extent.Text }
        }
    }
}

# The static binder of PowerShell does not tell which mandatory parameters are missing, and does not know a set that only the pipeline
# completes. So the parameter sets are tried one by one.
function Find-BindingProblem([CommandAst] $Command, [CmdletInfo] $Known, [Ast[]] $Trees) {
    $problems, $named, $values = @(), @(), @()
    $elements = @($Command.CommandElements | Select-Object -Skip 1)
    for ($i = 0; $i -lt $elements.Count; $i++) {
        $element = $elements[$i]
        if ($element -is [CommandParameterAst]) {
            try { $parameter = $Known.ResolveParameter($element.ParameterName) } catch { return "There is no -$($element.ParameterName)." }
            $named += $parameter.Name
            if ($parameter.SwitchParameter -or $element.Argument) { continue }
            $i++
            if ($i -eq $elements.Count -or $elements[$i] -is [CommandParameterAst]) { $problems += "-$($parameter.Name) has no value." }
        }
        elseif ($element -is [VariableExpressionAst] -and $element.Splatted) {
            $tables = (Find-Tree $Trees ([AssignmentStatementAst])).Where({ $_.Left.VariablePath.UserPath -eq $element.VariablePath.UserPath }).ForEach({ Find-Tree $_.Right ([HashtableAst]) | Select-Object -First 1 })
            foreach ($key in $tables.KeyValuePairs.Item1.Value) {
                try { $named += $Known.ResolveParameter($key).Name } catch { $problems += "There is no -$key." }
            }
        }
        else { $values += $element }
    }

    if ($problems) { return $problems }
    $isFed = $Command.Parent -is [PipelineAst] -and $Command.Parent.PipelineElements[0] -ne $Command
    $lacks = @(foreach ($set in $Known.ParameterSets) { , @(Find-Lack $set $named $values.Count $isFed) })
    if ($lacks.Where({ -not $_ }).Count -eq 0) { "No parameter set: $(($lacks | ForEach-Object { $_ -join ', ' }) -join '; ')." }
}

# What a parameter set lacks, or has too much of.
function Find-Lack([CommandParameterSetInfo] $Set, [string[]] $Named, [int] $Values, [bool] $IsFed) {
    $Named | Where-Object { $_ -notin $Set.Parameters.Name } | ForEach-Object { "$($Set.Name) has no -$_" }
    $free = @($Set.Parameters | Where-Object { $_.Position -ge 0 -and $_.Name -notin $Named } | Sort-Object Position)
    if ($free.Count -lt $Values) { "$($Set.Name) has no place for $Values values" }
    $missing = @($Set.Parameters | Where-Object { $_.IsMandatory -and $_.Name -notin $Named -and $_ -notin @($free | Select-Object -First $Values) })
    if ($IsFed) {
        # A pipeline gives one parameter its objects, and any number their properties.
        $fed = $missing | Where-Object ValueFromPipeline | Select-Object -First 1
        $missing = @($missing | Where-Object { $_ -ne $fed -and -not $_.ValueFromPipelineByPropertyName })
    }

    $missing | ForEach-Object { "$($Set.Name) lacks -$($_.Name)" }
}

Export-ModuleMember -Function Get-PageExample, Get-TopicExample, Find-ExampleProblem
