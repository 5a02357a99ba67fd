import SystemFiles

// Output goes to stdout whole or fails aloud; a reader that closes the pipe early (`| head`) is no error
// of ours, and ends the process quietly, also where the parent has left SIGPIPE ignored.
signal(SIGPIPE, SIG_DFL)
exit(Gradual.run(Array(CommandLine.arguments.dropFirst())).rawValue)
