Describe 'The package' -Skip:(-not (Get-Command dotnet -ErrorAction Ignore)) {
    BeforeAll {
        $manifest = Import-PowerShellDataFile -LiteralPath "$PSScriptRoot/../../module/AlexNetPS.psd1"
        # Of what was staged, without building it again.
        function New-Package([string] $Folder, [string[]] $With) {
            $said = dotnet msbuild "$PSScriptRoot/../../src/AlexNetPS.Cmdlets" -nologo -t:PackModule -p:NoBuild=true -p:Configuration=Release "-p:PackageOutputPath=$TestDrive/$Folder" @With 2>&1
            if (-not (Test-Path "$TestDrive/$Folder/*.nupkg")) { throw "PackModule: $said" }
            (Get-Item "$TestDrive/$Folder/*.nupkg").FullName
        }

        $package = New-Package packages
        $prerelease = New-Package prerelease '-p:Prerelease=beta1'

        $archive = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $files = $archive.Entries.FullName
            $reader = [IO.StreamReader]::new($archive.GetEntry('AlexNetPS.nuspec').Open())
            $described = ([xml] $reader.ReadToEnd()).package.metadata
            $reader.Dispose()
            $reader = [IO.StreamReader]::new($archive.GetEntry('THIRD-PARTY-NOTICES.txt').Open())
            $notices = $reader.ReadToEnd()
            $reader.Dispose()
            [IO.Compression.ZipFileExtensions]::ExtractToFile($archive.GetEntry('AlexNetPS.psd1'), "$TestDrive/packed.psd1")
            $packed = (Import-PowerShellDataFile "$TestDrive/packed.psd1").PrivateData.PSData
        }
        finally { $archive.Dispose() }
    }

    It 'holds every file that was staged, in its place' {
        $staged = [IO.Path]::GetFullPath("$PSScriptRoot/../../out/AlexNetPS")
        $wanted = Get-ChildItem -LiteralPath $staged -File -Recurse | ForEach-Object { [IO.Path]::GetRelativePath($staged, $_.FullName).Replace('\', '/') }
        $own = $files | Where-Object { $_ -notmatch '^(_rels/|package/|\[Content_Types\])|\.nuspec$' }
        $own | Sort-Object | Should -Be ($wanted | Sort-Object)
    }

    It 'says of itself what the manifest says' {
        $described.id | Should -Be 'AlexNetPS'
        $described.version | Should -Be $manifest.ModuleVersion
        $described.authors | Should -Be $manifest.Author
        $described.copyright | Should -Be $manifest.Copyright
        $described.description | Should -Be $manifest.Description
        $described.license.InnerText | Should -Be 'MIT'
        $described.dependencies | Should -BeNullOrEmpty
    }

    It 'has the section of its version in CHANGELOG.md as release notes' {
        $section = [regex]::Match((Get-Content -Raw "$PSScriptRoot/../../CHANGELOG.md"), "(?ms)^## \[$([regex]::Escape($manifest.ModuleVersion))\][^\n]*\n(.*?)(?=^## |\z)").Groups[1].Value.Trim()
        foreach ($notes in $described.releaseNotes, $packed.ReleaseNotes) {
            ($notes -replace '\r').Trim() | Should -Be "AlexNetPS $($manifest.ModuleVersion)`n`n$section"
        }
        $packed.ContainsKey('Prerelease') | Should -BeFalse
    }

    It 'names every library of others, with its license' {
        $others = $files | Where-Object { $_ -match '\.(dll|so|dylib)$' -and [IO.Path]::GetFileName($_) -notlike 'AlexNetPS*' }
        $others | Should -Not -BeNullOrEmpty
        foreach ($file in $others) { $notices.Contains("  $file`n") | Should -BeTrue -Because $file }
        ([regex]::Matches($notices, '(?m)^License: \S').Count) | Should -Be ([regex]::Matches($notices, '(?m)^Files:$').Count)
        # What SkiaSharp's package says of the libraries in it.
        $notices | Should -BeLike '*SkiaSharp*FreeType*'
    }

    It 'is the same bytes, whenever the files were written' {
        $file = Get-Item "$PSScriptRoot/../../out/AlexNetPS/LICENSE"
        $before = $file.LastWriteTimeUtc
        try {
            $file.LastWriteTimeUtc = [datetime]::new(2011, 2, 3, 4, 5, 6)
            $again = New-Package again
        }
        finally { $file.LastWriteTimeUtc = $before }
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $package).Hash
        (Get-FileHash $prerelease).Hash | Should -Not -Be (Get-FileHash $package).Hash
    }

    It 'has the label of a prerelease, and is found by it only' {
        $prerelease | Should -BeLike "*AlexNetPS.$($manifest.ModuleVersion)-beta1.nupkg"
        $module = & "$PSScriptRoot/Install-Package.ps1" -Package $prerelease -ProfilePath "$TestDrive/beta"
        $data = Import-PowerShellDataFile "$module/$($manifest.ModuleVersion)/AlexNetPS.psd1"
        $data.PrivateData.PSData.Prerelease | Should -Be 'beta1'
        $data.PrivateData.PSData.ReleaseNotes | Should -BeLike "AlexNetPS $($manifest.ModuleVersion)-beta1*"
        $before = $env:HOME, $env:PSModulePath
        $env:HOME, $env:PSModulePath = "$TestDrive/beta", (Split-Path $module)
        try { $said = Invoke-PowerShell -Command '(Get-AlexNetArchitecture Paper)[0].Name; (Get-Module AlexNetPS).PrivateData.PSData.Prerelease' 2>&1 }
        finally { $env:HOME, $env:PSModulePath = $before }
        $said | Should -Be 'conv1', 'beta1'
    }

    It 'fails for a label that PowerShell does not take' {
        { New-Package wrong '-p:Prerelease=beta-1' } | Should -Throw '*letters and digits*'
    }

    It 'is tagged as a module, with the manifest''s tags and every cmdlet' {
        $wanted = @('PSModule', 'PSIncludes_Cmdlet') + $manifest.PrivateData.PSData.Tags
        foreach ($name in $manifest.CmdletsToExport) { $wanted += "PSCmdlet_$name", "PSCommand_$name" }
        $described.tags -split ' ' | Sort-Object | Should -Be ($wanted | Sort-Object)
    }

    It 'installs from a local repository into a clean profile, and is imported there by name' {
        $profilePath = "$TestDrive/profile"
        $module = & "$PSScriptRoot/Install-Package.ps1" -Package $package -ProfilePath $profilePath
        $module | Should -Exist
        $before = $env:HOME, $env:PSModulePath
        $env:HOME, $env:PSModulePath = $profilePath, (Split-Path $module)
        try {
            # Imported by the first use of a cmdlet, which needs the explicit export lists.
            $said = Invoke-PowerShell -Command '(Get-AlexNetArchitecture Paper)[0].Name; (Get-Module AlexNetPS).ModuleBase; (Get-Help Import-ImageNetFolder).Synopsis' 2>&1
        }
        finally { $env:HOME, $env:PSModulePath = $before }
        $said[0] | Should -Be 'conv1'
        $said[1] | Should -Be ([IO.Path]::GetFullPath("$module/$($manifest.ModuleVersion)"))
        $said[2] | Should -BeLike 'Prepares a folder*' -Because 'the help was installed too'
    }
}

