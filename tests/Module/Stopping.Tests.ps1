# Ctrl+C, and a pipeline that has had enough, for every cmdlet that may take long. Training, the learning-rate search, the import, prediction
# and watching have tests of their own beside their other ones.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $run = Invoke-TinyTraining $dataset "$TestDrive/run" -With @{ Epochs = 1 }
    $null = $run.Model
    $dataset.Train | Export-FeatureEmbedding -Model $run -OutputPath "$TestDrive/fc7.npy"
    $file = $dataset.Train.Samples[0].Path
    $variables = @{ dataset = $dataset; run = $run; file = $file; folder = "$TestDrive" }
}

Describe 'Ctrl+C' {
    It 'ends <Name>, without an error' -ForEach @(
        @{ Name = 'Export-FeatureEmbedding'; Script = '& { while ($true) { $fed.Count++; $file } } | Export-FeatureEmbedding -Model $run -OutputPath $folder/stopped.npy -BatchSize 4' }
        @{ Name = 'Find-SimilarImage'; Script = '& { while ($true) { $fed.Count++; $file } } | Find-SimilarImage -Reference $folder/fc7.npy -Model $run -BatchSize 4' }
        @{ Name = 'Measure-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; $run } } | Measure-AlexNetModel -Dataset $dataset' }
        @{ Name = 'Test-ImageNetDataset'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Test-ImageNetDataset' }
        @{ Name = 'Export-ImageNetDataset'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Export-ImageNetDataset -OutputPath "$folder/stopped"' }
        @{ Name = 'Export-ImageNetSample'; Script = '& { while ($true) { $fed.Count++; $dataset } } | Export-ImageNetSample -Recipe HalfWidth -OutputPath { "$folder/stopped-$($fed.Count).png" }' }
        @{ Name = 'Import-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; "$folder/run/best.safetensors" } } | Import-AlexNetModel' }
        @{ Name = 'Export-AlexNetModel'; Script = '& { while ($true) { $fed.Count++; $run } } | Export-AlexNetModel -OutputPath { "$folder/stopped-$($fed.Count).onnx" }' }
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
        @{ Name = 'Find-SimilarImage'; Script = { $dataset.Train | Find-SimilarImage -Reference "$TestDrive/fc7.npy" -Model $run -BatchSize 4 } }
        @{ Name = 'Get-AlexNetPrediction'; Script = { $dataset.Train | Get-AlexNetPrediction -Model $run -BatchSize 4 } }
        @{ Name = 'Test-ImageNetDataset'; Script = { 1..9 | ForEach-Object { $dataset } | Test-ImageNetDataset -MinImages 1000 } }
        @{ Name = 'Import-AlexNetModel'; Script = { 1..9 | ForEach-Object { "$TestDrive/run/best.safetensors" } | Import-AlexNetModel } }
        @{ Name = 'Measure-AlexNetModel'; Script = { 1..9 | ForEach-Object { $run } | Measure-AlexNetModel -Dataset $dataset } }
        @{ Name = 'Get-AlexNetRun'; Script = { 1..9 | ForEach-Object { "$TestDrive/run" } | Get-AlexNetRun } }
        @{ Name = 'Get-AlexNetDevice'; Script = { Get-AlexNetDevice } }
    ) {
        $Error.Clear()
        & $Script | Select-Object -First 1 | Should -HaveCount 1
        $Error | Should -BeNullOrEmpty
    }
}
