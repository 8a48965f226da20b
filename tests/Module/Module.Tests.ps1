BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    $path = Get-StagedModulePath
}

Describe 'The module' {
    It 'has a valid manifest' {
        Import-StagedModule
        $manifest = Test-ModuleManifest "$((Get-Module AlexNetPS).ModuleBase)/AlexNetPS.psd1"
        $manifest.CompatiblePSEditions | Should -Be 'Core'
        $manifest.PowerShellVersion | Should -Be '7.6'
        $manifest.PrivateData.PSData.Tags | Should -Contain 'AlexNet'
        $manifest.LicenseUri | Should -Not -BeNullOrEmpty
    }

    It 'exports cmdlets and nothing else, each with an approved verb' {
        Import-StagedModule
        $module = Get-Module AlexNetPS
        $module.ExportedCmdlets.Values.Verb | Should -BeIn (Get-Verb).Verb
        $module.ExportedFunctions.Count + $module.ExportedAliases.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'names each export and says what a gallery asks for' {
        Import-StagedModule
        $data = Import-PowerShellDataFile "$((Get-Module AlexNetPS).ModuleBase)/AlexNetPS.psd1"
        $data.CmdletsToExport | Should -Not -Match '[*?]'
        $data.CmdletsToExport | Should -Be ($data.CmdletsToExport | Sort-Object -Unique)
        (Get-Module AlexNetPS).ExportedCmdlets.Keys | Sort-Object | Should -Be $data.CmdletsToExport
        foreach ($none in 'FunctionsToExport', 'VariablesToExport', 'AliasesToExport') { , $data[$none] | Should -BeOfType [object[]]; $data[$none] | Should -HaveCount 0 }
        foreach ($key in 'Author', 'CompanyName', 'Copyright', 'Description', 'GUID') { $data[$key] | Should -Not -BeNullOrEmpty }
        $data.PrivateData.PSData.LicenseUri | Should -Match '^https://'
        $data.PrivateData.PSData.ReleaseNotes | Should -Match ([regex]::Escape($data.ModuleVersion))
        $data.PrivateData.PSData.Tags | Should -Contain 'PSEdition_Core'
        $data.PrivateData.PSData.Tags | Where-Object { $_ -match '\s' } | Should -BeNullOrEmpty -Because 'a gallery splits tags at blanks'
    }

    It 'loads its two assemblies when it is imported, and nothing else of its own' {
        $loaded = Invoke-PowerShell -Command {
            param($path)
            Import-Module $path
            $base = (Get-Module AlexNetPS).ModuleBase
            [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.Location.StartsWith($base) }).ForEach({ $_.GetName().Name }) | Sort-Object
            (Get-Process -Id $PID).Modules.FileName | Where-Object { $_ -match 'turbojpeg|libpng|SkiaSharp' }
        } -args $path
        $loaded | Should -Be 'AlexNetPS', 'AlexNetPS.Cmdlets' -Because 'plug-ins and native libraries wait until they are needed'
    }

    It 'imports in a fresh shell, from a folder with spaces, without a word' {
        $null = [IO.Directory]::CreateDirectory("$TestDrive/a folder")
        Copy-Item -LiteralPath $path -Destination "$TestDrive/a folder/AlexNetPS" -Recurse
        $said = Invoke-PowerShell -Command "Set-Location -LiteralPath '$TestDrive/a folder'; Import-Module ./AlexNetPS; (Get-AlexNetArchitecture Paper)[0].Name" 2>&1
        "$said" | Should -Be 'conv1'
    }

    It 'loads its views without an error' {
        Import-StagedModule
        Get-FormatData -TypeName AlexNetPS.* | Should -Not -BeNullOrEmpty
    }

    It 'keeps third-party assemblies out of the shell''s own load context' {
        Import-StagedModule
        [System.Runtime.Loader.AssemblyLoadContext]::Default.Assemblies.GetName().Name | Should -Not -Contain 'CsvHelper'
    }

    It 'works in two runspaces at once' {
        $counts = 1..2 | ForEach-Object -Parallel {
            Import-Module $using:path
            (Get-AlexNetArchitecture Paper).Count
        }
        $counts | Select-Object -Unique | Should -HaveCount 1
    }

    It 'works in a job' {
        $job = Start-ThreadJob { Import-Module $using:path; (Get-AlexNetArchitecture).Name }
        $job | Wait-Job -Timeout 600 | Receive-Job | Should -Contain 'Paper'
        $job | Remove-Job -Force
    }
}
