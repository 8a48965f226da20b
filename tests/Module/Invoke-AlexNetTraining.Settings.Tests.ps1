# What takes the place of a recipe's network, optimizer and schedule.
BeforeAll {
    Import-Module "$PSScriptRoot/Support.psm1" -Force
    Import-StagedModule
    $dataset = Import-TinyDataset -Path "$TestDrive/photos"
    $tiny = Get-TinyRecipePath
    $small = "$TestDrive/small.json"
    Set-Content $small '{ "preset": "Mnist28", "name": "Small", "input": { "channels": 3 }, "layers": { "conv*": { "filters": 8 }, "fc6..fc7": { "outputs": 16 } }, "remove": ["norm*"] }'

    function Get-ChangedRecipe([scriptblock] $Change) {
        $recipe = Get-Content $tiny -Raw | ConvertFrom-Json
        & $Change $recipe
        $file = "$TestDrive/$([guid]::NewGuid()).json"
        ConvertTo-Json $recipe -Depth 9 | Set-Content $file
        $file
    }
}

Describe 'Invoke-AlexNetTraining -Recipe with a table of changes' {
    It 'changes the recipe that it names: <What>' -ForEach @(
        @{ What = 'dotted names'; Table = { @{ recipe = $tiny; 'optimizer.learningRate' = 1e-4; batchSize = 5 } } }
        @{ What = 'nested tables, in any case'; Table = { @{ RECIPE = $tiny; Optimizer = @{ LearningRate = 1e-4 }; BatchSize = 5 } } }
        @{ What = 'an ordered table with a recipe'; Table = { [ordered]@{ recipe = (Get-AlexNetRecipe $tiny); optimizer = [pscustomobject]@{ learningRate = 1e-4 }; batchSize = Write-Output 5 } } }
    ) {
        $run = Invoke-AlexNetTraining $dataset -Recipe (& $Table) -Epochs 1 -LimitBatches 1 -RunPath "$TestDrive/table-$([guid]::NewGuid())"
        $run.Recipe.Name | Should -Be (Get-AlexNetRecipe $tiny).Name
        $run.Recipe.Optimizer.LearningRate | Should -Be 1e-4
        $run.Recipe.Optimizer.Type | Should -Be (Get-AlexNetRecipe $tiny).Optimizer.Type
        $run.Recipe.BatchSize | Should -Be 5
    }

    It 'changes the recipe of the initial model if it names none, and a parameter wins' {
        $start = Invoke-TinyTraining $dataset "$TestDrive/start" -With @{ Epochs = 1; LimitBatches = 1 }
        $run = Invoke-AlexNetTraining $dataset -InitialModel $start -Recipe @{ labelSmoothing = 0.1; batchSize = 5 } -BatchSize 6 -Epochs 1 -LimitBatches 1 -RunPath "$TestDrive/continued"
        $run.Recipe.Name | Should -Be $start.Recipe.Name
        $run.Recipe.LabelSmoothing | Should -Be 0.1
        $run.Recipe.BatchSize | Should -Be 6
    }

    It 'reports <Table> as one error that names the setting' -ForEach @(
        @{ Table = @{ batchSise = 1 }; Like = "*batchSise: there is no such setting*Did you mean 'batchSize'?" }
        @{ Table = @{ 'optimizer.learningRate' = { 1 } }; Like = '*optimizer.learningRate: a setting is a number*' }
        @{ Table = @{ recipe = 'HalfWith' }; Like = "*no recipe 'HalfWith'*Did you mean 'HalfWidth'?" }
    ) {
        { Invoke-AlexNetTraining $dataset -Recipe $Table -RunPath "$TestDrive/never" } | Should -Throw $Like -ErrorId 'RecipeInvalid,*'
        "$TestDrive/never" | Should -Not -Exist
    }

    It 'resolves the path of a network against the location of the shell' {
        Push-Location $TestDrive
        try { $run = Invoke-AlexNetTraining $dataset -Recipe @{ recipe = 'D2L'; architecture = './small.json' } -Epochs 1 -BatchSize 5 -LimitBatches 1 -RunPath "$TestDrive/relative" }
        finally { Pop-Location }
        $run.Recipe.Architecture.Name | Should -Be 'Small'
        $run.Recipe.TrainTransforms[0].Size | Should -Be 28
    }
}