Describe 'The address of the project' -Skip:(-not (Get-Command dotnet -ErrorAction Ignore)) {
    BeforeAll {
        # Stages what was built to a folder of the test.
        function Stage([string] $Folder, [string[]] $With) {
            $said = dotnet msbuild "$PSScriptRoot/../../src/AlexNetPS.Cmdlets" -nologo '-t:ResolveProjectReferences;BuildHelp;StageModule;DescribePackage' -p:BuildProjectReferences=false -p:Configuration=Release "-p:StagedModule=$Folder/" "-p:HelpFile=$Folder.xml" -getProperty:PackageProjectUrl @With 2>&1
            if ($LASTEXITCODE) { throw "StageModule: $said" }
            "$said".Trim()
        }

        function Get-Online([string] $Folder) {
            [xml] $help = Get-Content -Raw "$Folder/en-US/*.xml"
            $help.helpItems.command | Where-Object details | ForEach-Object { "$($_.details.name) $(@($_.relatedLinks.navigationLink.uri -match '^http')[0])".Trim() }
        }
    }

    It 'is in manifest, package and every page, if it is set' {
        Stage "$TestDrive/with" '-p:ProjectUrl=https://example.org/AlexNetPS/' | Should -Be 'https://example.org/AlexNetPS/'
        (Test-ModuleManifest "$TestDrive/with/AlexNetPS.psd1").ProjectUri | Should -Be 'https://example.org/AlexNetPS/'
        (Test-ModuleManifest "$TestDrive/with/AlexNetPS.psd1").LicenseUri | Should -Not -BeNullOrEmpty
        $pages = Get-Online "$TestDrive/with"
        $pages | Should -HaveCount (Get-ChildItem "$PSScriptRoot/../../module/help/*.md").Count
        $pages | ForEach-Object { $name = ($_ -split ' ')[0]; $_ | Should -Be "$name https://example.org/AlexNetPS/blob/main/module/help/$name.md" }
    }

    It 'is nowhere, if it is not set' {
        Stage "$TestDrive/without" | Should -BeNullOrEmpty
        "$TestDrive/without/AlexNetPS.psd1" | Should -Not -FileContentMatch 'ProjectUri'
        Get-Online "$TestDrive/without" | Should -Not -Match 'http'
        Get-ChildItem "$TestDrive/without/en-US" | Should -Not -FileContentMatch 'HelpUri|Online version'
    }
}
