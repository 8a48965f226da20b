# What the test files share: the staged module, drawn pictures, a network small enough to train in a second.

$script:ModulePath = [IO.Path]::GetFullPath((Join-Path $PSScriptRoot '../../out/AlexNetPS'))

function Import-StagedModule {
    if (-not (Test-Path "$script:ModulePath/AlexNetPS.psd1")) {
        throw "There is no module at '$script:ModulePath'. Build it: dotnet build -c Release"
    }

    Import-Module $script:ModulePath -Global
}

function Get-StagedModulePath { $script:ModulePath }

# Text as a person would see it, without colours.
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

Export-ModuleMember -Function *
