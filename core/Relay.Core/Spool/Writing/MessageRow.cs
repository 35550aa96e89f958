using Relay.Core.Spool.Content;
using Relay.Core.Spool.Records;
using Relay.Sdk.Spool;

namespace Relay.Core.Spool.Writing;

/// <summary>A new message in the form of its row.</summary>
internal readonly record struct MessageRow(
    long Id, long FirstEntry, int Entries, bool Claims, Slice Record, LocalDraft Draft, SpooledContent Content);
