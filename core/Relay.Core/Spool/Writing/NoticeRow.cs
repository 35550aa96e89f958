using Relay.Core.Spool.Records;

namespace Relay.Core.Spool.Writing;

/// <summary>A notice in the form of its row.</summary>
internal readonly record struct NoticeRow(string Name, Slice Json);
