using Microsoft.Extensions.Logging.Abstractions;
using Relay.Core.Settings;
using Relay.Core.Spool;
using Relay.SpoolVictim;

// Writes mail into a spool until it is killed or has written so many messages, and says on stdout what was acknowledged.
// Usage: Relay.SpoolVictim FOLDER FIRST-ID WRITERS [MESSAGES-OF-EACH-WRITER]
string folder = args[0];
long firstId = long.Parse(args[1]);
int writers = int.Parse(args[2]);
int messages = args.Length > 3 ? int.Parse(args[3]) : int.MaxValue;

await using var spool = new LocalSpool(new SpoolSettings { Path = folder, ReserveOctets = 0 }, TimeProvider.System, NullLoggerFactory.Instance);
await spool.StartAsync(CancellationToken.None);
var words = new Words(Console.OpenStandardOutput());
await Task.WhenAll(
    Enumerable.Range(0, writers).Select(writer => Task.Run(() => new VictimWriter(spool, words, firstId + writer, writers).RunAsync(messages))));
