namespace Relay.Core.Protocol.Server;

/// <summary>What the arguments of MAIL or RCPT begin with.</summary>
internal enum PathScan
{
    Found,
    NotUtf8,
    NoWord,
    NoPath,
}
