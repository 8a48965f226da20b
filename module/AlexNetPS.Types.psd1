# Loads the types file after the cmdlets, whose assembly first rejects a second copy of the module: the types of two
# copies contradict each other, and PowerShell reports only that.
@{
  ModuleVersion  = '0.1.0'
  GUID           = 'c2f4b1d6-08d3-4c1c-a5a6-6f2e4f4f7f10'
  Author         = 'The AlexNetPS maintainers'
  TypesToProcess = @('AlexNetPS.Types.ps1xml')
}