Describe 'Invoke-AlexNetTraining -Architecture with a table of changes' {
    It 'removes layers, and changes others' {
        $run = Invoke-AlexNetTraining $dataset -Recipe D2L -Architecture @{ preset = 'Mnist28'; input = @{ channels = 3 }; layers = @{ 'norm*' = $null; 'fc*' = @{ outputs = 16 }; 'drop*' = @{ probability = 0.25 } } } -Epochs 1 -BatchSize 5 -LimitBatches 1 -RunPath "$TestDrive/removed"
        $layers = $run.Model.Definition.Layers
        $layers.Name -match '^norm' | Should -BeNullOrEmpty
        ($layers | Where-Object Name -Match '^fc[67]').Outputs | Should -Be 16, 16
        ($layers | Where-Object Name -Match '^drop').Probability | Sort-Object -Unique | Should -Be 0.25
    }

    It 'changes the network of the recipe if it names none' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/own" -With @{ Architecture = @{ 'layers.relu*' = $null }; Epochs = 1; LimitBatches = 1 }
        $run.Model.Definition.Layers.Name | Should -Be 'conv1', 'pool1', 'fc7', 'fc8'
    }

    It 'names layers that match nothing' {
        { Invoke-AlexNetTraining $dataset -Architecture @{ preset = 'Paper'; layers = @{ 'nrm*' = $null } } -RunPath "$TestDrive/never" } |
            Should -Throw "*layers.nrm*matches none of*Did you mean 'norm1'?" -ErrorId 'NetworkInvalid,*'
    }
}

