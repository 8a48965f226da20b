# Rules of Invoke-Pipeline.ps1; Get-Help Test-AlexNetModel describes them. A model that breaks one is rejected.
@{
    # Of the validation images.
    MinTop1 = 0.5
    # Of each class: no class may be given up for the others.
    MinClassRecall = 0.2
    # With a baseline, a drop of top-1 that is larger than 0.01 and no chance (MaxTop1Drop, Confidence) is a further rule.
}
