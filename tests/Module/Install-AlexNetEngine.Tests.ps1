BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    # The data folder is that of the process.
    $folder = if ($IsWindows) { 'LOCALAPPDATA' } else { 'XDG_DATA_HOME' }
    $previous = [Environment]::GetEnvironmentVariable($folder)
    [Environment]::SetEnvironmentVariable($folder, "$TestDrive/data")
    New-Item -ItemType Directory "$TestDrive/data", "$TestDrive/empty" | Out-Null
}

AfterAll {
    [Environment]::SetEnvironmentVariable($folder, $previous)
}

Describe 'Install-AlexNetEngine' {
    It 'states the size and installs nothing with -WhatIf' {
        $log = "$TestDrive/whatif.txt"
        Start-Transcript $log | Out-Null
        Install-AlexNetEngine Torch -Variant cuda -Source "$TestDrive/empty" -WhatIf
        Stop-Transcript | Out-Null
        Get-Content $log -Raw | Should -Match 'Download over 2\.0 GB and install.*variant cuda'
        Get-ChildItem "$TestDrive/data" | Should -BeNullOrEmpty
    }

    It 'names a package that the folder does not have' {
        { Install-AlexNetEngine Torch -Variant cpu -Source "$TestDrive/empty" -Confirm:$false } |
            Should -Throw '*TorchSharp 0.107.0 is not in*empty*-Source*' -ErrorId 'EngineRefused,*'
    }

    It 'rejects a source that does not exist' {
        { Install-AlexNetEngine Torch -Variant cpu -Source ./absent -Confirm:$false } |
            Should -Throw "*'./absent' is neither*" -ErrorId 'EngineRefused,*'
    }

    It 'rejects a package of the right name that is another' {
        $made = "$TestDrive/made"
        New-Item -ItemType Directory $made | Out-Null
        foreach ($id in 'TorchSharp.0.107.0', "libtorch-cpu-$($IsWindows ? 'win' : 'linux')-x64.2.10.0") {
            $name, $version = $id -split '(?<=[^.\d])\.(?=\d)', 2
            if ($id -like 'libtorch*') { $name, $version = $id.Substring(0, $id.Length - 7), '2.10.0' }
            New-Item -ItemType Directory "$TestDrive/$id" | Out-Null
            "<package><metadata><id>$name</id><version>$version</version><authors>a</authors><description>d</description></metadata></package>" |
                Set-Content "$TestDrive/$id/$name.nuspec"
            Compress-Archive "$TestDrive/$id/*" "$made/$id.zip"
            Rename-Item "$made/$id.zip" "$id.nupkg"
        }
        { Install-AlexNetEngine Torch -Variant cpu -Source $made -Confirm:$false } |
            Should -Throw '*SHA-512*was expected*' -ErrorId 'EngineRefused,*'
        Get-ChildItem "$TestDrive/data" -Recurse -Filter engine.json | Should -BeNullOrEmpty
    }

    It 'is named by the error of a device that needs the engine, and with -Force by that of another version' {
        if (Test-Path "$(Get-StagedModulePath)/plugins/AlexNetPS.TorchSharp/runtimes") { Set-ItResult -Skipped -Because 'the engine is in this build'; return }
        (Get-AlexNetDevice cuda:0).Reason | Should -Be 'The torch engine is not installed. Run: Install-AlexNetEngine Torch -Variant cuda'
        $old = New-Item -ItemType Directory "$TestDrive/data/AlexNetPS/engines/torch-0.1.0-cpu" -Force
        '{}' | Set-Content "$old/engine.json"
        (Get-AlexNetDevice cuda:0).Reason | Should -BeLike '*is version 0.1.0*needs 0.107.0. Run: Install-AlexNetEngine Torch -Variant cpu -Force'
    }
}

Describe 'Uninstall-AlexNetEngine' {
    It 'deletes the installed engines, and fails if there are none' {
        $old = New-Item -ItemType Directory "$TestDrive/data/AlexNetPS/engines/torch-0.2.0-cpu" -Force
        '{}' | Set-Content "$old/engine.json"
        Uninstall-AlexNetEngine Torch -WhatIf
        Test-Path $old | Should -BeTrue
        Uninstall-AlexNetEngine Torch -Variant cpu -Confirm:$false
        Test-Path $old | Should -BeFalse
        { Uninstall-AlexNetEngine Torch -Confirm:$false } | Should -Throw -ErrorId 'EngineNotFound,*'
    }
}
