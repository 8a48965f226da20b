# What the test files share: the staged module, drawn images, a network small enough to train in a second.

# Set by Run.ps1 -ModulePath.
$script:ModulePath = $env:ALEXNETPS_MODULE ? $env:ALEXNETPS_MODULE : [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/AlexNetPS'))
$script:Colors = [ordered]@{
    blue = 20, 40, 220; green = 20, 200, 40; red = 220, 30, 30; yellow = 220, 210, 20
}

function Get-StagedModulePath { $script:ModulePath }

function Import-StagedModule {
    if (-not (Test-Path -Path "$script:ModulePath/AlexNetPS.psd1", "$script:ModulePath/*/AlexNetPS.psd1" -PathType Leaf).Contains($true)) {
        throw "There is no module at '$script:ModulePath'. Build it: dotnet build -c Release"
    }

    # A build service that runs the tests is not what they test: in its log, training also displays a line per epoch.
    'CI', 'TF_BUILD', 'JENKINS_URL', 'TEAMCITY_VERSION' | ForEach-Object { Set-Item "env:$_" $null }
    Import-Module $script:ModulePath -Global
}

# Program and first arguments of this PowerShell: pwsh, or dotnet and pwsh.dll if it is installed as a .NET tool.
function Get-PowerShellCommand {
    $program = [Environment]::ProcessPath
    $program
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { [Environment]::GetCommandLineArgs()[0] }
}

# Runs a new PowerShell like this one: Invoke-PowerShell -Command { param($x) ... } -args $x.
function Invoke-PowerShell {
    $program, $arguments = @(Get-PowerShellCommand) + '-NoProfile', '-NonInteractive'
    & $program @arguments @args
}

function Get-TinyRecipePath { Join-Path $PSScriptRoot 'Tiny.json' }

# A colored square per image; the class is the color.
function New-Image {
    param([Parameter(Mandatory)] [string] $Path, [string] $Color = 'red', [int] $Seed, [int] $Size = 40)
    if (-not ('TestImage' -as [type])) { Add-Type -Path "$PSScriptRoot/TestImage.cs" }
    $rgb = $script:Colors[$Color]
    [TestImage]::Write($Path, $Size, $Size, $rgb[0], $rgb[1], $rgb[2], $Seed)
}

# A folder of class folders; returns its path.
function New-ImageFolder {
    param([Parameter(Mandatory)] [string] $Path, [string[]] $Class = ('blue', 'green', 'red'), [int] $Count = 20)
    foreach ($name in $Class) {
        $folder = [IO.Directory]::CreateDirectory((Join-Path $Path $name)).FullName
        foreach ($i in 1..$Count) { New-Image -Path (Join-Path $folder "$name-$i.png") -Color $name -Seed $i }
    }

    $Path
}

# Imported, with its store under the test's own folder.
function Import-TinyDataset {
    param([Parameter(Mandatory)] [string] $Path, [hashtable] $With = @{})
    if (-not (Test-Path -LiteralPath $Path)) { $null = New-ImageFolder -Path $Path }
    Import-ImageNetFolder -LiteralPath $Path -ImageSize 32 -CachePath "$Path.cache" @With
}

function Invoke-TinyTraining {
    param([Parameter(Mandatory)] $Dataset, [Parameter(Mandatory)] [string] $RunPath, [hashtable] $With = @{})
    Invoke-AlexNetTraining -Dataset $Dataset -Recipe (Get-TinyRecipePath) -RunPath $RunPath @With
}

# Text as a person would see it, without colors.
function Get-RenderedText {
    param([Parameter(ValueFromPipeline)] $InputObject, [int] $Width = 120)
    begin { $all = [System.Collections.Generic.List[object]]::new() }
    process { $all.Add($InputObject) }
    end {
        $before = $PSStyle.OutputRendering
        $PSStyle.OutputRendering = 'PlainText'
        try { $all | Out-String -Width $Width } finally { $PSStyle.OutputRendering = $before }
    }
}

# Code that sets how long progress stays silent in the process that runs it: no test then depends on how fast its work is.
function Get-SilenceSetting([timespan] $Silence) {
    "(Get-Command Invoke-AlexNetTraining).ImplementingType.Assembly.GetType('AlexNetPS.Cmdlets.Base.ProgressDisplay').GetProperty('Silence').SetValue(`$null, [timespan]::FromSeconds($($Silence.TotalSeconds)))"
}

# Runs a script in which Get-AlexNetRun -Watch waits this long for a run to begin: on a busy machine a job takes longer to start.
function Invoke-WithPatience([timespan] $Patience, [scriptblock] $Script) {
    $setting = (Get-Command Get-AlexNetRun).ImplementingType.GetProperty('Patience', [Reflection.BindingFlags] 'Static, NonPublic')
    $before = $setting.GetValue($null)
    $setting.SetValue($null, $Patience)
    try { & $Script } finally { $setting.SetValue($null, $before) }
}

# Runs a script of endless work in another runspace of this process, and stops it as Ctrl+C does once the condition holds. The condition
# gets the output and the progress so far; $fed.Count is for the script to count its inputs. Without progress, unless -ShowProgress.
# The minutes only guard against waiting forever: work that goes on after Ctrl+C does not get to 'Stopped' within them, so the script's
# work has to be hours of it.
function Stop-ScriptWhen {
    param([Parameter(Mandatory)] [string] $Script, [hashtable] $Variable = @{}, [Parameter(Mandatory)] [scriptblock] $When, [switch] $ShowProgress)
    $guard = [timespan]::FromMinutes(10)
    $fed = [hashtable]::Synchronized(@{ Count = 0 })
    $shell = [powershell]::Create()
    try {
        $null = $shell.AddScript("Import-Module '$script:ModulePath'; Import-Module '$PSScriptRoot/Support.psm1'").Invoke()
        $shell.Commands.Clear()
        foreach ($entry in $Variable.GetEnumerator()) { $shell.Runspace.SessionStateProxy.SetVariable($entry.Key, $entry.Value) }
        $shell.Runspace.SessionStateProxy.SetVariable('fed', $fed)
        $silence = $ShowProgress ? [timespan]::Zero : [timespan]::FromDays(1)
        Invoke-Expression (Get-SilenceSetting $silence)
        $output = [System.Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.AddScript($Script).BeginInvoke([System.Management.Automation.PSDataCollection[psobject]]$null, $output)
        $clock = [Diagnostics.Stopwatch]::StartNew()
        while (-not (& $When $output $shell.Streams.Progress $fed) -and -not $running.IsCompleted -and $clock.Elapsed -lt $guard) { Start-Sleep -Milliseconds 20 }
        $wasRunning = -not $running.IsCompleted
        $null = $shell.BeginStop($null, $null).AsyncWaitHandle.WaitOne($guard)
        [pscustomobject]@{
            WasRunning = $wasRunning
            State = $shell.InvocationStateInfo.State
            Errors = @($shell.Streams.Error)
            Progress = @($shell.Streams.Progress)
            Output = @($output)
        }
    }
    finally {
        Invoke-Expression (Get-SilenceSetting ([timespan]::FromSeconds(2)))
        $shell.Dispose()
    }
}

Export-ModuleMember -Function *
