BeforeDiscovery {
    # Linux says in a file which libraries a process has loaded, and from where.
    $system = if ($IsLinux) { @('/usr/lib', '/lib', '/usr/lib64').ForEach({ Get-ChildItem -Path "$_/libpng16.so.16", "$_/*/libpng16.so.16" -ErrorAction Ignore }) | Select-Object -First 1 }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
}

Describe 'Native libraries' -Skip:(-not $system) -ForEach @{ System = $system } {
    It 'are taken from the module''s <_> before the system''s' -ForEach '.', "$([Runtime.InteropServices.RuntimeInformation]::RuntimeIdentifier)", "runtimes/linux-$("$([Runtime.InteropServices.RuntimeInformation]::ProcessArchitecture)".ToLowerInvariant())/native" {
        Import-StagedModule
        $module = "$TestDrive/$($_ -replace '\W', '-')/AlexNetPS"
        $null = [IO.Directory]::CreateDirectory((Split-Path $module))
        Copy-Item -LiteralPath (Get-Module AlexNetPS).ModuleBase -Destination $module -Recurse
        $folder = [IO.Directory]::CreateDirectory((Join-Path $module $_)).FullName
        [IO.File]::Copy($System.ResolvedTarget, "$folder/libpng16.so.16")
        $loaded = Invoke-PowerShell -Command {
            param($module)
            Import-Module $module
            [AlexNetPS.Imaging.ImageEncoder]::WritePng("$module/drawn.png", [AlexNetPS.Imaging.RgbImage]::new(2, 2, [byte[]]::new(12)))
            $null = [AlexNetPS.Imaging.ImageCodecs]::Read("$module/drawn.png", $null)
            [IO.File]::ReadAllLines('/proc/self/maps') | Where-Object { $_ -match '(/\S*libpng16\S*)$' } | ForEach-Object { $Matches[1] } | Select-Object -Unique
        } -args $module
        $loaded | Should -Be ([IO.Path]::GetFullPath("$folder/libpng16.so.16"))
    }
}
