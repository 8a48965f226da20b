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

Describe 'A second copy of the module' {
    BeforeAll {
        Copy-Item -LiteralPath $path -Destination "$TestDrive/copy/AlexNetPS" -Recurse

        # Of another version: another number in the manifest, and assemblies that .NET does not take for the same ones.
        Copy-Item -LiteralPath $path -Destination "$TestDrive/other/AlexNetPS" -Recurse
        $manifest = Get-Item "$TestDrive/other/AlexNetPS/AlexNetPS.psd1"
        (Get-Content $manifest -Raw) -replace "ModuleVersion( *)= '[\d.]+'", "ModuleVersion`$1= '9.9.9'" | Set-Content $manifest
        foreach ($name in 'AlexNetPS.dll', 'AlexNetPS.Cmdlets.dll') {
            $file = "$TestDrive/other/AlexNetPS/$name"
            $bytes = [IO.File]::ReadAllBytes($file)
            $reader = [Reflection.PortableExecutable.PEReader]::new([IO.MemoryStream]::new($bytes))
            $metadata = [Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
            $id = $metadata.GetGuid($metadata.GetModuleDefinition().Mvid).ToByteArray()
            $at = [Convert]::ToHexString($bytes).IndexOf([Convert]::ToHexString($id)) / 2
            $bytes[$at] = $bytes[$at] -bxor 0xFF
            [IO.File]::WriteAllBytes($file, $bytes)
        }

        $import = {
            param($first, $second)
            Import-Module $first
            foreach ($force in $false, $true) { try { Import-Module $second -Force:$force -ErrorAction Stop; 'imported' } catch { "$_" } }
            (Get-Module AlexNetPS).ModuleBase
            (Get-AlexNetArchitecture Paper)[0].Name
            (Get-FormatData AlexNetPS.Training.TrainingRun).TypeNames[0]
            Remove-Module AlexNetPS
            try { Import-Module $second -ErrorAction Stop; 'imported' } catch { "$_" }
        }
    }

    It 'is rejected at import with both folders, and the first one stays' {
        $said = Invoke-PowerShell -OutputFormat XML -Command $import -args $path, "$TestDrive/copy/AlexNetPS"
        $said[2..4] | Should -Be ([IO.Path]::GetFullPath($path)), 'conv1', 'AlexNetPS.Training.TrainingRun'
        foreach ($message in $said[0, 1, 5]) {
            $message | Should -Be ("AlexNetPS cannot be imported from '{0}': this process has already imported the copy in '{1}'. Start a new PowerShell and import one of them." -f
                [IO.Path]::GetFullPath("$TestDrive/copy/AlexNetPS"), [IO.Path]::GetFullPath($path))
        }
    }

    It 'of another build is rejected by .NET, and the first one stays' {
        $said = Invoke-PowerShell -OutputFormat XML -Command $import -args $path, "$TestDrive/other/AlexNetPS"
        $said[2..4] | Should -Be ([IO.Path]::GetFullPath($path)), 'conv1', 'AlexNetPS.Training.TrainingRun'
        $said[0, 1, 5] | Should -Match 'already loaded'
    }

    It 'is not the same folder again: forced, after Remove-Module, in other runspaces' {
        $said = Invoke-PowerShell -Command {
            param($path)
            $ErrorActionPreference = 'Stop'
            Import-Module $path
            Import-Module $path -Force
            Remove-Module AlexNetPS
            Set-Location -LiteralPath $path
            Import-Module ./AlexNetPS.psd1
            1..2 | ForEach-Object -Parallel { Import-Module $using:path; (Get-AlexNetArchitecture Paper)[0].Name }
            (Get-AlexNetArchitecture Paper)[0].Name
        } -args $path 2>&1
        $said | Should -Be 'conv1', 'conv1', 'conv1'
    }
}
