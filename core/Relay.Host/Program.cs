using System.CommandLine;
using Relay.Host.Commands;
using Relay.Host.Composition;

// The signals are the relay's own business, from here on: a stop takes as long as delivery.stopTimeout allows.
using var signals = new ProcessSignals();
var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
return await RelayCommandLine.RunAsync(args, configuration, signals.Token, isRelay => signals.IsRelay = isRelay);
