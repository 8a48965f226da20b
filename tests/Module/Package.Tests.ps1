Describe 'The package' -Skip:(-not (Get-Command dotnet -ErrorAction Ignore)) {
    BeforeAll {
        $manifest = Import-PowerShellDataFile -LiteralPath "$PSScriptRoot/../../module/AlexNetPS.psd1"
        # Of what was staged, without building it again.
        $said = dotnet msbuild "$PSScriptRoot/../../src/AlexNetPS.Cmdlets" -nologo -t:PackModule -p:NoBuild=true -p:Configuration=Release "-p:PackageOutputPath=$TestDrive/packages" 2>&1
        $package = "$TestDrive/packages/AlexNetPS.$($manifest.ModuleVersion).nupkg"
        if (-not (Test-Path $package)) { throw "PackModule: $said" }

        $archive = [IO.Compression.ZipFile]::OpenRead($package)
        try {
            $files = $archive.Entries.FullName
            $reader = [IO.StreamReader]::new($archive.GetEntry('AlexNetPS.nuspec').Open())
            $described = ([xml] $reader.ReadToEnd()).package.metadata
            $reader.Dispose()
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
        $described.releaseNotes | Should -Be $manifest.PrivateData.PSData.ReleaseNotes
        $described.license.InnerText | Should -Be 'MIT'
        $described.dependencies | Should -BeNullOrEmpty
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
