import CommandLine

await WeirCommandLine.main()
