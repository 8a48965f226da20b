BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $neighbor = [IO.Path]::GetFullPath("$PSScriptRoot/../CsvNeighbor/bin/Release/net10.0/CsvNeighbor.dll")
    # Without an SDK (a Windows that tests/Windows published for): what was built on another machine.
    $notToBeHad = $false
    if (Get-Command dotnet -ErrorAction Ignore) {
        $built = dotnet build "$PSScriptRoot/../CsvNeighbor" -c Release -nologo -v quiet 2>&1
        $notToBeHad = $LASTEXITCODE -ne 0 -and "$built" -match 'NU1101|NU1102|NU1301'
        if ($LASTEXITCODE -ne 0 -and -not $notToBeHad) { throw "$built" }
    }
    elseif (-not (Test-Path -LiteralPath $neighbor)) {
        $notToBeHad = $true
        $built = 'there is no dotnet to build it'
    }

    $scratch = @{
        Module = Get-StagedModulePath
        Neighbor = $neighbor
        Support = "$PSScriptRoot/Support.psm1"
        Photos = New-ImageFolder "$TestDrive/photos" -Class red, blue -Count 2
    }
    Set-Content -LiteralPath "$TestDrive/list.csv" -Value 'path,label', 'photos/red/red-1.png,red', 'photos/red/red-2.png,red', 'photos/blue/blue-1.png,blue', 'photos/blue/blue-2.png,blue'
    $scratch.List = "$TestDrive/list.csv"

    # Each order in a shell of its own: what is loaded stays loaded.
    function Invoke-Both {
        param([string[]] $Order)
        Invoke-PowerShell -Command {
            param($scratch, [string] $order)
            $ErrorActionPreference = 'Stop'
            $own = {
                Import-Module $scratch.Module
                $dataset = Import-ImageNetFolder -LiteralPath $scratch.List -ImageSize 32 -CachePath "$($scratch.Photos).cache-$(Get-Random)"
            }
            $other = {
                Import-Module $scratch.Neighbor
                $rows = Read-NeighborCsv $scratch.List
            }
            switch ($order -split ' ') { own { . $own } other { . $other } }
            # What holds which version, now that both have read.
            $versions = foreach ($context in [System.Runtime.Loader.AssemblyLoadContext]::All) {
                foreach ($assembly in $context.Assemblies | Where-Object { $_.GetName().Name -eq 'CsvHelper' }) { '{0}: {1}' -f $context.Name, $assembly.GetName().Version.Major }
            }
            @{ Images = $dataset.Count; Classes = $dataset.Classes.Name -join ' '; Rows = @($rows); Versions = @($versions) } | ConvertTo-Json
        } -args $scratch, "$Order" | ConvertFrom-Json
    }
}

Describe 'A module that brings another CsvHelper' {
    It 'gets along with this one, imported <_>' -ForEach 'own other', 'other own' {
        if ($notToBeHad) { Set-ItResult -Skipped -Because "no package source has the other CsvHelper: $built"; return }
        $both = Invoke-Both $_.Split(' ')
        $both.Images | Should -Be 4
        $both.Classes | Should -Be 'blue red'
        $both.Rows | Should -HaveCount 5
        $both.Rows[1] | Should -Be 'photos/red/red-1.png|red'
        $both.Versions | Should -HaveCount 2
        $both.Versions | Should -Contain 'AlexNetPS.Tables: 34'
        $both.Versions -match ': 33$' | Should -Not -BeNullOrEmpty
    }

    It 'takes nothing from the types a person can name' {
        if ($notToBeHad) { Set-ItResult -Skipped -Because "no package source has the other CsvHelper: $built"; return }
        $named = Invoke-PowerShell -Command {
            param($scratch)
            Import-Module $scratch.Neighbor, $scratch.Module
            [AlexNetPS.Datasets.ImageNetDataset].FullName
            [AlexNetPS.Recipes.Recipe]::Resolve('Paper').Name
            [bool] ('AlexNetPS.Tables.CsvTableFormat' -as [type])
        } -args $scratch
        $named | Should -Be 'AlexNetPS.Datasets.ImageNetDataset', 'Paper', $false -Because 'only the library''s own types are in reach'
    }
}