Describe 'Invoke-AlexNetTraining -Architecture' {
    It 'takes the name of a preset, and the crops follow' {
        $run = Invoke-AlexNetTraining $dataset -Recipe D2L -Architecture mnist28 -Epochs 1 -BatchSize 8 -LimitBatches 1 -RunPath "$TestDrive/named"
        "$($run.Recipe.Architecture)" | Should -Be 'Mnist28'
        $run.Recipe.Name | Should -Be 'D2L'
        $run.Recipe.TrainTransforms[0].Size | Should -Be 28
        $run.Model.Definition.Name | Should -Be 'Mnist28'
        $run.Model.Definition.Classes | Should -Be 3
    }

    It 'takes the path of a preset with changes, and writes the whole network' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/changes" -With @{ Architecture = $small; Epochs = 1; KeepState = $true }
        $written = (Get-Content "$TestDrive/changes/run.json" -Raw | ConvertFrom-Json).recipe.architecture
        $written.name | Should -Be 'Small'
        $written.preset | Should -BeNullOrEmpty
        $written.layers.name | Should -Be 'conv1', 'relu1', 'pool1', 'drop1', 'conv2', 'relu2', 'pool2', 'drop2', 'conv3', 'relu3', 'pool3', 'drop3', 'fc6', 'relu6', 'fc7', 'relu7', 'fc8'
        $run.Model.Definition.Name | Should -Be 'Small'
        (Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/changes" -Epochs 2 -Resume -KeepState).Epochs | Should -HaveCount 2
        (Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/changes" -Epochs 2 -Resume -Architecture $small).Epochs | Should -HaveCount 2
        { Invoke-AlexNetTraining $dataset -RunPath "$TestDrive/changes" -Epochs 2 -Resume -Architecture Mnist28 -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'TrainingRefused,*'
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'a network of Get-AlexNetArchitecture'; Get = { Get-AlexNetArchitecture | Where-Object Name -EQ Mnist28 } }
        @{ What = 'the layers of one'; Get = { Get-AlexNetArchitecture $small } }
        @{ What = 'a file of its JSON'; Get = { (Get-AlexNetArchitecture $small).ToJson() > "$TestDrive/mine.json"; "$TestDrive/mine.json" } }
        @{ What = 'a file of Get-Item'; Get = { Get-Item $small } }
    ) {
        $run = Invoke-TinyTraining $dataset "$TestDrive/taken-$([guid]::NewGuid())" -With @{ Architecture = (& $Get); Epochs = 1; LimitBatches = 1 }
        $run.Recipe.Architecture.Definition.Layers[-1].Name | Should -Be 'fc8'
        $run.Recipe.Architecture.Definition.Input.Width | Should -Be 28
    }

    It 'warns of the recipe''s rules for layers that the network has not' {
        $recipe = Get-ChangedRecipe { $args[0].optimizer | Add-Member layers @(@{ layers = 'fc8'; learningRateFactor = 2 }, @{ layers = 'conv1'; learningRateFactor = 0 }) }
        $file = "$TestDrive/linear.json"
        Set-Content $file '{ "name": "Linear", "input": { "channels": 3, "height": 8, "width": 8 }, "layers": [ { "type": "Linear", "name": "fc8", "outputs": 2 } ] }'
        $run = Invoke-AlexNetTraining $dataset -Recipe $recipe -Architecture $file -Epochs 1 -RunPath "$TestDrive/linear" -WarningVariable warned -WarningAction SilentlyContinue
        $warned -match 'Linear has no layer conv1' | Should -HaveCount 1
        $run.Recipe.Optimizer.Layers.Layers | Should -Be 'fc8'
        $run.Recipe.EvaluationTransforms[0].Size | Should -Be 8
        $run.Recipe.EvaluationTransforms[1].Mean | Should -Be 0.5, 0.5, 0.5
    }

    It 'says what is wrong with <What>' -ForEach @(
        @{ What = 'an unknown name'; Given = { 'CafeNet' }; Id = 'NetworkInvalid'; Message = "*Did you mean 'CaffeNet'*" }
        @{ What = 'a file that is not there'; Given = { './absent.json' }; Id = 'PathNotFound'; Message = '*absent.json*' }
        @{ What = 'a file with a mistake'; Given = { Set-Content "$TestDrive/wrong.json" '{ "preset": "Paper", "layers": { "conv1": { "padding": "valid" } } }'; "$TestDrive/wrong.json" }; Id = 'NetworkInvalid'; Message = '*wrong.json*layers.conv1.padding*' }
        @{ What = 'some of the layers'; Given = { Get-AlexNetArchitecture $small | Select-Object -First 3 }; Id = 'ParameterArgumentTransformationError'; Message = '*name of an architecture*a list of 3*' }
        @{ What = 'two networks'; Given = { Get-AlexNetArchitecture | Select-Object -First 2 }; Id = 'ParameterArgumentTransformationError'; Message = '*name of an architecture*' }
    ) {
        $failure = { Invoke-TinyTraining $dataset "$TestDrive/never" -With @{ Architecture = (& $Given); Epochs = 1 } } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
    }

    It 'completes presets, and layers of the network given' {
        (TabExpansion2 'Invoke-AlexNetTraining -Architecture caf').CompletionMatches.CompletionText | Should -Be 'CaffeNet'
        (TabExpansion2 'Find-AlexNetLearningRate -Architecture caf').CompletionMatches.CompletionText | Should -Be 'CaffeNet'
        (TabExpansion2 '$dataset | Invoke-AlexNetTraining -Architecture Mnist28 -Freeze conv').CompletionMatches.CompletionText | Should -Be 'conv1', 'conv2', 'conv3'
        (TabExpansion2 '$dataset | Find-AlexNetLearningRate -Recipe Mnist28 -Freeze conv').CompletionMatches.CompletionText | Should -Be 'conv1', 'conv2', 'conv3'
    }
}

Describe 'Invoke-AlexNetTraining -Optimizer, -Momentum, -Schedule, -WarmUpEpochs' {
    It 'take the place of the recipe''s' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/sgd" -With @{ Epochs = 1; Optimizer = 'SgdNesterov'; Momentum = 0.9; Schedule = 'cosine'; WarmUpEpochs = 0.5 }
        "$($run.Recipe.Optimizer.Type)", $run.Recipe.Optimizer.Momentum, $run.Recipe.Optimizer.LearningRate | Should -Be 'SgdNesterov', 0.9, 0.01
        $run.Recipe.Schedule | Should -BeOfType AlexNetPS.Recipes.Schedules.CosineSchedule
        $run.Recipe.Schedule.WarmUpEpochs | Should -Be 0.5
    }

    It 'take a table for a schedule, and that of another recipe' {
        $run = Invoke-TinyTraining $dataset "$TestDrive/milestones" -With @{ Epochs = 1; Schedule = @{ Type = 'milestones'; milestones = 1, 3; factor = 0.5 } }
        $run.Recipe.Schedule.Milestones | Should -Be 1, 3
        $run.Recipe.Schedule.Factor | Should -Be 0.5
        $plateau = (Get-AlexNetRecipe Paper).Schedule
        (Invoke-TinyTraining $dataset "$TestDrive/plateau" -With @{ Epochs = 1; Schedule = $plateau }).Recipe.Schedule.MaximumReductions | Should -Be 3
    }

    It 'leave the recipe''s schedule as it is where only the warm-up is given' {
        $recipe = Get-ChangedRecipe { $args[0] | Add-Member schedule @{ type = 'Step'; every = 2; warmUpEpochs = 3 } }
        $run = Invoke-AlexNetTraining $dataset $recipe -Epochs 1 -WarmUpEpochs 0 -RunPath "$TestDrive/cold"
        $run.Recipe.Schedule.Every, $run.Recipe.Schedule.WarmUpEpochs | Should -Be 2, 0
    }

    It 'say what is wrong with <What>' -ForEach @(
        @{ What = 'a schedule''s name'; With = @{ Schedule = 'Cosin' }; Id = 'RecipeInvalid'; Message = "*Did you mean 'Cosine'*" }
        @{ What = 'a schedule that needs more than its name'; With = @{ Schedule = 'Step' }; Id = 'RecipeInvalid'; Message = '*schedule Step, every: is missing*' }
        @{ What = 'a field'; With = @{ Schedule = @{ type = 'Step'; evry = 3; every = 3 } }; Id = 'RecipeInvalid'; Message = "*Did you mean 'every'*" }
        @{ What = 'a value'; With = @{ Schedule = @{ type = 'Step'; every = 'often' } }; Id = 'RecipeInvalid'; Message = '*every: a whole number is needed*' }
        @{ What = 'a number without end'; With = @{ Schedule = @{ type = 'Exponential'; factor = [double]::PositiveInfinity } }; Id = 'RecipeInvalid'; Message = '*factor: a number is needed*' }
        @{ What = 'a schedule that is none'; With = @{ Schedule = 3 }; Id = 'ParameterArgumentTransformationError'; Message = '*The name of a schedule*not 3.*' }
        @{ What = 'Nesterov without momentum'; With = @{ Optimizer = 'SgdNesterov' }; Id = 'RecipeInvalid'; Message = '*momentum: SgdNesterov needs one above 0*' }
    ) {
        $failure = { Invoke-TinyTraining $dataset "$TestDrive/never" -With ($With + @{ Epochs = 1 }) } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$Id,*"
        $failure.Exception.Message | Should -BeLike $Message
    }

    It 'are completed' {
        (TabExpansion2 'Invoke-AlexNetTraining -Schedule o').CompletionMatches.CompletionText | Should -Be 'OneCycle'
        (TabExpansion2 'Invoke-AlexNetTraining -Optimizer Adam').CompletionMatches.CompletionText | Should -Be 'Adam', 'AdamW'
    }
}

