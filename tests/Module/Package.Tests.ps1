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
