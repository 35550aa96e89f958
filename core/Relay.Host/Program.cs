using System.CommandLine;
using Relay.Host.Commands;

return await RelayCommandLine.RunAsync(args, new InvocationConfiguration { EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