Describe 'A setting of the recipe' {
    BeforeAll {
        $full = Get-ChangedRecipe {
            $args[0] | Add-Member earlyStopping @{ patience = 9; threshold = 0.25 }
            $args[0].optimizer | Add-Member clipNorm 1.5
            $args[0].optimizer | Add-Member averageDecay 0.9
            $args[0].optimizer | Add-Member layers @(@{ layers = 'conv*'; learningRateFactor = 3; weightDecayFactor = 0 })
        }
    }

    It 'is turned off by 0' {
        $run = Invoke-AlexNetTraining $dataset $full -Epochs 1 -EarlyStopping 0 -GradientClip 0 -AverageDecay 0 -RunPath "$TestDrive/off"
        $run.Recipe.EarlyStopping, $run.Recipe.Optimizer.ClipNorm, $run.Recipe.Optimizer.AverageDecay | Should -Be $null, $null, $null
    }

    It 'stays where a parameter says nothing of it' {
        $run = Invoke-AlexNetTraining $dataset $full -Epochs 1 -EarlyStopping 4 -LearningRateFactor @{ conv1 = 0.5 } -RunPath "$TestDrive/kept"
        $run.Recipe.EarlyStopping.Patience, $run.Recipe.EarlyStopping.Threshold | Should -Be 4, 0.25
        $run.Recipe.Optimizer.ClipNorm, $run.Recipe.Optimizer.AverageDecay | Should -Be 1.5, 0.9
        # The rule for conv1 says nothing of the decay: that of conv* counts.
        $run.Recipe.Optimizer.Layers.Layers | Should -Be 'conv*', 'conv1'
        $run.Recipe.Optimizer.Layers[1].LearningRateFactor, $run.Recipe.Optimizer.Layers[1].WeightDecayFactor | Should -Be 0.5, $null
    }
}
