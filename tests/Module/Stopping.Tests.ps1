# Ctrl+C, and a pipeline that has had enough, for every cmdlet that may take long. Training, the learning-rate search, the import, prediction
# and watching have tests of their own beside their other ones.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1 }
    $null = $run.Model
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.npy"
    $null = New-Item -ItemType Directory "$TestDrive/card"
    $run | Export-AlexNetModel "$TestDrive/card/model.safetensors" -Card
    $file = $dataset.Train.Samples[0].Path
    $variables = @{ dataset = $dataset; run = $run; file = $file; folder = "$TestDrive" }
}

Describe 'Ctrl+C' {
    It 'ends <Name>, without an error' -ForEach @(
        @{ Name = 'Export-FeatureEmbedding'; Script = '& { while ($true) { $fed.Count++; $file } } | Export-FeatureEmbedding -Model $run -OutputPath $folder/stopped.npy -BatchSize 4' }
        @{ Name = 'Export-ActivationMap'; Script = '& { while ($true) { $fed.Count++; $file } } | Export-ActivationMap -Model $run -OutputPath $folder/stopped-maps -BatchSize 2' }
        @{ Name = 'Find-SimilarImage'; Script = '& { while ($true) { $fed.Count++; $file } } | Find-SimilarImage -Reference $folder/fc7.npy -Model $run -BatchSize 4' }
        @{ Name = 'Measure-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; $run } } | Measure-AlexNetModel -Dataset $dataset' }
        @{ Name = 'Test-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; $run } } | Test-AlexNetModel -Dataset $dataset -MinTop1 0' }
        @{ Name = 'Test-ImageNetDataset'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Test-ImageNetDataset' }
        @{ Name = 'Export-ImageNetDataset'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Export-ImageNetDataset -OutputPath "$folder/stopped"' }
        @{ Name = 'Export-ImageNetSample'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Export-ImageNetSample -Recipe HalfWidth -OutputPath { "$folder/stopped-$($fed.Count).png" }' }
        @{ Name = 'Import-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; "$folder/run/best.safetensors" } } | Import-AlexNetModel' }
        @{ Name = 'Export-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; $run } } | Export-AlexNetModel -OutputPath { "$folder/stopped-$($fed.Count).onnx" }' }
        @{ Name = 'Test-AlexNetManifest'; Script = '& { while ($true) { $fed.Count++; "$folder/card" } } | Test-AlexNetManifest' }
        @{ Name = 'Export-AlexNetFilter'; Script = '& { while ($true) { $fed.Count++; $run } } | Export-AlexNetFilter -OutputPath { "$folder/stopped-filters-$($fed.Count).png" }' }
    ) {
        $stop = Stop-ScriptWhen -Script $Script -Variable $variables -When { param($output, $progress, $fed) $fed.Count -gt 5 }
        $stop.WasRunning | Should -BeTrue
        $stop.State | Should -Be 'Stopped'
        $stop.Errors | Should -BeNullOrEmpty
    }

    It 'leaves no half-written file' { Get-ChildItem $TestDrive -Filter '*.tmp' -Force | Should -BeNullOrEmpty }
}

Describe 'Select-Object -First' {
    It 'ends <Name> without an error' -ForEach @(
        @{ Name = 'Export-ActivationMap'; Script = { $dataset.Train | Export-ActivationMap -Model $run -OutputPath "$TestDrive/first" -BatchSize 2 -PassThru } }
        @{ Name = 'Find-SimilarImage'; Script = { $dataset.Train | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Model $run -BatchSize 4 } }
        @{ Name = 'Get-AlexNetPrediction'; Script = { $dataset.Train | Get-AlexNetPrediction -Model $run -BatchSize 4 } }
        @{ Name = 'Test-ImageNetDataset'; Script = { 1..9 | ForEach-Object { $dataset } | Test-ImageNetDataset -MinImages 1000 } }
        @{ Name = 'Import-AlexNetModel'; Script = { 1..9 | ForEach-Object { "$TestDrive/run/best.safetensors" } | Import-AlexNetModel } }
        @{ Name = 'Measure-AlexNetModel'; Script = { 1..9 | ForEach-Object { $run } | Measure-AlexNetModel -Dataset $dataset } }
        @{ Name = 'Test-AlexNetModel'; Script = { 1..9 | ForEach-Object { $run } | Test-AlexNetModel -Dataset $dataset -MinTop1 0 } }
        @{ Name = 'Get-AlexNetRun'; Script = { 1..9 | ForEach-Object { "$TestDrive/run" } | Get-AlexNetRun } }
        @{ Name = 'Get-AlexNetDevice'; Script = { Get-AlexNetDevice } }
    ) {
        $Error.Clear()
        & $Script | Select-Object -First 1 | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }
}

# An open that waits: a lease of another process is broken after lease-break-time, 45 seconds. A share that does not answer is the same.
Describe 'A file that does not answer' -Skip:(-not $IsLinux -or -not (Get-Command python3 -ErrorAction Ignore)) {
    BeforeAll {
        $holder = Join-Path $TestDrive hold.py
        Set-Content -LiteralPath $holder -Value @'
import fcntl, os, signal, sys, time
signal.signal(signal.SIGIO, signal.SIG_IGN)
files = [os.open(path, os.O_RDWR) for path in sys.argv[1:]]
for file in files:
    fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
print('held', flush=True)
sys.stdin.read()
'@
        $slow = foreach ($source in 'run/best.safetensors', 'run/run.json', 'fc7.npy') {
            $copy = "$TestDrive/slow/$source"
            $null = New-Item -ItemType Directory (Split-Path $copy) -Force
            Copy-Item -LiteralPath "$TestDrive/$source" $copy
            $copy
        }
        Set-Content -LiteralPath "$TestDrive/slow/list.csv" -Value 'path,label'
        Copy-Item -LiteralPath (Get-TinyRecipePath) "$TestDrive/slow/recipe.json"
        $slow += "$TestDrive/slow/list.csv", "$TestDrive/slow/recipe.json"
        $start = [Diagnostics.ProcessStartInfo]::new('python3')
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        foreach ($argument in @($holder) + $slow) { $start.ArgumentList.Add($argument) }
        $process = [Diagnostics.Process]::Start($start)
        $held = $process.StandardOutput.ReadLine()
    }

    AfterAll {
        $process.StandardInput.Close()
        if (-not $process.WaitForExit(60000)) { $process.Kill() }
    }

    It 'is left by <Name>' -ForEach @(
        @{ Name = 'Import-AlexNetModel'; File = 'run/best.safetensors'; Script = 'Import-AlexNetModel $folder/slow/run/best.safetensors' }
        @{ Name = 'Get-AlexNetRun'; File = 'run/run.json'; Script = 'Get-AlexNetRun $folder/slow/run' }
        @{ Name = 'Find-SimilarImage'; File = 'fc7.npy'; Script = '$file | Find-SimilarImage -Reference $folder/slow/fc7.npy' }
        @{ Name = 'Get-AlexNetRecipe'; File = 'recipe.json'; Script = 'Get-AlexNetRecipe $folder/slow/recipe.json' }
        @{ Name = 'Import-ImageNetFolder'; File = 'list.csv'; Script = 'Import-ImageNetFolder $folder/slow/list.csv -CachePath $folder/slow.cache' }
    ) {
        if ($held -ne 'held') { Set-ItResult -Skipped -Because 'this file system has no leases'; return }
        $setting = (Get-Command Get-AlexNetRun).ImplementingType.BaseType.BaseType.GetProperty('ReadingPatience', [Reflection.BindingFlags] 'Static, NonPublic')
        $before = $setting.GetValue($null)
        $setting.SetValue($null, [timespan]::FromMilliseconds(200))
        try {
            $stop = Stop-ScriptWhen -Script "`$fed.Count = 1; $Script" -Variable $variables -When { param($output, $progress, $fed) if ($fed.Count) { Start-Sleep -Milliseconds 500; $true } }
        }
        finally { $setting.SetValue($null, $before) }
        $stop.WasRunning | Should -BeTrue
        $stop.State | Should -Be 'Stopped'
        $stop.Errors | Should -BeNullOrEmpty
        # The system still waits for the other process to give the file free.
        $inode = & stat -c %i "$TestDrive/slow/$File"
        Get-Content /proc/locks | Where-Object { $_ -match "LEASE +BREAKING.*:$inode " } | Should -Not -BeNullOrEmpty
    }
}
