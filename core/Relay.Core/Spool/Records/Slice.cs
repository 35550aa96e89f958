namespace Relay.Core.Spool.Records;

/// <summary>A stretch of a buffer that may still move.</summary>
internal readonly record struct Slice(int Offset, int Length);
