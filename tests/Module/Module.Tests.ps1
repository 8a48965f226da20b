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

    It 'imports in a fresh shell, from a folder with spaces, without a word' {
        $null = [IO.Directory]::CreateDirectory("$TestDrive/a folder")
        Copy-Item -LiteralPath $path -Destination "$TestDrive/a folder/AlexNetPS" -Recurse
        $said = & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command "Set-Location -LiteralPath '$TestDrive/a folder'; Import-Module ./AlexNetPS; (Get-AlexNetArchitecture Paper)[0].Name" 2>&1
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
        $job | Wait-Job -Timeout 30 | Receive-Job | Should -Contain 'Paper'
        $job | Remove-Job -Force
    }
}
