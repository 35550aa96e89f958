namespace Relay.Sdk.Testing.Spool;

/// <summary>One promise and how to verify it.</summary>
internal sealed record SpoolPromise(string Name, Func<SpoolScene, Task> Verify);
